//! Turns the YAML parser's error messages into plain words and the next step. The parser gives its
//! errors only as English texts, so its version is pinned, and a test holds each text.

use crate::diagnostic::Code;

/// A part of the parser's text, what it means, and the next step. The first that fits counts.
const COMPLAINTS: [(&str, &str, &str); 16] = [
    (
        "unprintable",
        "a character that cannot be printed stands here",
        "take it away, or write it as `\\x00` between double quotes",
    ),
    (
        "byte order mark",
        "a byte order mark stands inside the text",
        "take the invisible character away",
    ),
    (
        "recursion limit",
        "brackets are nested too deep",
        "at most 64 levels are read",
    ),
    (
        "mapping values are not allowed",
        "a second `: ` stands on this line",
        "put quotes around a text that holds `: `, or start the key on its own line",
    ),
    (
        "unknown escape",
        "a backslash means nothing here between double quotes",
        "put the text between single quotes",
    ),
    (
        "unexpected character",
        "a text without quotes cannot start with this character",
        "put quotes around the text",
    ),
    (
        "tab",
        "a tab stands where YAML wants spaces",
        "indent with spaces",
    ),
    (
        "unknown anchor",
        "no anchor of this name stands above",
        "define it above with `&name`, or put quotes around a text that starts with `*`",
    ),
    (
        "anchor or alias",
        "`*` and `&` need a name behind them",
        "put quotes around a text that starts with `*` or `&`",
    ),
    (
        "flow mapping",
        "a `,` or the closing `}` is missing here",
        "close the bracket, and put quotes around a text that holds brackets",
    ),
    (
        "flow sequence",
        "a `,` or the closing `]` is missing here",
        "close the bracket, and put quotes around a text that holds brackets",
    ),
    (
        "misplaced bracket",
        "this bracket closes nothing",
        "take it away, or put quotes around the text",
    ),
    (
        "quoted scalar, found unexpected",
        "a quote is opened and never closed",
        "close the quote",
    ),
    (
        "did not find expected key",
        "this line fits no indentation above",
        "keys of one map start in the same column",
    ),
    (
        "invalid indentation",
        "this line is indented less than what it belongs to",
        "close the bracket or the quote that is open above, or indent the line",
    ),
    (
        "simple key expect",
        "a key without `:`",
        "write `key: value`, and indent a text that goes on",
    ),
];

/// The parser's text as a code, in plain words, and with the next step.
pub(super) fn read(info: &str) -> (Code, &str, &'static str) {
    let code = if info == "recursion limit exceeded" {
        Code::TooLarge
    } else {
        Code::UnreadableYaml
    };
    let known = COMPLAINTS.iter().find(|(part, ..)| info.contains(part));
    match known {
        Some((_, what, help)) => (code, what, help),
        None => (code, info, "see https://yaml.org/spec/1.2.2 for the form"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use saphyr_parser::Parser;

    /// What the parser says of a text that it cannot read.
    fn said(text: &str) -> String {
        let mut parser = Parser::new_from_str(text);
        let error = std::iter::from_fn(|| parser.next_event()).find_map(Result::err);
        error.unwrap().info().to_owned()
    }

    #[test]
    fn each_complaint_is_one_that_the_parser_makes() {
        let deep = "[".repeat(1000);
        let texts = [
            "a: \u{0}",
            "a: b\u{feff}",
            deep.as_str(),
            "a: b: c",
            "a: \"\\d\"",
            "a: @b",
            "a:\n\tb: c",
            "a: *b",
            "a: * b",
            "a: {b: c",
            "a: [b",
            "a: ]",
            "a: \"b",
            "a:\n  b: c\n d: e",
            "a: \"b\nc\"",
            "a: b\nc\n",
        ];
        for (text, (part, what, _)) in texts.into_iter().zip(COMPLAINTS) {
            let info = said(text);
            assert!(info.contains(part), "{text:?}: {info}");
            assert_eq!(read(&info).1, what, "{info}");
        }
        assert_eq!(read(&said(&deep)).0, Code::TooLarge);
        assert_eq!(read(&said("a: @b")).0, Code::UnreadableYaml);
    }
}
