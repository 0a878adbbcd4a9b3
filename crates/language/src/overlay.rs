//! An account's overlay, laid over its mapping: other paths for unified fields, further parameters,
//! more that is sent. Both become one tree in which every part keeps the place it came from.
//!
//! ```yaml
//! overlay: 1
//! of: acme
//! list:
//!   cases:
//!     call:
//!       fields: { subject: $.properties.our_title }
//! ```

mod custom;

use crate::document::{Document, Entry, Kind, Node, Pointer};
use serde_json::{Value, json};

pub(crate) use custom::take as take_custom;

/// The maps that an overlay may add to, in a case or in `shared`.
const PARTS: [&str; 5] = ["headers", "send", "clauses", "parameters", "fields"];

/// The JSON Schema of overlays, made from the mapping's.
pub fn overlay_schema(mapping: &Value) -> Value {
    let text = |pointer: &str| {
        mapping
            .pointer(pointer)
            .cloned()
            .unwrap_or(Value::Bool(true))
    };
    let case = |key: &str| text(&format!("/$defs/Case/properties/{key}"));
    let part = json!({
        "type": "object", "additionalProperties": false, "minProperties": 1,
        "properties": {
            "headers": case("headers"), "send": case("send"), "clauses": case("clauses"), "parameters": case("parameters"),
            "fields": case("fields")
        }
    });
    let cases = json!({
        "type": "object", "additionalProperties": false, "minProperties": 1,
        "properties": {
            "shared": { "description": "What is laid over `shared`.", "$ref": "#/$defs/Part" },
            "cases": {
                "description": "Case → what is laid over it.",
                "type": "object", "minProperties": 1, "additionalProperties": { "$ref": "#/$defs/Part" }
            }
        }
    });
    let mut defs = text("/$defs");
    if let Some(defs) = defs.as_object_mut() {
        defs.insert("Part".to_owned(), part);
        custom::allow(defs);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Touchpoint overlay, version 1",
        "description": "What one account's records have beyond its integration's mapping.",
        "type": "object",
        "x-order": text("/x-order"),
        "required": ["overlay", "of", "list"],
        "additionalProperties": false,
        "properties": {
            "overlay": { "const": 1, "description": "The version of this language. It is 1." },
            "of": { "type": "string", "description": "The slug of the mapping that it is laid over." },
            "list": {
                "description": "What is laid over the mapping's `list`: over its one case, or over `shared` and `cases`.",
                "type": "object",
                "if": { "required": ["cases"] }, "then": cases,
                "else": { "if": { "required": ["shared"] }, "then": cases, "else": { "$ref": "#/$defs/Part" } }
            }
        },
        "$defs": defs
    })
}

/// Lays an overlay over a mapping. Gives back the places of the overlay whose case the mapping
/// does not have.
pub(crate) fn lay_over(base: &mut Document, overlay: &Document) -> Vec<Pointer> {
    let list = Pointer::new().key("list");
    let mut unknown = Vec::new();
    let Some(node) = overlay.get(&list) else {
        return unknown;
    };
    let has_cases = base.get(&list.key("cases")).is_some();
    for entry in node.entries() {
        let place = list.key(entry.key.as_str());
        match entry.key.as_str() {
            "shared" if has_cases => part(base, overlay, &entry.node, &place, true),
            "cases" if has_cases => {
                for case in entry.node.entries() {
                    let place = place.key(case.key.as_str());
                    if base.get(&place).is_some() {
                        part(base, overlay, &case.node, &place, false);
                    } else {
                        unknown.push(place);
                    }
                }
            }
            // The mapping's one case stands in the list itself.
            key if PARTS.contains(&key) && !has_cases => entries(base, overlay, entry, &list, true),
            _ => unknown.push(place),
        }
    }
    unknown
}

fn part(base: &mut Document, overlay: &Document, node: &Node, place: &Pointer, lowest: bool) {
    for entry in node.entries() {
        entries(base, overlay, entry, place, lowest);
    }
}

/// Merges one map by key. In the lowest layer `~` removes the key at once; in a higher one the key
/// stays null, and takes away the key below when the layers are merged.
fn entries(base: &mut Document, overlay: &Document, map: &Entry, parent: &Pointer, lowest: bool) {
    let place = parent.key(map.key.as_str());
    if base.get(&place).is_none() {
        base.graft(parent, map.clone(), &overlay.source);
        return;
    }
    for entry in map.node.entries() {
        let is_null = matches!(&entry.node.kind, Kind::Scalar { value } if value.is_null());
        if is_null && lowest && base.remove(&place.key(entry.key.as_str())).is_some() {
            continue;
        }
        base.graft(&place, entry.clone(), &overlay.source);
    }
}

#[cfg(test)]
mod tests {
    use crate::Reader;
    use crate::check::CheckedMapping;
    use crate::diagnostic::text;
    use crate::mapping::Mapping;
    use crate::model::{Kind, Scalar};
    use crate::source::SourceFile;
    use crate::unified::engagement_model;

    const BASE: &str = r"mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: access_token }]
list:
  shared:
    records: $.data[*]
    fields: { id: $.id, content: $.text }
  cases:
    call:
      when: { engagement_type: call }
      request: GET /calls
      fields: { engagement_type: { always: call } }
    email:
      when: { engagement_type: email }
      request: GET /emails
      fields: { engagement_type: { always: email } }
  rules: [{ required: engagement_type }]
";

    fn lay(overlay: &str) -> (Option<Mapping>, String) {
        let reader = Reader::new(engagement_model()).unwrap();
        let (base, faults) = reader.read(SourceFile::new("acme.yaml", BASE));
        let base = base.unwrap_or_else(|| panic!("{}", text::render(&faults, false)));
        let base = base.into_mapping();
        let (laid, faults) = reader.overlay(&base, SourceFile::new("own.yaml", overlay));
        let laid = laid.map(CheckedMapping::into_mapping);
        (laid, text::render(&faults, false))
    }

