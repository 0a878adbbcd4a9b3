//! The value of a query pair in a recorded call, and back.

use touchpoint_language::json::Json;

/// A value of a query pair: as it is, or in quotes where a space would be lost at its end.
pub(crate) fn pair_value(value: &str) -> String {
    if needs_quotes(value) {
        Json::from(value).to_string()
    } else {
        value.to_owned()
    }
}

/// The value that a pair has: the reverse of [`pair_value`].
pub(crate) fn read_pair_value(text: &str) -> String {
    let quoted = text
        .starts_with('"')
        .then(|| Json::parse(text).ok())
        .flatten();
    match quoted {
        Some(Json::String(inner)) if needs_quotes(&inner) => inner,
        _ => text.to_owned(),
    }
}

/// True if a value as it is would be read as another one.
fn needs_quotes(value: &str) -> bool {
    value.trim() != value || read_pair_value(value) != value
}

#[cfg(test)]
mod tests {
    use super::{pair_value, read_pair_value};

    #[test]
    fn only_a_value_with_spaces_at_an_end_is_quoted() {
        for value in ["", "a b", "\"x\"", " a", "a ", "\" \"", "\"a \""] {
            assert_eq!(
                read_pair_value(pair_value(value).trim()),
                value,
                "{value:?}"
            );
        }
        assert_eq!(pair_value("a \"b\""), "a \"b\"");
    }
}
