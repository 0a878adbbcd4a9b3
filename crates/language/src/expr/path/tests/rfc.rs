//! A selection of RFC 9535 as data: what is kept, and what is refused.

use super::{Path, path};
use serde_json::{Value, json};

/// Selector, document, result; each worked out from the RFC's text.
fn valid() -> Vec<(&'static str, Value, Value)> {
    let obj = || json!({"a": "A", "b": "B"});
    let list = || json!(["first", "second", "third"]);
    let ten = || json!([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let shop = || {
        json!({"book": [
            {"author": "Rees", "price": 8.95},
            {"author": "Waugh", "price": 12.99},
            {"author": "Melville", "isbn": "0-553", "price": 8.99}
        ], "max": 10})
    };
    let e = || json!([3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}]);
    vec![
        // names and indices
        ("$", json!({"a": 1}), json!([{"a": 1}])),
        ("$", json!(7), json!([7])),
        ("$.a", obj(), json!(["A"])),
        ("$.c", obj(), json!([])),
        ("$.a", json!(["A"]), json!([])),
        ("$['a']", obj(), json!(["A"])),
        ("$[\"a\"]", obj(), json!(["A"])),
        ("$['']", json!({"": 1}), json!([1])),
        ("$['a.b']", json!({"a.b": 1}), json!([1])),
        ("$['\\n']", json!({"\n": 1}), json!([1])),
        ("$['\\u263A']", json!({"☺": 1}), json!([1])),
        ("$['\\uD834\\uDD1E']", json!({"𝄞": 1}), json!([1])),
        ("$.☺", json!({"☺": 1}), json!([1])),
        ("$._x1", json!({"_x1": 1}), json!([1])),
        ("$ .a", obj(), json!(["A"])),
        ("$[ 'a' ]", obj(), json!(["A"])),
        ("$[0]", list(), json!(["first"])),
        ("$[3]", list(), json!([])),
        ("$[-1]", list(), json!(["third"])),
        ("$[-4]", list(), json!([])),
        ("$[0]", json!({"0": 1}), json!([])),
        ("$.a", json!({"a": null}), json!([null])),
        // wildcards and several selectors
        ("$[*]", list(), json!(["first", "second", "third"])),
        ("$.*", obj(), json!(["A", "B"])),
        ("$[*]", json!(5), json!([])),
        ("$[*].x", json!([{"x": 1}, {}, {"x": 2}]), json!([1, 2])),
        ("$[*][*]", json!([[1], {"k": 2}]), json!([1, 2])),
        ("$['a','b']", obj(), json!(["A", "B"])),
        ("$['b','a','b']", obj(), json!(["B", "A", "B"])),
        ("$[0,2]", list(), json!(["first", "third"])),
        ("$[0,0]", list(), json!(["first", "first"])),
        ("$[1:2,0]", list(), json!(["second", "first"])),
        // slices
        ("$[1:3]", ten(), json!([1, 2])),
        ("$[5:]", ten(), json!([5, 6, 7, 8, 9])),
        ("$[:2]", ten(), json!([0, 1])),
        ("$[1:8:3]", ten(), json!([1, 4, 7])),
        ("$[-2:]", ten(), json!([8, 9])),
        ("$[5:1:-2]", ten(), json!([5, 3])),
        ("$[::-1]", list(), json!(["third", "second", "first"])),
        ("$[::0]", ten(), json!([])),
        ("$[3:1]", ten(), json!([])),
        ("$[1:3]", json!({"1": 1}), json!([])),
        // descendants
        ("$..a", json!({"a": 1, "b": {"a": 2}}), json!([1, 2])),
        ("$..[0]", json!([[1], 2]), json!([[1], 1])),
        ("$..*", json!([[1]]), json!([[1], 1])),
        ("$.x..a", json!({"a": 0, "x": [{"a": 1}]}), json!([1])),
        // filters: existence
        ("$.book[?@.isbn].author", shop(), json!(["Melville"])),
        ("$.book[?!@.isbn].author", shop(), json!(["Rees", "Waugh"])),
        (
            "$[?@.a]",
            json!([{"a": null}, {"b": 1}, 3]),
            json!([{"a": null}]),
        ),
        ("$[?@]", json!([0, false, null]), json!([0, false, null])),
        ("$[?@.*]", json!([[], [1], {}]), json!([[1]])),
        (
            "$[?@.p[?@ > 1]]",
            json!([{"p": [0]}, {"p": [0, 2]}, {"p": 3}]),
            json!([{"p": [0, 2]}]),
        ),
        // filters: comparison
        (
            "$.book[?@.price < 10].author",
            shop(),
            json!(["Rees", "Melville"]),
        ),
        (
            "$.book[?@.price < $.max].author",
            shop(),
            json!(["Rees", "Melville"]),
        ),
        (
            "$.book[?@['author'] == 'Waugh'].price",
            shop(),
            json!([12.99]),
        ),
        ("$[?@.b == 'kilo']", e(), json!([{"b": "kilo"}])),
        ("$[?@ > 3.5]", e(), json!([5, 4, 6])),
        ("$[?(@ >= 2) && @ <= 4]", e(), json!([3, 2, 4])),
        ("$[?@ < 2 || @.b == 'k']", e(), json!([1, {"b": "k"}])),
        ("$[?!(@ < 6) ]", json!([5, 6, 7]), json!([6, 7])),
        (
            "$[?@.a == @.b]",
            json!([{"a": 1, "b": 1}, {"a": 1}, {}]),
            json!([{"a": 1, "b": 1}, {}]),
        ),
        (
            "$[?@.a == null]",
            json!([{"a": null}, {}]),
            json!([{"a": null}]),
        ),
        (
            "$[?@.a != 1]",
            json!([{"a": 1}, {"a": "1"}, {}]),
            json!([{"a": "1"}, {}]),
        ),
        (
            "$[?@.a == true]",
            json!([{"a": true}, {"a": "true"}]),
            json!([{"a": true}]),
        ),
        (
            "$[?@.a < 'c']",
            json!([{"a": "b"}, {"a": "d"}, {"a": 1}]),
            json!([{"a": "b"}]),
        ),
        ("$[?@ == 1.0]", json!([1, 2]), json!([1])),
        (
            "$[?@.a <= null]",
            json!([{"a": null}, {"a": 1}]),
            json!([{"a": null}]),
        ),
        (
            "$[?@.k == 'it\\'s']",
            json!([{"k": "it's"}]),
            json!([{"k": "it's"}]),
        ),
        ("$[?@ == -1e2]", json!([-100, 100]), json!([-100])),
        // functions
        (
            "$[?length(@.a) > 1]",
            json!([{"a": "xy"}, {"a": [1]}, {"a": 5}]),
            json!([{"a": "xy"}]),
        ),
        (
            "$[?length(@.a) == 1]",
            json!([{"a": "é"}, {"a": {"k": 0}}]),
            json!([{"a": "é"}, {"a": {"k": 0}}]),
        ),
        ("$[?count(@.*) == 2]", json!([[1], [1, 2]]), json!([[1, 2]])),
        (
            "$[?count(@.a) != 0]",
            json!([{"a": 1}, {}]),
            json!([{"a": 1}]),
        ),
        ("$[?count(@.a) != 1]", json!([{"a": 1}, {}]), json!([{}])),
        (
            "$[?count(@.*) < 2]",
            json!([[], [1], [1, 2]]),
            json!([[], [1]]),
        ),
        ("$[?1 > count(@.*)]", json!([[], [1]]), json!([[]])),
        (
            "$[?0 <= count(@.a)]",
            json!([{"a": 1}, {}]),
            json!([{"a": 1}, {}]),
        ),
        ("$[?!(count(@.a) >= 0)]", json!([{"a": 1}, {}]), json!([])),
        (
            "$[?count(@.a) > -0.5 && @.b]",
            json!([{"b": 1}, {}]),
            json!([{"b": 1}]),
        ),
        ("$[?count(@.a) == 0]", json!([{"a": 1}, {}]), json!([{}])),
        (
            "$[?match(@.b, '[jk]')]",
            e(),
            json!([{"b": "j"}, {"b": "k"}]),
        ),
        (
            "$[?search(@.b, '[jk]')]",
            e(),
            json!([{"b": "j"}, {"b": "k"}, {"b": "kilo"}]),
        ),
        (
            "$[?match(@, 'a.b')]",
            json!(["axb", "axbc", "a\nb"]),
            json!(["axb"]),
        ),
        ("$[?!match(@, 'a')]", json!(["a", "b"]), json!(["b"])),
        (
            "$[?value(@..c) == 1]",
            json!([{"x": {"c": 1}}, {"c": 1, "d": {"c": 1}}]),
            json!([{"x": {"c": 1}}]),
        ),
        (
            "$[?length(value(@.a)) == 2]",
            json!([{"a": "xy"}, {"a": "x"}]),
            json!([{"a": "xy"}]),
        ),
        (
            "$[?@.a, ?@.b]",
            json!([{"a": 1, "b": 2}, {"b": 3}]),
            json!([{"a": 1, "b": 2}, {"a": 1, "b": 2}, {"b": 3}]),
        ),
    ]
}

#[test]
fn the_rfc_is_kept() {
    let cases = valid();
    assert!(cases.len() >= 60);
    for (selector, document, expected) in cases {
        // Through text, so that numbers are as exact as a reply's.
        let document: Value = serde_json::from_str(&document.to_string()).unwrap();
        let path = path(selector);
        let found: Vec<Value> = path.all(&document).into_iter().cloned().collect();
        assert_eq!(
            Value::Array(found.clone()).to_string(),
            expected.to_string(),
            "{selector}"
        );
        assert_eq!(path.one(&document), found.first(), "{selector}");
    }
}

#[test]
fn what_the_rfc_forbids_is_refused() {
    for selector in [
        "",
        " ",
        "a",
        "$.",
        "$a",
        " $",
        "$ ",
        "$. a",
        "$.a.",
        "$.1a",
        "$.a b",
        "$..",
        "$.. a",
        "$...a",
        "$[",
        "$[]",
        "$[a]",
        "$['a]",
        "$['a\"]",
        "$['a' 'b']",
        "$[,0]",
        "$[0,]",
        "$[01]",
        "$[-0]",
        "$[1.0]",
        "$[9007199254740992]",
        "$[-9007199254740992]",
        "$[1:2:3:4]",
        "$[01:2]",
        "$['\\x']",
        "$['\\uD800']",
        "$['\u{1}']",
        "$[\"\\'\"]",
        "$.&",
        "$[?]",
        "$[?@.a ==]",
        "$[?@.a = 1]",
        "$[?@.a === 1]",
        "$[?1]",
        "$[?true]",
        "$[?'a']",
        "$[?@.a == True]",
        "$[?@.a == 01]",
        "$[?@.a == .5]",
        "$[?@.a == [1]]",
        "$[?@.a && ]",
        "$[?(@.a]",
        "$[?@.* == 1]",
        "$[?@..a == 1]",
        "$[?@[0:1] == 1]",
        "$[?@['a','b'] == 1]",
        "$[?count(@..*)]",
        "$[?length(@.a)]",
        "$[?value(@.a)]",
        "$[?length(@.*) < 3]",
        "$[?count(1) > 0]",
        "$[?count(@.a, @.b) > 0]",
        "$[?count('a') > 0]",
        "$[?match(@.a, 'x') == true]",
        "$[?match(@.*, 'x')]",
        "$[?search(@.a)]",
        "$[?length() > 1]",
        "$[?value('a') == 1]",
        "$[?nope(@.a)]",
        "$[?in(@.a, $.b)]",
        "$[?length (@.a) == 1]",
        "$[?count(length(@.a)) > 0]",
        "$[?length(match(@.a, 'b')) > 0]",
        "$[?match(@.a, $..b)]",
        "$[?@.a == count(@[?length(@.*)])]",
        "$[?!@.a == 1]",
        "$[?@.p[?count(@.*)]]",
        "$[?@.a b == 1]",
        "$[?@.a == - 1]",
        "$[?@.a == 1 .5]",
        "$[?@.a == 1. 5]",
        "$[0 1]",
        "$[?@.a = = 1]",
    ] {
        assert!(Path::parse(selector).is_err(), "{selector:?}");
    }
}
