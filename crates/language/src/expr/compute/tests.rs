//! Computations over small values, and what is refused.

use super::{Compute, FUNCTIONS};
use crate::json::{Json, json};

fn run(text: &str, value: &Json) -> Result<Json, String> {
    let computed = Compute::parse(text).unwrap().run(value);
    computed.map(|computed| computed.value)
}

#[test]
fn values_are_reshaped() {
    let value = json!({
        "a": { "b": [1, 2, 3] }, "name": "Ann", "none": null,
        "people": [{ "n": "x", "age": 3 }, { "n": "y", "age": 7 }]
    });
    let cases = [
        ("a.b[1]", json!(2)),
        ("a.b[-1]", json!(3)),
        ("people[?age > `5`].n", json!(["y"])),
        ("people[?age == `3`].n | [0]", json!("x")),
        ("missing", json!(null)),
        ("none || name", json!("Ann")),
        ("length(people)", json!(2)),
        ("join(', ', people[].n)", json!("x, y")),
        (
            "{n: name, l: people[*].age}",
            json!({"l": [3, 7], "n": "Ann"}),
        ),
        ("not_null(none, missing, `7`)", json!(7)),
        ("to_string(name)", json!("Ann")),
        ("max_by(people, &age).n", json!("y")),
    ];
    for (text, expected) in cases {
        assert_eq!(run(text, &value), Ok(expected), "{text}");
    }
}

#[test]
fn a_path_gives_what_stands_there() {
    let value = Json::parse(r#"{"id": 12345678901234567890123, "price": [1.10]}"#).unwrap();
    let text = |text: &str| run(text, &value).unwrap().to_string();
    assert_eq!(text("id"), "12345678901234567890123");
    assert_eq!(text("price[0]"), "1.10");
    assert_eq!(text("price[-1]"), "1.10");
    assert_eq!(text("@.price"), "[1.10]");
    for nowhere in ["price[1]", "price[-2]", "id.x", "none.x[0]"] {
        assert_eq!(text(nowhere), "null", "{nowhere}");
    }
    assert_eq!(text("`9007199254740993`"), "9007199254740993");
}

#[test]
fn a_number_that_no_double_holds_is_rounded_and_told() {
    let computed = |json: &str| {
        let compute = Compute::parse("[id]").unwrap();
        compute.run(&Json::parse(json).unwrap()).unwrap()
    };
    let large = computed(r#"{"id": 12345678901234567890123}"#);
    assert_eq!(large.value.to_string(), "[1.2345678901234568e+22]");
    assert_eq!(
        large.rounded.map(|n| n.to_string()).as_deref(),
        Some("12345678901234567890123")
    );
    for held in [
        "18446744073709551615",
        "-9223372036854775808",
        "0.1",
        "1.50",
    ] {
        assert_eq!(
            computed(&format!(r#"{{"id": {held}}}"#)).rounded,
            None,
            "{held}"
        );
    }
}

#[test]
fn faults_are_placed() {
    let fault = Compute::parse("a.b[").unwrap_err();
    assert!(
        fault.message.starts_with("not a JMESPath expression: "),
        "{}",
        fault.message
    );
    let fault = Compute::parse("a | joim(', ', b)").unwrap_err();
    assert_eq!(fault.message, "JMESPath has no function `joim`");
    assert_eq!(fault.help, Some(crate::diagnostic::Help::meant("join")));
    for text in [
        "",
        "a b",
        "'open",
        "`{`",
        "sum(",
        "é",
        "a.*.",
        "&",
        "@@",
        "{a: nope(b)}",
    ] {
        assert!(Compute::parse(text).is_err(), "{text}");
    }
    for name in FUNCTIONS {
        assert!(
            jmespath::DEFAULT_RUNTIME.get_function(name).is_some(),
            "{name}"
        );
    }
}

#[test]
fn nesting_is_bounded() {
    assert!(Compute::parse(&"[".repeat(900)).is_err());
    assert!(Compute::parse(&"!".repeat(900)).is_err());
    assert!(Compute::parse(&"(".repeat(900)).is_err());
    assert!(Compute::parse(&"a".repeat(1001)).is_err());
    let long = format!("a{}", ".a".repeat(499));
    assert_eq!(run(&long, &json!({})), Ok(json!(null)));
    let mut deep = json!(1);
    for _ in 0..400 {
        deep = json!([deep]);
    }
    assert!(run("@", &deep).unwrap_err().contains("deeper"));
}

#[test]
fn what_cannot_be_done_is_told() {
    let message = run("sum(a)", &json!({"a": ["x"]})).unwrap_err();
    assert!(
        message.contains("sum") || message.contains("number"),
        "{message}"
    );
    assert!(run("a[::0]", &json!({"a": [1]})).is_err());
    assert!(Compute::parse("a[::2147483647]").is_err());
    assert!(Compute::parse("a[-2147483647]").is_err());
    assert_eq!(run("a[::-1000000]", &json!({"a": [1, 2]})), Ok(json!([2])));
}

#[test]
fn a_short_expression_cannot_ask_for_more_than_there_is() {
    let value = json!({ "a": [1, 2, 3], "t": "x".repeat(1000) });
    let doubled = vec!["[@,@,@,@,@,@,@,@]"; 25].join("|");
    let compared = format!("{doubled} == {doubled}");
    let joined = format!("t{}", "|join('',[@,@,@,@,@,@,@,@])".repeat(12));
    let flat = format!("[@]{}", "|[@,@,@,@][][]".repeat(25));
    let by = "sort_by([@,@], &to_string([a,a]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]))";
    for text in [&*doubled, &compared, &joined, &flat, by] {
        let Ok(compute) = Compute::parse(text) else {
            continue;
        };
        let fault = compute.run(&value).unwrap_err();
        assert_eq!(
            fault, "the expression costs too much for this record",
            "{text}"
        );
    }
    assert!(Compute::parse(&doubled).is_ok() && Compute::parse(by).is_ok());
}

#[test]
fn a_page_has_a_budget_too() {
    let compute = Compute::parse("length(a)").unwrap();
    let value = json!({ "a": [1, 2, 3] });
    let mut budget = super::Budget::new(25);
    assert!(compute.run_within(&value, &mut budget).is_ok());
    assert!(budget.left() < 25);
    while compute.run_within(&value, &mut budget).is_ok() {}
    assert!(budget.left() == 0);
}

#[test]
fn what_is_sorted_by_an_expression_comes_out_whole() {
    let value = json!({ "p": [{ "n": 3, "k": "c" }, { "n": 1, "k": "a" }], "none": [] });
    let sorted = json!([{ "k": "a", "n": 1 }, { "k": "c", "n": 3 }]);
    assert_eq!(run("sort_by(p, &n)", &value), Ok(sorted));
    assert_eq!(run("min_by(p, &k).n", &value), Ok(json!(1)));
    assert_eq!(run("max_by(none, &k)", &value), Ok(json!(null)));
    assert_eq!(run("map(&n, p)", &value), Ok(json!([3, 1])));
    assert!(run("sort_by(p, &[n])", &value).is_err());
    assert!(run("sort_by(`1`, &n)", &value).is_err());
}
