//! Templates: how they are split, what is refused, and what filling gives.

use super::{Part, Template};
use crate::expr::fault::ExprFault;
use crate::expr::quote::{path_segment, verbatim};
use crate::json::{Json, json};

fn scope() -> Json {
    let scope = r#"{
        "query": { "id": 7, "tags": ["a", "b"], "contact": { "id": "c/1" }, "none": null, "on": true,
                   "big": 12345678901234567890123, "price": 1.10 },
        "context": { "site": "acme" },
        "page": { "size": 50 }
    }"#;
    Json::parse(scope).unwrap()
}

fn fill(text: &str) -> Result<Option<Json>, ExprFault> {
    Template::parse(text)
        .unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
        .fill(&scope(), verbatim)
}

#[test]
fn a_text_is_split_into_parts() {
    let template = Template::parse("/a/{{ query.contact.id }}/b{{page.size}}").unwrap();
    let shape: Vec<&str> = template
        .parts()
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Hole(hole) => hole.expression.as_str(),
        })
        .collect();
    assert_eq!(shape, ["/a/", "query.contact.id", "/b", "page.size"]);
    let hole = template.holes().next().unwrap();
    assert_eq!(hole.span, 6..22);
    assert_eq!(hole.names, [["query", "contact", "id"]]);
    assert!(!template.is_whole());
    assert_eq!(template.literal(), None);
    assert!(Template::parse("{{ page.size }}").unwrap().is_whole());
    for text in ["", "plain", "}} {", "é{"] {
        assert_eq!(Template::parse(text).unwrap().literal(), Some(text));
    }
}

#[test]
fn names_are_read() {
    let cases: &[(&str, &[&[&str]])] = &[
        ("{{ query['a b'].c }}", &[&["query", "a b", "c"]]),
        (
            "{{ query.a | default(context.b) }}",
            &[&["query", "a"], &["context", "b"]],
        ),
        (
            "{{ 'x' if query.a is defined else \"}} y\" }}",
            &[&["query", "a"]],
        ),
        ("{{ query.list[0].name }}", &[&["query", "list"]]),
        (
            "{{ not query.a and query.b == 3 }}",
            &[&["query", "a"], &["query", "b"]],
        ),
        ("{{ query.is }}", &[&["query", "is"]]),
        ("{{ 'only text' }}", &[]),
    ];
    for (text, expected) in cases {
        let template = Template::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!(template.holes().next().unwrap().names, *expected, "{text}");
    }
}

#[test]
fn a_whole_hole_keeps_its_type() {
    let cases = [
        ("{{ query.id }}", json!(7)),
        ("{{ query.tags }}", json!(["a", "b"])),
        ("{{ query.on }}", json!(true)),
        ("{{ query.contact }}", json!({ "id": "c/1" })),
        ("{{ query.id | default(3) }}", json!(7)),
        ("{{ query.tags | default([]) }}", json!(["a", "b"])),
        ("{{ query.id | string }}", json!("7")),
        ("{{ '12' | int }}", json!(12)),
        ("{{ page.size * 2 - 1 }}", json!(99)),
        ("{{ query.tags | first }}", json!("a")),
        ("{{ query.contact }}", json!({ "id": "c/1" })),
    ];
    for (text, expected) in cases {
        assert_eq!(fill(text), Ok(Some(expected)), "{text}");
    }
    let exact = |text: &str| fill(text).unwrap().unwrap().to_string();
    assert_eq!(exact("{{ query.big }}"), "12345678901234567890123");
    assert_eq!(
        exact("{{ query.big | default(0) }}"),
        "12345678901234567890123"
    );
    assert_eq!(exact("{{ query.price }}"), "1.10");
}

#[test]
fn a_longer_text_is_quoted() {
    let template =
        Template::parse("/x/{{ query.contact.id }}/{{ query.tags | join(',') }}").unwrap();
    assert_eq!(
        template.fill(&scope(), path_segment),
        Ok(Some(json!("/x/c%2F1/a%2Cb")))
    );
    assert_eq!(fill("size={{ page.size }}"), Ok(Some(json!("size=50"))));
    assert_eq!(fill("{{ query.price }}!"), Ok(Some(json!("1.10!"))));
    assert_eq!(
        fill("{{ query.on }}{{ query.id }}"),
        Ok(Some(json!("true7")))
    );
    let hostile = Template::parse("/x/{{ query.up }}/y").unwrap();
    let fault = hostile
        .fill(&json!({ "query": { "up": ".." } }), path_segment)
        .unwrap_err();
    assert_eq!(fault.at, Some(6..14));
    assert!(
        fill("a{{ query.tags }}")
            .unwrap_err()
            .message
            .contains("list")
    );
}

