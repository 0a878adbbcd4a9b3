//! Texts become documents whose nodes have their places, and every trap is reported.

use serde_json::json;

use super::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::Json;

fn read(text: &str) -> (Document, Vec<Diagnostic>) {
    parse(Arc::new(SourceFile::new("test.yaml", text)))
}

fn clean(text: &str) -> Document {
    let (document, faults) = read(text);
    assert!(faults.is_empty(), "{faults:?}");
    document
}

/// The codes, and the texts that their first labels cover.
fn faults(text: &str) -> Vec<(Code, String)> {
    let told = |fault: &Diagnostic| (fault.code, marked(&fault.primary));
    read(text).1.iter().map(told).collect()
}

fn marked(label: &Label) -> String {
    label.source.slice(&label.span).to_owned()
}

fn at(path: &str) -> Pointer {
    Pointer::from_json_pointer(path)
}

#[test]
fn values_by_the_core_schema() {
    let text =
        "\u{feff}a: no\nb: 012\nc: '1'\nd: |\n  x\n  y\ne:\nf: [~, 1.50, true]\n200: {k: }\n";
    let json = json!({"a": "no", "b": "012", "c": "1", "d": "x\ny\n", "e": null, "f": [null, 1.5, true], "200": {"k": null}});
    let read = clean(text).to_json();
    assert_eq!(
        read.get("f")
            .and_then(Json::as_array)
            .and_then(|f| f.get(1))
            .and_then(Json::as_text),
        Some("1.50")
    );
    assert_eq!(read, json);
    let keys: Vec<&String> = read.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["a", "b", "c", "d", "e", "f", "200"]);
    assert_eq!(clean("").to_json(), json!(null));
    assert_eq!(clean("# only a comment\n").to_json(), json!(null));
}

#[test]
fn spans() {
    let text = "é: { ü: \"ö\" , k: v }   # c\nlist:\n  - 'x''y'   # c\n  - a: plain text  # c\n    b:\n\nblock: >\n  one\n  two\n\nlast: *x\n";
    let document = clean(&text.replace("*x", "x"));
    for (path, half, expected) in [
        ("/é", At::Value, "{ ü: \"ö\" , k: v }"),
        ("/é/ü", At::Value, "\"ö\""),
        ("/é/k", At::Key, "k"),
        (
            "/list",
            At::Value,
            "- 'x''y'   # c\n  - a: plain text  # c\n    b",
        ),
        ("/list/0", At::Value, "'x''y'"),
        ("/list/0", At::Key, "'x''y'"),
        ("/list/1/a", At::Value, "plain text"),
        ("/list/1/b", At::Value, "b"),
        (
            "/list/1/nope/deeper",
            At::Value,
            "a: plain text  # c\n    b",
        ),
        ("/list/9", At::Key, "list"),
        ("/block", At::Value, "one\n  two"),
        ("/last", At::Value, "x"),
    ] {
        let span = document.locate(&at(path), half);
        assert_eq!(document.source.slice(&span), expected, "{path}");
    }
    assert_eq!(marked(&document.label_in(&at("/list/0"), 1..3, "")), "''y");
    assert_eq!(
        marked(&document.label_in(&at("/list/1/a"), 6..10, "")),
        "text"
    );
    assert_eq!(
        marked(&document.label_in(&at("/block"), 0..1, "")),
        "one\n  two"
    );
    assert_eq!(marked(&document.label_in_key(&at("/last"), 1..3, "")), "as");
}

