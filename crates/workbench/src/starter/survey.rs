//! Sample replies → where the records stand, and what each of their members holds.

use indexmap::IndexMap;
use touchpoint_language::json::Json;

/// How deep the list of records is looked for, and how deep members of a record are looked at.
const DEEPEST: usize = 4;
/// Objects that hold the members of the record itself.
pub(super) const HOLDERS: [&str; 7] = [
    "attributes",
    "data",
    "fields",
    "properties",
    "record",
    "values",
    "activity",
];
/// How many values of a member are kept.
const MOST_VALUES: usize = 24;

/// A list of records in a reply.
#[derive(Clone, Debug)]
pub(super) struct FoundList<'s> {
    /// The names that lead to it; none where the reply is the list.
    pub(super) names: Vec<String>,
    /// The member that each element holds its record in, where it holds nothing else: `call` of
    /// `[{"call": {…}}]`.
    pub(super) wrapped: Option<String>,
    pub(super) records: Vec<&'s Json>,
}

impl FoundList<'_> {
    /// The path of the records: `$.data.calls[*].call`.
    pub(super) fn path(&self) -> String {
        let list = path(&self.names);
        let inside = self.wrapped.iter().map(String::clone).collect::<Vec<_>>();
        let inside = path(&inside);
        format!("{list}[*]{}", inside.strip_prefix('$').unwrap_or_default())
    }

    /// True if the records of another reply stand at the same place.
    pub(super) fn is_like(&self, other: &FoundList<'_>) -> bool {
        self.names == other.names && (self.wrapped == other.wrapped || other.records.is_empty())
    }
}

/// The list of a reply that is most likely that of its records: the shallowest with objects, of
/// several the one with the most. An empty list counts where there is no other.
pub(super) fn find_list(body: &Json) -> Option<FoundList<'_>> {
    let mut best: Option<(FoundList<'_>, usize)> = None;
    let mut level = vec![(Vec::new(), body)];
    for _ in 0..DEEPEST {
        let mut below = Vec::new();
        for (names, value) in level {
            match value {
                Json::Array(items) => {
                    let records: Vec<&Json> = items.iter().filter(|i| i.is_object()).collect();
                    if records.len() != items.len() {
                        continue;
                    }
                    let weight: usize = records
                        .iter()
                        .filter_map(|r| Some(r.as_object()?.len()))
                        .sum();
                    if best.as_ref().is_none_or(|(_, known)| weight > *known) {
                        best = Some((found(names, records), weight));
                    }
                }
                Json::Object(members) => below.extend(members.iter().map(|(name, value)| {
                    (names.iter().cloned().chain([name.clone()]).collect(), value)
                })),
                _ => {}
            }
        }
        if best.as_ref().is_some_and(|(_, weight)| *weight > 0) {
            break;
        }
        level = below;
    }
    best.map(|(list, _)| list)
}

/// A list, with what each of its elements holds in place of the elements, if they hold nothing else.
fn found(names: Vec<String>, records: Vec<&Json>) -> FoundList<'_> {
    let inner: Option<Vec<_>> = records.iter().map(|record| only(record)).collect();
    let one_name = |all: &Vec<(&String, &Json)>| {
        let name = all.first().map(|(name, _)| (*name).clone())?;
        all.iter().all(|(own, _)| **own == name).then_some(name)
    };
    let wrapped = inner.as_ref().and_then(one_name);
    let records = match inner {
        Some(inner) if wrapped.is_some() => inner.into_iter().map(|(_, record)| record).collect(),
        _ => records,
    };
    FoundList {
        names,
        wrapped,
        records,
    }
}

/// The one member of an object, where it is an object itself.
fn only(record: &Json) -> Option<(&String, &Json)> {
    let members = record.as_object()?;
    let one = members.iter().next().filter(|_| members.len() == 1)?;
    one.1.is_object().then_some(one)
}

/// What a member of the records holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    /// The names that lead to it; the last is its own.
    pub(super) names: Vec<String>,
    /// True if it stands in the elements of a list: the first names lead to the list.
    pub(super) list: Option<usize>,
    /// Its values as text, each once, the first ones.
    pub(super) values: Vec<Json>,
    /// In how many records it has a value.
    pub(super) given: usize,
    /// How many of its values, the first ones, are the vendor's own.
    pub(super) seen: usize,
}

