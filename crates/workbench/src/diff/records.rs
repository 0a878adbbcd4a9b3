//! Two pages of one case, record by record and field by field.

use super::change::{Grade, Kind};
use touchpoint_language::json::{Json, Object};

/// One difference between two pages.
#[derive(Debug, PartialEq)]
pub(super) struct Compared {
    pub(super) grade: Grade,
    pub(super) kind: Kind,
    /// What it is about.
    pub(super) about: String,
    /// Where in the page.
    pub(super) at: String,
}

/// The differences of two pages, without cursors and warnings.
pub(super) fn compare(before: &Json, after: &Json) -> Vec<Compared> {
    let mut found = Vec::new();
    let (before, after) = (records(before), records(after));
    let matched = before.iter().map(|(key, was)| {
        let is = after.iter().find(|(other, _)| other == key);
        (key, *was, is.map(|(_, is)| *is))
    });
    for (key, was, is) in matched {
        let at = format!("result[{key}]");
        match is {
            Some(is) => fields("", was, is, &at, &mut found),
            None => found.push(Compared {
                grade: Grade::Breaking,
                kind: Kind::Records,
                about: "records come no more".to_owned(),
                at,
            }),
        }
    }
    let new = after
        .iter()
        .filter(|(key, _)| before.iter().all(|(other, _)| other != key));
    found.extend(new.map(|(key, _)| Compared {
        grade: Grade::Review,
        kind: Kind::Records,
        about: "further records come".to_owned(),
        at: format!("result[{key}]"),
    }));
    found
}

/// The records of a page, each by what tells it apart: its id where every record has one of its own,
/// else its place.
fn records(page: &Json) -> Vec<(String, &Json)> {
    let rows: Vec<(String, &Json)> = match page.get("result") {
        Some(Json::Array(rows)) => {
            let rows = rows.iter().enumerate();
            rows.map(|(index, row)| (index.to_string(), row)).collect()
        }
        Some(Json::Object(rows)) => rows.iter().map(|(key, row)| (key.clone(), row)).collect(),
        _ => Vec::new(),
    };
    let ids: Vec<Option<String>> = rows
        .iter()
        .map(|(_, row)| row.get("id").and_then(Json::as_str).map(str::to_owned))
        .collect();
    let own = ids
        .iter()
        .all(|id| id.is_some() && ids.iter().filter(|other| *other == id).count() == 1);
    if !own {
        return rows;
    }
    let named = ids.into_iter().flatten().zip(rows);
    named.map(|(id, (_, row))| (id, row)).collect()
}

/// The differences of two objects below a name.
fn fields(above: &str, was: &Json, is: &Json, at: &str, found: &mut Vec<Compared>) {
    let none = Object::new();
    let (old, new) = (
        was.as_object().unwrap_or(&none),
        is.as_object().unwrap_or(&none),
    );
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        let name = if above.is_empty() {
            key.clone()
        } else {
            format!("{above}.{key}")
        };
        let value = |object: &'_ Object| object.get(key).cloned().unwrap_or(Json::Null);
        let (was, is) = (value(old), value(new));
        if was == is {
            continue;
        }
        let (grade, kind) = match (&was, &is) {
            (Json::Object(_), Json::Object(_)) if name != "remote_data" => {
                fields(&name, &was, &is, at, found);
                continue;
            }
            (Json::Null, _) => (Grade::Gain, Kind::Filled),
            (_, Json::Null) => (Grade::Breaking, Kind::NewlyNull),
            (Json::Array(was), Json::Array(is)) if is.len() < was.len() => {
                (Grade::Breaking, Kind::Narrowed)
            }
            _ => (Grade::Review, Kind::Changed),
        };
        found.push(Compared {
            grade,
            kind,
            about: format!("`{name}`"),
            at: at.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Json {
        Json::parse(text).unwrap()
    }

    #[test]
    fn what_a_record_lost_is_told_apart_from_what_changed() {
        let before = page(
            r#"{"result":[{"id":"1","subject":"a","owner":{"id":"7","name":"x"},"contact":[{"id":"1"},{"id":"2"}],"status":null},{"id":"2"}]}"#,
        );
        let after = page(
            r#"{"result":[{"id":"3"},{"id":"1","subject":"b","owner":{"id":"7"},"contact":[{"id":"1"}],"status":"open"}]}"#,
        );
        let told: Vec<(Kind, String, String)> = compare(&before, &after)
            .into_iter()
            .map(|one| (one.kind, one.about, one.at))
            .collect();
        let one = |kind, about: &str, at: &str| (kind, about.to_owned(), at.to_owned());
        assert_eq!(
            told,
            [
                one(Kind::Changed, "`subject`", "result[1]"),
                one(Kind::NewlyNull, "`owner.name`", "result[1]"),
                one(Kind::Narrowed, "`contact`", "result[1]"),
                one(Kind::Filled, "`status`", "result[1]"),
                one(Kind::Records, "records come no more", "result[2]"),
                one(Kind::Records, "further records come", "result[3]"),
            ]
        );
    }

    #[test]
    fn without_ids_of_their_own_records_are_matched_by_place() {
        let before = page(r#"{"result":[{"id":"1"},{"id":"1"}]}"#);
        assert!(compare(&before, &before).is_empty());
        let keyed = page(r#"{"result":{"a":{"subject":"x"}}}"#);
        let other = page(r#"{"result":{"a":{"subject":null}}}"#);
        assert_eq!(compare(&keyed, &other)[0].at, "result[a]");
    }
}
