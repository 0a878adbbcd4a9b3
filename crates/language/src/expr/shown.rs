//! A value of a record as a message shows it.

use crate::json::Json;

/// A value as a message shows it: short, and never a whole object.
pub(crate) fn shown(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
        scalar => {
            let text = scalar.as_text().unwrap_or_default();
            let short: String = text.chars().take(40).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            format!("`{short}{dots}`")
        }
    }
}
