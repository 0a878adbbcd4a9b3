//! A parameter's name with an operator in it, as other tools write it: `created_at[gte]`, `created_after`. It is
//! no misspelt parameter: without its operator it would ask for something else.

use serde_json::{Value, json};

use super::place::PlacedViolation;
use super::{plain, route};
use crate::diagnostic::{Edit, Help};
use crate::distance::letters;
use crate::document::{At, Step};
use crate::model::Operator;

/// What other tools call a bound, and the operator that is mostly meant.
const BOUNDS: [(&[&str], Operator); 2] = [
    (&["after", "since", "from", "min", "start"], Operator::Gte),
    (&["before", "until", "to", "max", "end"], Operator::Lte),
];

/// A name taken apart.
struct Named<'a> {
    parameter: &'a str,
    operator: Operator,
    /// True if the name holds the operator's own word.
    exact: bool,
}

/// What to write instead of a key that names a parameter and an operator.
pub(super) fn help(place: &PlacedViolation<'_>, key: &str, allowed: &[String]) -> Option<Help> {
    let named = apart(key, allowed)?;
    let (parameter, word) = (named.parameter, named.operator.word());
    let last = place.pointer.steps().last().and_then(Step::as_key);
    if last != Some("parameters") {
        let name = format!("{parameter}.{word}");
        return named.exact.then(|| Help::meant(&name));
    }
    let node = place.document.get(&place.pointer.key(key))?;
    let source = place.document.source_of(&place.pointer);
    let written = source.slice(&node.span);
    let short = !written.contains('\n') && !written.is_empty();
    let written = if short { written } else { "{ … }" };
    let inner = format!("{{ {word}: {written} }}");
    let help = format!("`{word}` is an operator of the parameter: `{parameter}: {inner}`");
    let help = Help::from(help);
    let others = place.value().as_object();
    let mut others = others.into_iter().flat_map(|map| map.keys());
    let alone = others.all(|other| {
        let same = apart(other, allowed).is_some_and(|one| one.parameter == parameter);
        other == key || other != parameter && !same
    });
    let value = place.value().get(key).cloned().unwrap_or_default();
    if !(named.exact && short && alone && fits(place, parameter, &json!({ word: value }))) {
        return Some(help);
    }
    let key = place.document.locate(&place.pointer.key(key), At::Key);
    let edits = vec![
        Edit::new(key, parameter),
        Edit::new(node.span.clone(), inner),
    ];
    Some(help.edits(edits))
}

/// True if the schema takes a value for a parameter.
fn fits(place: &PlacedViolation<'_>, parameter: &str, value: &Value) -> bool {
    let whole = &place.judge.schema;
    let parameters = route::holder(whole, &place.violation.route);
    let schema = parameters.and_then(|all| all.get("properties")?.get(parameter));
    schema.is_some_and(|schema| plain::accepts(whole, schema, value))
}

/// The parameter and the operator that a name holds, whatever stands between them.
fn apart<'a>(key: &str, allowed: &'a [String]) -> Option<Named<'a>> {
    let asked = letters(key);
    let find = |word: &str, exact: bool, operator: Operator| {
        let rest = asked.strip_suffix(word).filter(|rest| !rest.is_empty())?;
        let mut names = allowed.iter();
        let parameter = names.find(|name| {
            let name = letters(name);
            let stem = || {
                name.strip_suffix("at")
                    .or_else(|| name.strip_suffix("time"))
            };
            name == rest || !exact && stem() == Some(rest)
        })?;
        Some(Named {
            parameter,
            operator,
            exact,
        })
    };
    let mut own = Operator::ALL.into_iter();
    own.find_map(|operator| find(operator.word(), true, operator))
        .or_else(|| {
            let mut bounds = BOUNDS.iter();
            bounds.find_map(|(words, operator)| {
                let mut words = words.iter();
                words.find_map(|word| find(word, false, *operator))
            })
        })
}