impl Member {
    pub(super) fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

/// The members of records that hold single values, in the order of their first record.
pub(super) fn members(records: &[&Json]) -> Vec<Member> {
    let mut found: IndexMap<(Vec<String>, Option<usize>), Member> = IndexMap::new();
    for record in records {
        walk(record, &mut Vec::new(), None, &mut found);
    }
    let all: Vec<Member> = found.into_values().collect();
    without_objects(&all)
}

/// Members that hold values: what is an object in one record and null in another is the object.
pub(super) fn without_objects(all: &[Member]) -> Vec<Member> {
    let is_object = |member: &Member| {
        let below = |other: &Member| {
            other.names.len() > member.names.len() && other.names.starts_with(&member.names)
        };
        member.given == 0 && all.iter().any(below)
    };
    let members = all.iter().filter(|member| !is_object(member));
    members.cloned().collect()
}

fn walk(
    value: &Json,
    names: &mut Vec<String>,
    list: Option<usize>,
    found: &mut IndexMap<(Vec<String>, Option<usize>), Member>,
) {
    match value {
        Json::Object(members) if names.len() < DEEPEST => {
            for (name, member) in members {
                names.push(name.clone());
                walk(member, names, list, found);
                names.pop();
            }
        }
        Json::Array(items) if list.is_none() && !names.is_empty() => {
            for item in items.iter().filter(|item| item.is_object()) {
                walk(item, names, Some(names.len()), found);
            }
        }
        Json::Object(_) | Json::Array(_) => {}
        scalar => {
            let member = found
                .entry((names.clone(), list))
                .or_insert_with(|| Member {
                    names: names.clone(),
                    list,
                    ..Member::default()
                });
            if *scalar != Json::Null {
                member.given += 1;
                if member.values.len() < MOST_VALUES && !member.values.contains(scalar) {
                    member.values.push(scalar.clone());
                }
            }
        }
    }
}

/// A name without what does not count: `createdAt` and `created_at` are `createdat`.
pub(super) fn plain_name(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A path in the mapping language: `$.a['b c']`.
pub(super) fn path(names: &[String]) -> String {
    names.iter().fold("$".to_owned(), |path, name| {
        let mut letters = name.chars();
        let first = letters
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if first && letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            format!("{path}.{name}")
        } else {
            format!(
                "{path}['{}']",
                name.replace('\\', "\\\\").replace('\'', "\\'")
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{find_list, members, path};
    use touchpoint_language::json::Json;

    #[test]
    fn the_list_with_the_records_is_found() {
        for (body, names, count) in [
            (r#"[{"id": 1}]"#, vec![], 1),
            (
                r#"{"ok": true, "data": [{"id": 1}, {"id": 2}], "tags": ["a"]}"#,
                vec!["data"],
                2,
            ),
            (
                r#"{"_embedded": {"tasks": [{"id": 1}]}, "links": []}"#,
                vec!["_embedded", "tasks"],
                1,
            ),
            (r#"{"data": []}"#, vec!["data"], 0),
            (
                r#"{"users": [{"id": 1}], "data": [{"id": 1, "a": 2}, {"id": 2, "a": 3}]}"#,
                vec!["data"],
                2,
            ),
        ] {
            let body = Json::parse(body).unwrap();
            let list = find_list(&body).unwrap();
            assert_eq!(list.wrapped, None);
            assert_eq!(
                (list.names, list.records.len()),
                (names.iter().map(|n| (*n).to_owned()).collect(), count)
            );
        }
        assert!(find_list(&Json::parse(r#"{"error": "no"}"#).unwrap()).is_none());
    }

    #[test]
    fn a_record_may_stand_alone_in_an_object() {
        let told = |body: &str| {
            let body = Json::parse(body).unwrap();
            let list = find_list(&body).unwrap();
            (list.path(), list.records[0].clone())
        };
        let record = Json::parse(r#"{"id": 1}"#).unwrap();
        assert_eq!(
            told(r#"{"data": {"calls": [{"call": {"id": 1}}, {"call": {"id": 2}}]}}"#),
            ("$.data.calls[*].call".to_owned(), record.clone())
        );
        // Of several kinds, or with something beside it, it is a member like others.
        for body in [
            r#"[{"call": {"id": 1}}, {"mail": {"id": 2}}]"#,
            r#"[{"call": {"id": 1}, "at": 3}]"#,
        ] {
            let (path, first) = told(body);
            assert_eq!(path, "$[*]", "{body}");
            assert_eq!(first.get("call"), Some(&record), "{body}");
        }
    }

    #[test]
    fn what_is_null_now_and_then_is_what_it_is_else() {
        let records =
            Json::parse(r#"[{"owner": {"id": 7}, "a": null}, {"owner": null, "a": null}]"#)
                .unwrap();
        let records: Vec<&Json> = records.as_array().unwrap().iter().collect();
        for records in [records.clone(), records.into_iter().rev().collect()] {
            let mut told: Vec<String> = members(&records).iter().map(|m| path(&m.names)).collect();
            told.sort();
            assert_eq!(told, ["$.a", "$.owner.id"]);
        }
    }

    #[test]
    fn members_of_objects_and_of_lists_are_told_apart() {
        let records = Json::parse(
            r#"[{"id": {"task id": 1}, "people": [{"id": 7}, {"id": 8}], "due": null}, {"due": "2026"}]"#,
        )
        .unwrap();
        let records: Vec<&Json> = records.as_array().unwrap().iter().collect();
        let told: Vec<(String, Option<usize>, usize)> = members(&records)
            .into_iter()
            .map(|member| (path(&member.names), member.list, member.given))
            .collect();
        let member = |path: &str, list, given| (path.to_owned(), list, given);
        assert_eq!(
            told,
            [
                member("$.id['task id']", None, 1),
                member("$.people.id", Some(1), 2),
                member("$.due", None, 1),
            ]
        );
    }
}