#[test]
fn unquoted_brackets_are_told_and_read_on() {
    for (text, told, json) in [
        (
            "id: { id: $.a[0].b }\nz: 1",
            vec!["$.a[0].b"],
            json!({"id": {"id": "$.a[0].b"}, "z": 1}),
        ),
        (
            "x: { each: $.items[*], id: $.id }",
            vec!["$.items[*]"],
            json!({"x": {"each": "$.items[*]", "id": "$.id"}}),
        ),
        (
            "x: [$.a[*], $.b[0]]",
            vec!["$.a[*]", "$.b[0]"],
            json!({"x": ["$.a[*]", "$.b[0]"]}),
        ),
        (
            "x: {\n  a: $.b['k'],\n  c: $.d[?@.e == \"f\"].g\n}",
            vec!["$.b['k']", "$.d[?@.e == \"f\"].g"],
            json!({"x": {"a": "$.b['k']", "c": "$.d[?@.e == \"f\"].g"}}),
        ),
        (
            "x: { $.a[0]: 1 }",
            vec!["$.a[0]"],
            json!({"x": {"$.a[0]": 1}}),
        ),
        (
            "x: { é: ü[1:2] }\ny: { a: b[0] }",
            vec!["ü[1:2]", "b[0]"],
            json!({"x": {"é": "ü[1:2]"}, "y": {"a": "b[0]"}}),
        ),
        (
            "x: {{ host }}/v1\ny: [ {{ q }} ]",
            vec!["{{ host }}/v1", "{{ q }}"],
            json!({"x": "{{ host }}/v1", "y": ["{{ q }}"]}),
        ),
        (
            "x: { a: {{ q }}, b: /c/{{ d }} }",
            vec!["{{ q }}", "/c/{{ d }}"],
            json!({"x": {"a": "{{ q }}", "b": "/c/{{ d }}"}}),
        ),
    ] {
        let (document, faults) = read(text);
        assert!(
            faults.iter().all(|f| f.code == Code::UnquotedBracket),
            "{text}: {faults:?}"
        );
        assert_eq!(
            faults
                .iter()
                .map(|f| marked(&f.primary))
                .collect::<Vec<_>>(),
            told,
            "{text}"
        );
        assert_eq!(document.to_json(), json, "{text}");
    }
    let help = |text| read(text).1.remove(0).help;
    assert_eq!(
        help("x: { id: $.a[0].b }").as_deref(),
        Some("put quotes around it: \"$.a[0].b\"")
    );
    assert_eq!(
        clean("a: $.b[0].c\nb: $[*]\n").to_json(),
        json!({"a": "$.b[0].c", "b": "$[*]"})
    );
}

#[test]
fn unreadable_texts() {
    for (text, place) in [
        ("a: @x\n", (1, 4)),
        ("a: b: c\n", (1, 4)),
        ("a: 1\nb: [1, 2\nc: 3\n", (2, 4)),
        ("a:\n\t- b\n", (2, 1)),
        ("a: *nope\n", (1, 4)),
        ("a: !!str 1\n", (1, 10)),
        ("a: 1\n---\nb: 2\n", (2, 1)),
        ("a: 1\n<<: {b: 1}\n", (2, 1)),
        ("a: &x [1, *x]\n", (1, 11)),
        ("? [a, b]\n: 1\n", (1, 3)),
        ("a: \"open\n", (1, 4)),
    ] {
        let (_, faults) = read(text);
        let [fault] = faults.as_slice() else {
            panic!("{text}: {faults:?}")
        };
        assert_eq!(fault.code, Code::UnreadableYaml, "{text}");
        let start = fault.primary.span.start;
        assert_eq!(
            fault.primary.source.line_column(start),
            place,
            "{text}: {fault:?}"
        );
        assert!(fault.help.is_some());
    }
}

#[test]
fn a_doubled_key_keeps_its_first_value() {
    let (document, faults) = read("a: 1\nb: 2\na: {c: 3, c: 4}\n");
    let spans: Vec<_> = faults
        .iter()
        .map(|f| (f.code, f.primary.span.clone()))
        .collect();
    assert_eq!(
        spans,
        [(Code::DuplicateKey, 10..11), (Code::DuplicateKey, 20..21)]
    );
    assert_eq!(faults[0].secondary[0].span, 0..1);
    assert_eq!(document.to_json(), json!({"a": 1, "b": 2}));
}

#[test]
fn aliases_within_the_budget() {
    let document = clean("a: &x {b: [1]}\nc: *x\nd: [*x, *x]\n");
    let x = json!({"b": [1]});
    assert_eq!(document.to_json(), json!({"a": x, "c": x, "d": [x, x]}));
    assert_eq!(document.locate(&at("/c/b/0"), At::Value), 11..12);
}

#[test]
fn bombs_are_refused_before_they_grow() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..7 {
        let aliases = vec![format!("*a{}", n - 1); 10].join(", ");
        bomb.extend([format!("a{n}: &a{n} [{aliases}]\n")]);
    }
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for n in 1..80 {
        chain.extend([format!("a{n}: &a{n} [*a{}]\n", n - 1)]);
    }
    let long = "x".repeat(900_000);
    let texts = [
        bomb,
        chain,
        format!("a: &a {long}\nb: [{}]\n", "*a, ".repeat(20)),
        "[".repeat(20_000),
        "{a: ".repeat(20_000),
        "- ".repeat(20_000),
        "x: 1\n".repeat(300_000),
        format!("[{}]", "1,".repeat(200_000)),
    ];
    for text in texts {
        let (document, faults) = read(&text);
        let code = faults.last().map(|f| f.code);
        assert_eq!(code, Some(Code::TooLarge), "{:?}", text.get(..20));
        assert_eq!(document.root, None);
    }
}

