//! Splits a plain path, `$.a.b[*].c[0]`, into its segments. Nearly every path of a mapping is
//! plain, and the library's grammar takes fifty times as long. Other paths are left to the library.

use jsonpath_rust::parser::model::{Segment, Selector};

/// The segments of a plain path; nothing where it is not one.
pub(super) fn segments(text: &str) -> Option<Vec<Segment>> {
    let mut rest = text.strip_prefix('$')?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let (selector, after) = if let Some(name) = rest.strip_prefix('.') {
            let length = name.bytes().take_while(|byte| is_word(*byte)).count();
            let (name, after) = name.split_at_checked(length)?;
            if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            (Selector::Name(name.to_owned()), after)
        } else {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            let selector = match index {
                "*" => Selector::Wildcard,
                "0" => Selector::Index(0),
                _ if index.len() > 9 || index.starts_with('0') => return None,
                _ if index.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Selector::Index(index.parse().ok()?)
                }
                _ => return None,
            };
            (selector, after)
        };
        segments.push(Segment::Selector(selector));
        rest = after;
    }
    Some(segments)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonpath_rust::parser::parse_json_path;

    #[test]
    fn a_plain_path_means_what_the_library_says() {
        for text in [
            "$",
            "$.a",
            "$._a1.B_2[*].c[0]",
            "$[*]",
            "$[10][*][7].x",
            "$[123456789]",
        ] {
            let theirs = parse_json_path(text).unwrap().segments;
            assert_eq!(segments(text), Some(theirs), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_library() {
        for text in [
            "",
            "a",
            "$.",
            "$a",
            "$.1a",
            "$..a",
            "$.*",
            "$.a-b",
            "$.é",
            "$['a']",
            "$[-1]",
            "$[01]",
            "$[]",
            "$[1234567890]",
            "$[0",
            "$[1:2]",
            "$[?@.a]",
            "$[0,1]",
            "$ .a",
            "$.a ",
        ] {
            assert_eq!(segments(text), None, "{text}");
        }
    }
}
