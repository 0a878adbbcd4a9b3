//! The scanner against `serde_json`: the same texts are taken and refused.

use super::{Scanner, plain};
use serde_json::Value;

fn takes(text: &str) -> bool {
    let mut scanner = Scanner::new(text);
    scanner.skip().and_then(|()| scanner.end()).is_ok()
}

#[test]
fn texts_are_taken_as_serde_json_takes_them() {
    for text in [
        "null",
        "true",
        "false",
        "tru",
        "nul",
        "0",
        "-0",
        "-",
        "01",
        "1.",
        "1.5",
        ".5",
        "1e400",
        "1E+5",
        "1e",
        "1e-",
        "-0.0e-0",
        "+1",
        "NaN",
        "",
        " ",
        " 1 ",
        "1 1",
        "\u{feff}1",
        "\"\"",
        "\"",
        "\"a\tb\"",
        "\"\u{7f}\"",
        "\"é\"",
        r#""\n\/\b""#,
        r#""\x""#,
        r#""\u00e9""#,
        r#""\u00g0""#,
        r#""\u12""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ud83d\n""#,
        r#""\ud83dx""#,
        r#""\ude00""#,
        r#""\ud83d\ud83d\ude00""#,
        "[]",
        "[1]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[",
        "]",
        "{}",
        "{",
        "}",
        r#"{"a":1}"#,
        r#"{"a" : 1 , "b":[{}]}"#,
        r#"{"a":1,}"#,
        r"{a:1}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a":[1}"#,
        r#"{"a":1]"#,
        r#"[{"a":[{"b":[]}]},"x",[[]]]"#,
        r#"{"\ud800":1}"#,
        "/* x */ 1",
        "'a'",
        "[1]x",
        "\u{a0}1",
    ] {
        assert_eq!(
            takes(text),
            serde_json::from_str::<Value>(text).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn depth_is_bounded_as_serde_json_bounds_it() {
    for depth in [1, 2, 126, 127, 128, 129, 5_000] {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        for text in [lists, objects] {
            assert_eq!(
                takes(&text),
                serde_json::from_str::<Value>(&text).is_ok(),
                "{depth}"
            );
        }
    }
}

#[test]
fn names_that_only_serde_json_understands_are_refused() {
    assert!(!takes(r#"[{"$serde_json::private::Number": "1"}]"#));
    assert!(!takes(r#"{"\u0024serde_json::private::RawValue": "1"}"#));
    assert!(takes(r#"{"a": 1, "$serde_json::private::Number": "1"}"#));
    assert!(takes(r#"{"$serde": 1, "$": 2}"#));
}

#[test]
fn plain_bytes_are_counted_at_every_length_and_place() {
    for length in 0..100_usize {
        let mut bytes = vec![b'a'; length];
        assert_eq!(plain(&bytes), length);
        for place in 0..length {
            for byte in [b'"', b'\\', 0, 0x1f, 0x20, 0x7f, 0x80, 0xff] {
                bytes[place] = byte;
                let expected = if matches!(byte, 0x20 | 0x7f..) {
                    length
                } else {
                    place
                };
                assert_eq!(plain(&bytes), expected, "{byte} at {place} of {length}");
            }
            bytes[place] = b'a';
        }
    }
}
