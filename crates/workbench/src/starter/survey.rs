//! Sample replies → where the records stand, and what each of their members holds.

use indexmap::IndexMap;
use touchpoint_language::json::Json;

/// How deep the list of records is looked for, and how deep members of a record are looked at.
const DEEPEST: usize = 4;
/// How many values of a member are kept.
const MOST_VALUES: usize = 24;

/// A list of records in a reply.
#[derive(Clone, Debug)]
pub(super) struct FoundList<'s> {
    /// The names that lead to it; none where the reply is the list.
    pub(super) names: Vec<String>,
    pub(super) records: Vec<&'s Json>,
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
                        best = Some((FoundList { names, records }, weight));
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

/// The one member in which every record is wrapped, and what stands inside: `call` of
/// `{"calls": [{"call": {"id": 7}}]}`.
pub(super) fn wrapped<'s>(records: &[&'s Json]) -> Option<(String, Vec<&'s Json>)> {
    let only = |record: &'s Json| {
        let mut members = record.as_object()?.iter();
        let (name, inside) = members.next()?;
        (members.next().is_none() && inside.is_object()).then_some((name, inside))
    };
    let (name, _) = only(records.first()?)?;
    let inside = records.iter().map(|record| {
        let (own, inside) = only(record)?;
        (own == name).then_some(inside)
    });
    Some((name.clone(), inside.collect::<Option<Vec<_>>>()?))
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
    found.into_values().collect()
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
    use super::{find_list, members, path, wrapped};
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
            assert_eq!(
                (list.names, list.records.len()),
                (names.iter().map(|n| (*n).to_owned()).collect(), count)
            );
        }
        assert!(find_list(&Json::parse(r#"{"error": "no"}"#).unwrap()).is_none());
    }

    #[test]
    fn records_that_are_wrapped_alike_are_taken_out() {
        for (body, name) in [
            (
                r#"[{"call": {"id": 1}}, {"call": {"id": 2}}]"#,
                Some("call"),
            ),
            (r#"[{"call": {"id": 1}}, {"mail": {"id": 2}}]"#, None),
            (r#"[{"call": {"id": 1}, "kind": "call"}]"#, None),
            (r#"[{"id": 1}]"#, None),
            (r#"[]"#, None),
        ] {
            let body = Json::parse(body).unwrap();
            let records: Vec<&Json> = body.as_array().unwrap().iter().collect();
            let found = wrapped(&records);
            assert_eq!(found.as_ref().map(|(name, _)| name.as_str()), name);
            let ids = found.iter().flat_map(|(_, inside)| inside);
            assert!(ids.into_iter().all(|record| record.get("id").is_some()));
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