#[test]
fn any_prefix_is_read_without_panic() {
    let text = "é: &a { ü: \"ö\\u00e9\" , k: $.v[*] }\r\nl:\r\n  - 'x''y' # c\n  - *a\nt: |\n  {{ x }}\n? b\n: {{ y }}\n";
    for (end, _) in text.char_indices() {
        let (document, _) = read(text.split_at(end).0);
        document.to_json();
    }
    let told = faults(text);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn removes_entries_and_items() {
    let mut document = clean("a: {b: 1, c: [x, y]}\n");
    document.remove(&at("/a/c/0"));
    document.remove(&at("/a/b"));
    assert_eq!(document.remove(&at("/a/nope/1")), None);
    assert_eq!(document.to_json(), json!({"a": {"c": ["y"]}}));
    assert_eq!(marked(&document.label(&at("/a/c/0"), At::Value, "")), "y");
    document.remove(&Pointer::new());
    assert_eq!(document.root, None);
    assert_eq!(document.locate(&at("/a"), At::Key), 0..0);
}

/// Each mistake is reported alone, at its own characters, and everything around it is read.
#[test]
fn slips_are_told_and_read_over() {
    for (text, marked_text, code) in [
        ("a: \"b\nz: 1\n", "\"", Code::UnreadableYaml),
        ("a: { b: 'c, d: e }\nz: 1\n", "'", Code::UnreadableYaml),
        ("a: \"b == \"c\" d\"\nz: 1\n", "\"", Code::UnreadableYaml),
        ("a: 'b's c'\nz: 1\n", "'", Code::UnreadableYaml),
        ("m:\n  a: b\n\tc: d\nz: 1\n", "\t", Code::UnreadableYaml),
        ("m:\n  a: b\n   c: d\nz: 1\n", "c", Code::UnreadableYaml),
        ("a: b: c\nz: 1\n", "b: c", Code::UnreadableYaml),
        ("m:\n  a { b: c }\nz: 1\n", "a", Code::UnreadableYaml),
        ("m:\n  a: { b: c\n  d: e\nz: 1\n", "{", Code::UnreadableYaml),
        ("a: [b,, c]\nz: 1\n", ",", Code::UnreadableYaml),
        (
            "x: &x { a: 1 }\ny: *x { b: 2 }\nz: 1\n",
            "{ b: 2 }",
            Code::UnreadableYaml,
        ),
        (
            "m:\n  \u{2013} a: b\n    c: d\nz: 1\n",
            "\u{2013}",
            Code::LookAlike,
        ),
        (
            "a: { b: \u{201c}[0]\u{201d} }\nz: 1\n",
            "\u{201c}[0]\u{201d}",
            Code::LookAlike,
        ),
        ("```yaml\nz: 1\n```\n", "```yaml", Code::UnreadableYaml),
        (
            "<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\nz: 1\n",
            "<<<<<<< ours",
            Code::UnreadableYaml,
        ),
        (
            "{\n  \"a\": 1, // why\n  \"z\": 1\n}\n",
            "//",
            Code::UnreadableYaml,
        ),
    ] {
        let (document, told) = read(text);
        let [fault] = told.as_slice() else {
            panic!("{text}: {told:?}")
        };
        assert_eq!(marked(&fault.primary), marked_text, "{text}");
        assert_eq!(fault.code, code, "{text}");
        assert!(fault.help.is_some(), "{text}");
        let z = document.get(&at("/z")).map(|z| z.to_json().to_value());
        assert_eq!(z, Some(json!(1)), "{text}");
    }
}

#[test]
fn the_slip_itself_is_told_where_the_parser_stops_later() {
    for (text, marked_text) in [
        ("{\"a\": 1}\n{\"b\": 2}\n", "{\"b\": 2}"),
        ("m:\n  - a: 1\n  b: 2\n", "-"),
        ("m:\n  a: 1\nb:\n    - 2\n  c: 3\n", "b"),
        ("<!DOCTYPE html>\n<html></html>\n", ""),
    ] {
        let told = faults(text);
        assert_eq!(
            told,
            [(Code::UnreadableYaml, marked_text.to_owned())],
            "{text}"
        );
    }
}

#[test]
fn what_was_taken_away_was_written() {
    let mut document = clean("a: {b: 1, c: [x]}\nd: 2\n");
    assert!(document.take_faulty(&at("/a/b")) && document.take_faulty(&at("/a/c")));
    assert!(!document.take_faulty(&at("/a/nope")));
    assert!(document.was_written(&at("/a/b")) && document.was_written(&at("/a/c/0")));
    assert!(!document.was_written(&at("/a/nope")) && !document.was_written(&at("/b")));
    assert!(document.has_lost(&at("/a")) && !document.has_lost(&at("/d")));
    // the same key at another place, and one with nearly the same spelling
    assert!(document.was_meant(&at("/"), "b"));
    let mut document = clean("a: {pagign: 1}\n");
    document.take_faulty(&at("/a/pagign"));
    assert!(document.was_meant(&at("/a"), "paging") && !document.was_meant(&at("/a"), "rules"));
}