#[test]
fn what_is_absent_gives_nothing() {
    for text in [
        "{{ query.missing }}",
        "{{ query.none }}",
        "{{ nothing.at.all }}",
        "x{{ query.missing }}",
        "x{{ query.none }}y",
        "{{ query.missing | upper }}",
        "{{ query.none | string }}",
        "{{ query.missing.deeper | lower }}",
        "{{ 'a' ~ query.missing }}",
        "{{ query.none ~ 'a' }}",
        "{{ query.missing + 1 }}",
        "{{ query.tags[5] }}",
        "{{ query.missing | join(',') }}",
        "{{ query.id if query.missing is defined }}",
    ] {
        assert_eq!(fill(text), Ok(None), "{text}");
    }
    for (text, expected) in [
        ("{{ query.missing | default('d') }}", json!("d")),
        ("{{ query.none | default('d') }}", json!("d")),
        ("{{ query.missing.deeper | default('d') }}", json!("d")),
        ("{{ query.missing | default(query.id) }}", json!(7)),
        ("{{ 'y' if query.none is defined else 'n' }}", json!("n")),
        (
            "{{ 'y' if query.id is not undefined else 'n' }}",
            json!("y"),
        ),
    ] {
        assert_eq!(fill(text), Ok(Some(expected)), "{text}");
    }
}

#[test]
fn faults_are_placed() {
    let cases: &[(&str, std::ops::Range<usize>, &str)] = &[
        ("a{% if x %}", 1..3, "`{%`: a template holds no statements"),
        ("a{# x #}", 1..3, "`{#`: a template holds no comments"),
        ("ab{{ query.id", 2..13, "`{{` is never closed"),
        (
            "{{ query.id | uper }}",
            14..18,
            "templates have no filter `uper`",
        ),
        (
            "{{ query.id | urlencode }}",
            14..23,
            "templates have no filter `urlencode`",
        ),
        (
            "{{ query.id is even }}",
            15..19,
            "templates have no test `even`",
        ),
        (
            "{{ range(9) }}",
            3..8,
            "templates call no functions, here `range`",
        ),
        (
            "{{ query.id % 2 }}",
            12..13,
            "`%` has no meaning in a template",
        ),
        ("{{ {'a': 1} }}", 3..4, "`{` has no meaning in a template"),
    ];
    for (text, at, message) in cases {
        let fault = Template::parse(text).unwrap_err();
        assert_eq!(fault.message, *message, "{text}");
        assert_eq!(fault.at.as_ref(), Some(at), "{text}");
    }
    for text in [
        "{{ }}",
        "{{}}",
        "{{ query. }}",
        "{{ query.a.b() }}",
        "{{ query['a'].b() }}",
        "{{ a b }}",
        "{{ 'x }}",
        "{{ query.a | }}",
        "{{ (query.a }}",
        "{{ query..a }}",
        "{{ x = 1 }}",
        "{{- query.a -}}",
        "{{ query.a[0].b() }}",
        "{{ (query.a)() }}",
    ] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
}

#[test]
fn cost_is_bounded() {
    assert!(Template::parse(&"x".repeat(8001)).is_err());
    assert!(
        Template::parse(&format!(
            "{{{{ {}1{} }}}}",
            "(".repeat(3000),
            ")".repeat(3000)
        ))
        .is_err()
    );
    let grow = format!(
        "{{{{ 'aaaaaaaaaa'{} }}}}",
        " | replace('a', 'aaaaaaaaaa')".repeat(12)
    );
    assert!(fill(&grow).unwrap_err().message.contains("costs too much"));
    assert!(Template::parse("{{ 'a' * 2000000000 }}").is_err());
}

#[test]
fn a_product_is_one_of_numbers() {
    let scope = json!({ "query": { "n": 3, "text": "4", "word": "x", "list": [1] } });
    let filled = |text: &str| Template::parse(text).unwrap().fill(&scope, verbatim);
    assert_eq!(filled("{{ query.n * 60 }}"), Ok(Some(json!(180))));
    assert_eq!(filled("{{ query.text * 60 }}"), Ok(Some(json!(240))));
    assert_eq!(
        filled("{{ (query.text | int - 1) * 50 }}"),
        Ok(Some(json!(150)))
    );
    assert!(filled("{{ query.word * 90000000 }}").is_err());
    assert!(filled("{{ query.list * 90000000 }}").is_err());
    for text in [
        "{{ 'a' * 90000000 }}",
        "{{ (query.n | string) * 90000000 }}",
        "{{ (1 ~ 2) * 90000000 }}",
        "{{ [1] * 90000000 }}",
    ] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_template_makes_no_more_than_it_may() {
    let scope = json!({ "query": { "q": "x".repeat(4_000) } });
    let long = "{{ query.q ~ query.q ~ query.q ~ query.q ~ query.q ~ query.q }}-".repeat(100);
    let filled = Template::parse(&long).unwrap().fill(&scope, verbatim);
    assert!(filled.unwrap_err().message.contains("more than"));
}
