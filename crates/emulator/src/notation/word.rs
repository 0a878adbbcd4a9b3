//! A word as the vendor writes it, and the unified word that a mapping has for it.

use super::json_path;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::WordMap;
use touchpoint_language::written::Otherwise;

/// A text as the vendor writes it: a number or a flag where the mapping or the recorded value has one.
pub(crate) fn written(text: &str, words: Option<&WordMap>, as_text: bool) -> Json {
    let literal = json_path::literal_of(text).filter(|v| !v.is_null() && !text.starts_with('\''));
    match literal {
        Some(literal) if words.is_some() => literal,
        Some(literal) if !as_text && literal.is_number() => literal,
        _ => text.into(),
    }
}

/// The unified word for one of the vendor's.
pub(crate) fn unified(map: &WordMap, theirs: &str) -> Option<String> {
    let key = if map.ignore_case {
        theirs.to_lowercase()
    } else {
        theirs.to_owned()
    };
    map.words.get(&key).cloned().or(match map.otherwise {
        Otherwise::Keep => Some(theirs.to_owned()),
        Otherwise::KeepLowercase => Some(theirs.to_lowercase()),
        Otherwise::Nothing | Otherwise::Fault => None,
    })
}
