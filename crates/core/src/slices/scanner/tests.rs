//! The scanner compared with [`Json`]: both accept and refuse the same texts.

use super::{KnownName, Scanner};
use touchpoint_language::json::Json;

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
        assert_eq!(takes(text), Json::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn depth_is_bounded_as_serde_json_bounds_it() {
    for depth in [1, 2, 126, 127, 128, 129, 5_000] {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        for text in [lists, objects] {
            assert_eq!(takes(&text), Json::parse(&text).is_ok(), "{depth}");
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
fn strings_end_at_every_length_and_place() {
    for length in 0..70_usize {
        for place in 0..=length {
            for mark in ["", "\\n", "\"", "\u{1f}", "\u{7f}", "é", "\\ud83d"] {
                let text = format!(
                    "\"{}{mark}{}\"",
                    "a".repeat(place),
                    "b".repeat(length - place)
                );
                for text in [text.clone(), format!("[{text}, 1]"), text.replace('"', "")] {
                    assert_eq!(takes(&text), Json::parse(&text).is_ok(), "{text}");
                }
            }
        }
    }
}

#[test]
fn a_name_is_known_again_at_every_length() {
    for length in 0..70 {
        let name = format!("\"{}\":", "a".repeat(length));
        let known = KnownName::new(&name).unwrap();
        let text = format!("{name} 12345678901234567890");
        let mut scanner = Scanner::new(&text);
        assert!(scanner.follow(&known));
        assert_eq!(scanner.at(), name.len() + 1);
        for place in 0..name.len() {
            let mut other = text.clone().into_bytes();
            other[place] = b'x';
            let other = String::from_utf8(other).unwrap();
            assert!(!Scanner::new(&other).follow(&known), "{other}");
        }
        assert!(!Scanner::new(name.get(..name.len() - 1).unwrap()).follow(&known));
    }
    assert!(KnownName::new("\"a\" :").is_none());
    assert!(KnownName::new("\"$serde_json::private::Number\":").is_none());
}
