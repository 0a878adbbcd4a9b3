//! Paths: how they are split, what they cost, and where their faults are.

mod rfc;

use super::{Path, Root, Step};

fn name(text: &str) -> Step {
    Step::Name(text.to_owned())
}

fn path(text: &str) -> Path {
    Path::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

#[test]
fn plain_paths_are_steps() {
    let plain = path("$.a['b c'][3]");
    assert_eq!(
        plain.plain(),
        Some([name("a"), name("b c"), Step::Index(3)].as_slice())
    );
    assert!(plain.is_single());
    assert_eq!(path("$").plain(), Some([].as_slice()));
    assert_eq!(path("$.a.b").to_string(), "$.a.b");
    assert_eq!(path("$['\\u00e9\\'\"']").prefix(), [name("é'\"")]);
    assert_eq!(path("$.straße").prefix(), [name("straße")]);
}

#[test]
fn the_root_is_told() {
    let from_record = path("record.$.id");
    assert_eq!(from_record.root(), Root::Record);
    assert_eq!(from_record.plain(), Some([name("id")].as_slice()));
    assert_eq!(from_record.text(), "record.$.id");
    assert_eq!(path("$.record").root(), Root::Here);
}

#[test]
fn one_wildcard_needs_no_query() {
    let wild = path("$.a[*].b.c");
    assert_eq!(
        wild.wildcard_tail(),
        Some(([name("a")].as_slice(), [name("b"), name("c")].as_slice()))
    );
    assert!(!wild.is_single());
    assert_eq!(wild.plain(), None);
    for text in [
        "$.a[*].b[*]",
        "$.a[0:2]",
        "$..a",
        "$.a[?@.b]",
        "$.a[*][-1]",
        "$.a",
    ] {
        assert_eq!(path(text).wildcard_tail(), None, "{text}");
    }
    assert_eq!(path("$.a.b[?@.c].d").prefix(), [name("a"), name("b")]);
    assert!(path("$.a[-1].b").is_single());
    assert!(!path("$.a[?@.b]").is_single());
}

#[test]
fn faults_are_placed() {
    let cases = [
        ("a.b", None, "`a.b` is no path"),
        (
            "$.a-b",
            Some(3..5),
            "not a JSONPath (RFC 9535) from `-b` on",
        ),
        ("$.a[", Some(4..4), "the path ends too early"),
        (
            "record.$.a-b",
            Some(10..12),
            "not a JSONPath (RFC 9535) from `-b` on",
        ),
        (
            "$.a[?count(@.*)]",
            None,
            "`count` gives a value, not a truth",
        ),
    ];
    for (text, at, message) in cases {
        let fault = Path::parse(text).unwrap_err();
        assert_eq!(fault.message, message, "{text}");
        if at.is_some() {
            assert_eq!(fault.at, at, "{text}");
        }
    }
}

/// Allowed by the RFC, but misread by the library.
#[test]
fn a_filter_directly_on_the_element_is_refused() {
    for selector in [
        "$[?@[?@ > 1]]",
        "$[?@..[?@ > 1]]",
        "$[?count(@[?@ > 1]) > 0]",
        "$[?@[0, ?@ > 1]]",
    ] {
        let fault = Path::parse(selector).unwrap_err();
        assert_eq!(
            fault.message, "a filter stands directly on `@`",
            "{selector}"
        );
    }
}

#[test]
fn cost_is_bounded() {
    for text in [
        format!("${}", "[0,0]".repeat(20)),
        "$..a..b..c".to_owned(),
        "$[?@.x[?@.y[?@.a]]]".to_owned(),
        format!("${}", ".a".repeat(600)),
        format!("$[?{}@.a{}]", "(".repeat(40), ")".repeat(40)),
        format!("$[{}", "[".repeat(500)),
    ] {
        assert!(Path::parse(&text).is_err(), "{text}");
    }
}