    fn sources(laid: &Mapping, case: usize, field: &str) -> Option<String> {
        let read = laid
            .cases
            .get(case)?
            .fields
            .iter()
            .find(|read| read.name == field)?;
        Some(laid.place(&read.pointer))
    }

    #[test]
    fn a_path_of_its_own_replaces_the_mappings_and_keeps_its_place() {
        let (laid, told) = lay(
            "overlay: 1\nof: acme\nlist:\n  shared:\n    fields:\n      content: $.custom.text\n",
        );
        let laid = laid.unwrap_or_else(|| panic!("{told}"));
        assert_eq!(
            sources(&laid, 0, "content").as_deref(),
            Some("own.yaml:6:16")
        );
        assert_eq!(sources(&laid, 0, "id").as_deref(), Some("acme.yaml:11:19"));
    }

    #[test]
    fn one_case_may_be_laid_over_alone_and_a_field_taken_away() {
        let (laid, told) = lay(
            "overlay: 1\nof: acme\nlist: { cases: { email: { fields: { content: ~, subject: $.title } } } }\n",
        );
        let laid = laid.unwrap_or_else(|| panic!("{told}"));
        assert!(sources(&laid, 0, "content").is_some() && sources(&laid, 1, "content").is_none());
        assert!(sources(&laid, 0, "subject").is_none() && sources(&laid, 1, "subject").is_some());
    }

    const OWN: &str = "overlay: 1
of: acme
list:
  shared:
    fields:
      custom: { region: $.region, score: { from: $.score, type: number } }
  cases:
    email:
      fields: { custom: { opened: { from: $.opened, type: boolean } } }
";

    #[test]
    fn an_account_has_fields_of_its_own_each_of_a_type() {
        let (laid, told) = lay(OWN);
        let laid = laid.unwrap_or_else(|| panic!("{told}"));
        assert!(!told.contains("error"), "{told}");
        let names = |case: usize| -> Vec<String> {
            let fields = laid
                .cases
                .get(case)
                .into_iter()
                .flat_map(|case| &case.fields);
            let own = fields.filter(|read| read.name == "custom");
            own.flat_map(|read| read.expressions().into_iter().map(|(name, _)| name))
                .collect()
        };
        assert_eq!(names(0), ["custom.region", "custom.score"]);
        assert_eq!(
            names(1),
            ["custom.opened"],
            "a case's own take the place of the shared ones"
        );
        let types: Vec<(&str, &Kind)> = laid
            .custom
            .iter()
            .map(|field| (field.name.as_str(), &field.kind))
            .collect();
        assert_eq!(
            types,
            [
                ("region", &Kind::Scalar(Scalar::Text)),
                ("score", &Kind::Scalar(Scalar::Number)),
                ("opened", &Kind::Scalar(Scalar::Boolean)),
            ]
        );
        assert_eq!(
            sources(&laid, 0, "custom").as_deref(),
            Some("own.yaml:6:15")
        );
    }

    #[test]
    fn faults_of_own_fields_are_told_at_their_places() {
        for (wrong, place, word) in [
            ("region: $.region", "own.yaml:6:17", "`when`"),
            ("type: number", "own.yaml:6:65", "nmber"),
            ("from: $.score", "own.yaml:6:", "$["),
        ] {
            let with = match word {
                "`when`" => "when: $.region",
                "nmber" => "type: nmber",
                _ => "from: \"$[\"",
            };
            let (laid, told) = lay(&OWN.replacen(wrong, with, 1));
            assert!(laid.is_none(), "{told}");
            assert!(
                told.contains(place) && told.contains(word),
                "{place}\n{told}"
            );
        }
        let (laid, told) = lay(&OWN.replace(
            "{ opened: { from: $.opened, type: boolean } }",
            "{ score: $.score }",
        ));
        assert!(laid.is_none());
        assert!(
            told.contains("two types of `custom.score`") && told.contains("own.yaml:9:27"),
            "{told}"
        );
    }

    #[test]
    fn a_mapping_has_no_fields_of_its_own() {
        let reader = Reader::new(engagement_model()).unwrap();
        let own = BASE.replace(
            "content: $.text }",
            "content: $.text, custom: { region: $.region } }",
        );
        let (read, faults) = reader.read(SourceFile::new("acme.yaml", own));
        let told = text::render(&faults, false);
        assert!(
            read.is_none()
                && told.contains("no unified field is called `custom`")
                && told.contains("acme.yaml:11:42"),
            "{told}"
        );
    }

    #[test]
    fn faults_point_into_the_overlay() {
        let (laid, told) = lay(
            "overlay: 1\nof: acme\nlist:\n  cases:\n    call: { fields: { contnt: $.x } }\n    calls: { fields: { content: $.x } }\n",
        );
        assert!(laid.is_none());
        assert!(
            told.contains("own.yaml:5:23") && told.contains("`content`"),
            "{told}"
        );
        assert!(
            told.contains("own.yaml:6:5") && told.contains("`call`"),
            "{told}"
        );
    }

    #[test]
    fn an_overlay_cannot_reach_another_host_or_mapping() {
        let (laid, told) = lay(
            "overlay: 1\nof: other\nconnection: { base_url: https://evil.example }\nlist: { shared: { fields: { content: $.x } } }\n",
        );
        assert!(laid.is_none());
        assert!(
            told.contains("own.yaml:2:5") && told.contains("own.yaml:3:1"),
            "{told}"
        );
    }
}
