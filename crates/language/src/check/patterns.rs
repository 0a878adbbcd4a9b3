//! A value that is put into a longer text has a pattern, so that it cannot change what the text
//! means.

use super::checking::Checking;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::mapping::by_operator;
use crate::model::Scalar;
use crate::written::ValueType;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        let part = matches!(placed.used, Use::Part | Use::LookupPart);
        if !part || placed.template.is_whole() {
            continue;
        }
        for hole in placed.template.holes() {
            for name in hole.names.iter().map(|name| name.join(".")) {
                let Some(help) = wanted(checking, &placed, &name) else {
                    continue;
                };
                let title = format!("`{name}` stands in a longer text and has no pattern");
                let label = placed.label(checking, hole, &name, "could change what the text means");
                found.push(Diagnostic::error(Code::UnpatternedValue, title, label).with_help(help));
            }
        }
    }
    found
}

/// The next step, where a name has no pattern.
fn wanted(checking: &Checking<'_>, placed: &Placed<'_>, name: &str) -> Option<String> {
    if let Some(variable) = name.strip_prefix("context.") {
        let mut declared = checking
            .mapping
            .context
            .iter()
            .map(|variable| &variable.need);
        let need = declared.find(|need| need.name == variable)?;
        let help = format!("add a `pattern` to `{variable}` under `context`");
        return need.pattern.is_none().then_some(help);
    }
    let parameter = name.strip_prefix("query.")?;
    let parameter = by_operator(parameter).map_or(parameter, |(parameter, _)| parameter);
    let scalar = checking.model.filterable(parameter)?;
    let (case, route) = placed.of?;
    let Some(declared) = route.parameters.get(parameter) else {
        if checking.is_parameter_lost(case, route, parameter) {
            return None; // it was faulty, and is told so
        }
        let help = format!("declare it: `parameters: {{ {parameter}: {{ pattern: \"…\" }} }}`");
        return (*scalar != Scalar::Instant).then_some(help);
    };
    let harmless = declared.pattern.is_some()
        || checking.was_written(&declared.pointer.key("pattern"))
        || *scalar == Scalar::Instant
        || declared.map.is_some() && !declared.raw
        || matches!(
            declared.value_type,
            ValueType::Integer | ValueType::Number | ValueType::Boolean
        );
    (!harmless).then(|| format!("add a `pattern` to `{parameter}` under `parameters`"))
}
