//! Turns the YAML parser's error messages into plain words and the next step. The parser gives its
//! errors only as English texts, so its version is pinned, and a test holds each text.

use crate::diagnostic::Code;

/// A part of the parser's text, what it means, and the next step. The first that fits counts.
const COMPLAINTS: [(&str, &str, &str); 27] = [
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
    (
        "invalid trailing content after",
        "a text between quotes ends before this",
        "put quotes around the whole text, or take away what stands behind it",
    ),
    (
        "did not find expected comment or line break",
        "nothing may stand behind `|` or `>` on its line",
        "write the text on the lines below, or put quotes around a text that starts with `|` or `>`",
    ),
    (
        "sequence entries are not allowed",
        "a list cannot begin on the line of its key",
        "start `- ` on the line below, or put quotes around a text that starts with `- `",
    ),
    (
        "mapping keys are not allowed",
        "a text without quotes cannot start with `? `",
        "put quotes around the text",
    ),
    (
        "wrongly indented line in block scalar",
        "the lines below are indented less than the number behind `|` or `>` says",
        "take the number away, or indent them",
    ),
    (
        "indicator equal to 0",
        "`0` behind `|` or `>` says no indentation",
        "take the `0` away",
    ),
    (
        "hexadecimal number",
        "an escape between double quotes lacks its digits",
        "`\\x` has two hexadecimal digits, `\\u` four; put the text between single quotes where a backslash is meant",
    ),
    (
        "Unicode character escape",
        "an escape between double quotes is no character",
        "write the character itself",
    ),
    (
        "expected node content",
        "no value stands here",
        "write the value, or put quotes around a text that starts with this sign",
    ),
    (
        "cannot start with '-'",
        "a text without quotes cannot be `-` here",
        "put quotes around the text",
    ),
    (
        "a tag,",
        "tags are not read",
        "take the tag away: put quotes around what must be text",
    ),
];

/// What is said of a complaint that is not known.
const FALLBACK: &str = "see https://yaml.org/spec/1.2.2 for the form";

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
        None => (code, info, FALLBACK),
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
            "a: \"b\" c",
            "a: >x",
            "a: - b",
            "a: ? b",
            "a: |3\n  b",
            "a: |0\n  b",
            "a: \"\\xZZ\"",
            "a: \"\\uD800\"",
            "a: ,b",
            "a: [-, b]",
            "a: !b,c d",
        ];
        assert_eq!(texts.len(), COMPLAINTS.len());
        for (text, (part, what, _)) in texts.into_iter().zip(COMPLAINTS) {
            let info = said(text);
            assert!(info.contains(part), "{text:?}: {info}");
            assert_eq!(read(&info).1, what, "{info}");
        }
        assert_eq!(read(&said(&deep)).0, Code::TooLarge);
        assert_eq!(read(&said("a: @b")).0, Code::UnreadableYaml);
    }

    #[test]
    fn slips_of_authors_are_told_in_our_words() {
        let slips = [
            "label: \"Acme\" Corp",
            "subject: \"$.title\",",
            "label: 'Acme' Corp",
            "label: >x",
            "label: |+-",
            "label: | Acme",
            "label: - Acme",
            "label: -",
            "label: ? Acme",
            "a: |3\n  b\n",
            "b:\n  a: |3\n  b\n",
            "a: |0\n  b\n",
            "a: |\n\tb\n",
            "a: \"\\uD800\"",
            "a: \"\\xZZ\"",
            "a: \"\\u12\"",
            "a: \"\\U00110000\"",
            "label: [a, b] c",
            "label: {a: b} c",
            "label: [a, b],\nb: c",
            "a: {,}",
            "a: ,b",
            "a: [-, b]",
            "a: `b`",
        ];
        for text in slips {
            assert_ne!(read(&said(text)).2, FALLBACK, "{text:?}: {}", said(text));
        }
    }
}
