//! The faults of a document's structure, each at its place.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::diagnostic::{Code, Help};
use crate::document::parse;
use crate::source::SourceFile;

fn path(text: &str) -> Result<(), FormatFault> {
    let Some(rest) = text.strip_prefix("$.") else {
        return Err(FormatFault {
            at: None,
            message: "a path starts with `$.`".into(),
            help: Some(Help::write(&format!("$.{text}"))),
        });
    };
    let Some(at) = rest.find('!') else {
        return Ok(());
    };
    Err(FormatFault {
        at: Some(at + 2..at + 3),
        message: "no `!` in a path".into(),
        help: None,
    })
}

/// A small language with every construct that schemas of ours use.
fn judge() -> Judge {
    let path_or_map = json!({
        "if": { "type": "string" },
        "then": { "format": "path" },
        "else": {
            "type": "object",
            "properties": { "from": { "$ref": "#/$defs/Path" }, "first_of": { "type": "array", "minItems": 2, "items": { "$ref": "#/$defs/Path" } } },
            "additionalProperties": false,
            "oneOf": [{ "required": ["from"] }, { "required": ["first_of"] }],
        },
    });
    let schema = json!({
        "type": "object",
        "required": ["version", "paging"],
        "additionalProperties": false,
        "properties": {
            "version": { "const": 1 },
            "label": { "type": "string", "pattern": "^[A-Z]", "description": "A name for people. It starts with a capital." },
            "paging": { "$ref": "#/$defs/Paging" },
            "size": { "type": "integer", "minimum": 1, "maximum": 500 },
            "keep": { "anyOf": [{ "$ref": "#/$defs/Word" }, { "type": "null" }] },
            "rules": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["note"], "properties": { "note": { "type": "string" } } } },
            "shapes": { "type": "object", "additionalProperties": { "$ref": "#/$defs/Source" }, "propertyNames": { "enum": ["width", "height"] }, "x-names": "field" },
            "asks": { "type": "object", "additionalProperties": false, "properties": { "owner": {}, "team": {} }, "x-names": "parameter" },
        },
        "$defs": {
            "Path": { "type": "string", "format": "path" },
            "Word": { "type": "string", "enum": ["keep", "keep_lowercase", "nothing"] },
            "Source": path_or_map,
            "Paging": {
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "type": "string", "enum": ["cursor", "page"] } },
                "if": { "properties": { "kind": { "const": "cursor" } } },
                "then": { "required": ["next"], "properties": { "next": { "$ref": "#/$defs/Path", "description": "Where the next cursor stands." }, "while": { "$ref": "#/$defs/Path" } } },
                "else": { "if": { "properties": { "kind": { "const": "page" } } }, "then": { "properties": { "first": { "type": "integer" } } } },
                "unevaluatedProperties": false,
            },
        },
    });
    let format = Format {
        name: "path",
        check: path,
        code: Code::BadPath,
    };
    Judge::new(&schema, &[format]).unwrap()
}

/// Each fault as `code | title | marked text | help`, and what is left.
fn examine(text: &str) -> (Vec<String>, Value) {
    let (document, faults) = parse(Arc::new(SourceFile::new("test.yaml", text)));
    assert!(faults.is_empty(), "{faults:?}");
    let (document, told) = judge().examine(document);
    let line = |fault: &Diagnostic| {
        let marked = fault.primary.source.slice(&fault.primary.span);
        let help = fault.help.as_deref().unwrap_or("-");
        format!(
            "{} | {} | {marked} | {help}",
            fault.code.as_str(),
            fault.title
        )
    };
    (
        told.iter().map(line).collect(),
        document.to_json().to_value(),
    )
}

const SOUND: &str = "version: 1\npaging: { kind: cursor, next: $.n }\n";

/// A fault beside sound parts: it is reported, and the sound parts stay.
fn one_fault(text: &str, told: &str) {
    let (faults, left) = examine(&format!("{SOUND}{text}\n"));
    assert_eq!(faults, [told], "{text}");
    assert_eq!(left["paging"]["next"], "$.n", "{text}");
    assert_eq!(examine(&serde_json::to_string(&left).unwrap()).0, [""; 0]);
}

#[test]
fn what_is_sound_passes() {
    let text =
        format!("{SOUND}label: Ab\nkeep: ~\nshapes: {{ width: $.w, height: {{ from: $.h }} }}\n");
    let (faults, left) = examine(&text);
    assert_eq!(faults, [""; 0]);
    assert_eq!(left.as_object().unwrap().len(), 5);
}

