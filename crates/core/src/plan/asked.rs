//! A digest of how a list is asked: where, with what, and how it is paged. Fields, rules, notes and
//! the form of the text are left out, so a cursor survives their change.

use crate::digest::{hexadecimal, sorted};
use touchpoint_language::document::Document;
use touchpoint_language::json::Json;

/// The keys of a list, a case or a route that change nothing of what is asked.
const BESIDE: [&str; 5] = ["fields", "rules", "note", "notes", "skip"];
/// The keys of a parameter that change nothing of what is asked.
const BESIDE_PARAMETER: [&str; 2] = ["note", "extra"];

/// The digests of a mapping's lists.
#[derive(Clone, Debug)]
pub struct ListDigests {
    /// The digest of the mapping's text and its overlays.
    text: String,
    all: String,
    cases: Vec<(String, String)>,
}

impl ListDigests {
    /// The digests of the lists in a mapping's document.
    pub(super) fn of(document: &Document) -> ListDigests {
        let whole = document.to_json();
        let at = |pointer: &str| whole.pointer(pointer).cloned().unwrap_or_default();
        let base = at("/connection/base_url");
        let list = asked(&at("/list"));
        let digest = |list: &Json| {
            let both = Json::Array(vec![base.clone(), sorted(list)]);
            hexadecimal([both.to_string()])
        };
        let cases = list.get("cases").and_then(Json::as_object);
        let alone = cases.into_iter().flatten().map(|(name, case)| {
            let mut one = list.clone();
            if let Some(members) = one.as_object_mut() {
                members.shift_remove("merge");
                members.insert("cases".to_owned(), case.clone());
            }
            (name.clone(), digest(&one))
        });
        ListDigests {
            text: digest_of_texts(document),
            cases: alone.collect(),
            all: digest(&list),
        }
    }

    /// The digest of one case's list; that of all lists, where no case of the file has this name.
    pub fn of_case(&self, name: &str) -> &str {
        let found = self.cases.iter().find(|(case, _)| case == name);
        found.map_or(&self.all, |(_, digest)| digest)
    }

    /// The digest of the mapping's text, to which version 0.1 bound its cursors.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The digest of all lists, for those that are read as one.
    pub fn together(&self) -> &str {
        &self.all
    }
}

fn digest_of_texts(document: &Document) -> String {
    let grafts = document.grafts.iter();
    let mut texts: Vec<&str> = grafts.map(|(_, source)| source.text.as_str()).collect();
    texts.dedup();
    let own = document.source.text.as_str();
    hexadecimal(std::iter::once(own).chain(texts))
}

/// A list, a case or a route without the keys that change nothing of what is asked.
fn asked(level: &Json) -> Json {
    let Json::Object(members) = level else {
        return level.clone();
    };
    let kept = members
        .iter()
        .filter(|(name, _)| !BESIDE.contains(&name.as_str()));
    let kept = kept.map(|(name, value)| {
        let value = match (name.as_str(), value) {
            ("shared", below) => asked(below),
            ("cases", Json::Object(cases)) => {
                let cases = cases.iter();
                Json::Object(
                    cases
                        .map(|(name, case)| (name.clone(), asked(case)))
                        .collect(),
                )
            }
            ("routes", Json::Array(routes)) => routes.iter().map(asked).collect(),
            ("parameters", Json::Object(parameters)) => {
                let parameters = parameters.iter();
                let parameters = parameters.map(|(name, said)| (name.clone(), parameter(said)));
                Json::Object(parameters.collect())
            }
            (_, value) => value.clone(),
        };
        (name.clone(), value)
    });
    Json::Object(kept.collect())
}

fn parameter(said: &Json) -> Json {
    let Json::Object(members) = said else {
        return said.clone();
    };
    let mut members = members.clone();
    members.retain(|name, _| !BESIDE_PARAMETER.contains(&name.as_str()));
    Json::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::document::parse;
    use touchpoint_language::source::SourceFile;

    const TEXT: &str = "connection: { base_url: https://a.example }
list:
  rules: [{ required: owner.id, note: Needed. }]
  shared:
    records: $.calls[*]
    fields: { id: $.id }
  cases:
    call: { when: { kind: call }, request: GET /calls, parameters: { owner.id: { send_as: owner, note: Whose. } } }
    mail: { when: { kind: mail }, request: GET /mails }
";

    fn digests(text: &str) -> ListDigests {
        let (document, faults) = parse(std::sync::Arc::new(SourceFile::new("a.yaml", text)));
        assert!(faults.is_empty(), "{faults:?}");
        ListDigests::of(&document)
    }

    #[test]
    fn what_is_asked_counts_and_nothing_else() {
        let before = digests(TEXT);
        for same in [
            TEXT.replace("{ id: $.id }", "{ id: $.id, subject: $.title }"),
            TEXT.replace("note: Needed.", "note: It is needed."),
            TEXT.replace(", note: Whose.", ", extra: true"),
            TEXT.replace("list:\n", "# a remark\nlist:\n"),
        ] {
            assert_ne!(same, TEXT);
            let after = digests(&same);
            assert_eq!(after.of_case("call"), before.of_case("call"), "{same}");
            assert_eq!(after.together(), before.together(), "{same}");
        }
        for other in [
            TEXT.replace("GET /calls", "GET /v2/calls"),
            TEXT.replace("a.example", "b.example"),
            TEXT.replace("send_as: owner", "send_as: user"),
            TEXT.replace("$.calls[*]", "$.data[*]"),
        ] {
            assert_ne!(
                digests(&other).of_case("call"),
                before.of_case("call"),
                "{other}"
            );
        }
    }

    #[test]
    fn a_case_does_not_depend_on_another() {
        let before = digests(TEXT);
        let after = digests(&TEXT.replace("GET /mails", "GET /emails"));
        assert_eq!(after.of_case("call"), before.of_case("call"));
        assert_ne!(after.of_case("mail"), before.of_case("mail"));
        assert_ne!(after.together(), before.together());
        assert_eq!(after.of_case("none"), after.together());
    }
}
