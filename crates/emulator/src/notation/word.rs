//! A word as the vendor writes it, and the unified word that a mapping has for it.

use super::json_path;
use touchpoint_language::json::Json;
use touchpoint_language::transform::{Transform, Value};

/// A text as the vendor writes it: a number or a flag where the mapping or the recorded value has one.
pub(crate) fn written(text: &str, words: Option<&Transform>, as_text: bool) -> Json {
    let literal = json_path::literal_of(text).filter(|v| !v.is_null() && !text.starts_with('\''));
    match literal {
        Some(literal) if words.is_some() => literal,
        Some(literal) if !as_text && literal.is_number() => literal,
        _ => text.into(),
    }
}

/// The transform of an expression that knows the vendor's words one by one.
pub(crate) fn words(transforms: &[Transform]) -> Option<&Transform> {
    transforms.iter().find(|one| !one.theirs().is_empty())
}

/// The unified word for one of the vendor's.
pub(crate) fn unified(words: &Transform, theirs: &str) -> Option<String> {
    let value = words.apply(Value::Text(theirs.into())).ok()??;
    value.text().ok().map(String::from)
}