#[test]
fn each_keyword_has_its_words() {
    for (text, told) in [
        (
            "lable: Ab",
            "M106 | unknown key `lable` | lable | did you mean `label`?",
        ),
        (
            "label: [a]",
            "M107 | `label` wants text, here is a list | label | A name for people",
        ),
        (
            "label: ab",
            "M110 | `label` does not have the form `^[A-Z]`, here is the text `ab` | ab | A name for people",
        ),
        (
            "size: many",
            "M107 | `size` wants a whole number, here is the text `many` | many | for example `size: 1`",
        ),
        (
            "size: 0",
            "M110 | `size` wants at least 1, here is the number `0` | 0 | for example `size: 1`",
        ),
        (
            "size:",
            "M107 | `size` wants a whole number, here is nothing | size | for example `size: 1`",
        ),
        (
            "keep: kep",
            "M108 | `keep` knows no word `kep` | kep | did you mean `keep`?",
        ),
        (
            "keep: all",
            "M108 | `keep` knows no word `all` | all | allowed here: keep, keep_lowercase, nothing",
        ),
        (
            "rules: []",
            "M110 | `rules` wants at least 1 item, here are 0 | rules | -",
        ),
        (
            "rules: [{ note: a }, { n: 1 }]",
            "M109 | missing key `note` | n | write `note: …` here",
        ),
        (
            "shapes: { widht: $.w }",
            "M201 | no unified field is called `widht` | widht | did you mean `width`?",
        ),
        (
            "asks: { size: 1 }",
            "M202 | no unified parameter is called `size` | size | `size` belongs beside `asks`, without indentation",
        ),
        (
            "shapes: { width: w }",
            "M203 | a path starts with `$.` | w | write `$.w`",
        ),
        (
            "shapes: { width: \"$.a!b\" }",
            "M203 | no `!` in a path | ! | -",
        ),
        (
            "shapes: { width: { from: \"$.a!b\" } }",
            "M203 | no `!` in a path | ! | -",
        ),
        (
            "shapes: { width: { first_of: [$.a] } }",
            "M110 | `first_of` wants at least 2 items, here are 1 | first_of | -",
        ),
        (
            "shapes: { width: {} }",
            "M111 | needs exactly one of `from` or `first_of` | width | write one of `from`, `first_of` here",
        ),
        (
            "shapes: { width: { from: $.a, first_of: [$.b, $.c] } }",
            "M111 | needs exactly one of `from` or `first_of` | first_of | keep one of `from`, `first_of`",
        ),
        (
            "shapes: { width: { form: $.a, from: $.b } }",
            "M106 | unknown key `form` | form | did you mean `from`?",
        ),
    ] {
        one_fault(text, told);
    }
}

#[test]
fn branches_tell_their_own_faults() {
    for (paging, told) in [
        (
            "{ kind: cursor }",
            "M109 | missing key `next` | paging | `next`: Where the next cursor stands",
        ),
        (
            "{ kind: cursor, next: n }",
            "M203 | a path starts with `$.` | n | write `$.n`",
        ),
        (
            "{ kind: curser, next: $.n }",
            "M108 | `kind` knows no word `curser` | curser | did you mean `cursor`?",
        ),
        (
            "{ kind: 3, first: 1 }",
            "M107 | `kind` wants text, here is the number `3` | 3 | for example `kind: cursor`",
        ),
        (
            "{ next: $.n }",
            "M109 | missing key `kind` | paging | write `kind` with one of `cursor`, `page`",
        ),
        (
            "{ kind: page, first: x }",
            "M107 | `first` wants a whole number, here is the text `x` | x | for example `first: 1`",
        ),
        (
            "{ kind: page, next: $.n }",
            "M106 | unknown key `next` | next | allowed here: kind, first",
        ),
        (
            "{ kind: cursor, next: $.n, whle: $.m }",
            "M106 | unknown key `whle` | whle | did you mean `while`?",
        ),
        (
            "cursor",
            "M107 | `paging` wants a map, here is the text `cursor` | cursor | -",
        ),
    ] {
        let (faults, _) = examine(&format!("version: 1\npaging: {paging}\n"));
        let faults: Vec<_> = faults.iter().map(String::as_str).collect();
        assert_eq!(faults, [told], "{paging}");
    }
}

#[test]
fn all_faults_in_one_run_and_none_twice() {
    let text = "version: 1\nlabel: 7\npaging: { kind: cursor, next: n, nxet: $.a, while: 3 }\nrules: [3, { note: a }, 4, {}]\nshapes: { width: { from: 1 }, hight: $.h }\n";
    let (faults, left) = examine(text);
    let codes: Vec<_> = faults
        .iter()
        .map(|fault| fault.split(" | ").nth(2).unwrap())
        .collect();
    assert_eq!(
        codes,
        ["7", "n", "nxet", "3", "3", "4", "{}", "1", "hight"],
        "{faults:#?}"
    );
    // `next` is needed, so `paging` goes with it; the top needs `paging`, so nothing is left
    assert_eq!(left, json!(null));
}

#[test]
fn faulty_parts_go_and_sound_ones_stay() {
    let text = format!(
        "{SOUND}rules: [3, {{ note: a }}, 4]\nshapes: {{ width: {{ from: 1 }}, height: $.h }}\n"
    );
    let (faults, left) = examine(&text);
    assert_eq!(faults.len(), 3, "{faults:#?}");
    assert_eq!(left["rules"], json!([{ "note": "a" }]));
    assert_eq!(left["shapes"], json!({ "height": "$.h" }));
    let (_, left) = examine(&format!("{SOUND}rules: [3, 4]\n"));
    assert_eq!(left.as_object().unwrap().len(), 2);
}

#[test]
fn the_top_is_judged_too() {
    assert_eq!(
        examine("").0,
        ["M107 | the file is empty |  | begin with `version: 1`"]
    );
    let (faults, left) = examine("label: Ab\n");
    let expected = [
        "M109 | missing key `version` | label | write `version: …` here",
        "M109 | missing key `paging` | label | write `paging: …` here",
    ];
    assert_eq!(faults, expected);
    assert_eq!(left, json!(null));
    let wrong = format!("version: 2\n{}", SOUND.split_once('\n').unwrap().1);
    assert_eq!(
        examine(&wrong).0,
        ["M108 | `version` wants `1`, here is the number `2` | 2 | for example `version: 1`"]
    );
}

#[test]
fn a_schema_of_ours_that_is_wrong_is_said() {
    assert!(Judge::new(&json!({ "type": "nonsense" }), &[]).is_err());
}
