//! The mappings of the project, with their large numbers made small, so that simulated lists of
//! some hundred records exceed them: caps, and page sizes where the smallest is large.
//!
//! ```text
//! cap: { records: 250000, … }                  cap: { records: 250, … }
//! size: { min: 200, default: 200, max: 2000 }  size: { min: 20, default: 20, max: 200 }
//! ```

use std::path::Path;
use std::sync::Arc;
use touchpoint::mapping_files;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::diagnostic::Severity;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// A higher cap is lowered to this.
const CAP: u64 = 250;
/// Pages whose smallest size is at least this are made ten times smaller.
const LARGE_PAGE: u64 = 100;

/// The mappings of the project with their texts, with small numbers.
///
/// # Errors
/// One of them has an error.
pub fn plans(root: &Path) -> Result<Vec<(Arc<Plan>, String)>, String> {
    read(root, lowered)
}

/// The mappings of the project with their texts, with their own numbers: for accounts that are large themselves.
///
/// # Errors
/// One of them has an error.
pub fn plans_as_written(root: &Path) -> Result<Vec<(Arc<Plan>, String)>, String> {
    read(root, str::to_owned)
}

fn read(root: &Path, text: impl Fn(&str) -> String) -> Result<Vec<(Arc<Plan>, String)>, String> {
    let reader = PlanReader::new(engagement_model())?;
    let mut sources = mapping_files(&[root.join("mappings")]).sources;
    for source in &mut sources {
        source.text = text(&source.text);
    }
    let texts: Vec<(String, String)> = sources
        .iter()
        .map(|source| (source.name.clone(), source.text.clone()))
        .collect();
    let outcome = Registry::read(&reader, sources);
    let text = |plan: &Arc<Plan>| {
        let name = &plan.mapping.document.source.name;
        texts
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.clone())
    };
    let fault = outcome
        .diagnostics
        .iter()
        .find(|d| d.severity == Severity::Error);
    if let Some(fault) = fault {
        return Err(fault.title.clone());
    }
    let plans = outcome.registry.plans().iter();
    Ok(plans
        .filter_map(|plan| Some((plan.clone(), text(plan)?)))
        .collect())
}

/// A mapping with small numbers, and its text.
///
/// # Errors
/// With small numbers it has an error.
pub(crate) fn small(plan: &Plan) -> Result<(Arc<Plan>, String), String> {
    let source = &plan.mapping.document.source;
    let text = lowered(&source.text);
    let reader = PlanReader::new((*plan.model).clone())?;
    let (small, told) = reader.read(SourceFile::new(&source.name, &text));
    let fault = told.first().map(|fault| fault.title.clone());
    let small = small.ok_or_else(|| fault.unwrap_or_else(|| "it has errors".to_owned()))?;
    Ok((small.into(), text))
}

/// The text with small numbers.
fn lowered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut line = line.to_owned();
        for before in ["cap: ", "cap: { records: "] {
            line = with_number(&line, before, |cap| cap.min(CAP));
        }
        if number(&line, "size: {", " min: ").is_some_and(|min| min >= LARGE_PAGE) {
            for before in [" min: ", " default: ", " max: "] {
                line = with_number(&line, before, |size| size / 10);
            }
        }
        out.push_str(&line);
    }
    out
}

/// The number after a word, in a line that has another.
fn number(line: &str, has: &str, before: &str) -> Option<u64> {
    let (_, digits, _) = split(line, before).filter(|_| line.contains(has))?;
    digits.parse().ok()
}

/// The line with another number after a word.
fn with_number(line: &str, before: &str, other: impl Fn(u64) -> u64) -> String {
    let found = split(line, before).and_then(|(head, digits, tail)| {
        let number: u64 = digits.parse().ok()?;
        Some(format!("{head}{}{tail}", other(number)))
    });
    found.unwrap_or_else(|| line.to_owned())
}

/// A line around the digits after a word.
fn split<'l>(line: &'l str, before: &str) -> Option<(&'l str, &'l str, &'l str)> {
    let at = line.find(before)? + before.len();
    let (head, rest) = line.split_at_checked(at)?;
    let end = rest.find(|c: char| !c.is_ascii_digit());
    let (digits, tail) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    Some((head, digits, tail))
}

#[cfg(test)]
mod tests {
    use super::lowered;

    #[test]
    fn caps_and_large_pages_are_made_small_and_nothing_else() {
        let text = "cap: 100000   # 100,000\n  cap: { records: 9000, window: { by: at } }\n\
                    size: { form: \"n={{ page.size }}\", min: 200, default: 200, max: 2000 }\n\
                    size: { default: 50, max: 500 }\n  cap: 40";
        let small = "cap: 250   # 100,000\n  cap: { records: 250, window: { by: at } }\n\
                     size: { form: \"n={{ page.size }}\", min: 20, default: 20, max: 200 }\n\
                     size: { default: 50, max: 500 }\n  cap: 40";
        assert_eq!(lowered(text), small);
    }
}
