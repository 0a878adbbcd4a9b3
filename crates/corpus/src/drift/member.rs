//! One member of a reply, before and now → how it differs, how much that matters to what reads it, and
//! what to do.

use super::difference::{Drift, Grade, Kind};
use super::reads::{Read, What};
use super::shape::{Member, Shape};
use touchpoint_language::diagnostic::nearest;
use touchpoint_language::transform::Otherwise;

pub(super) fn reader<'r, 'm>(read: &'r [Read<'m>], path: &str) -> Option<&'r Read<'m>> {
    read.iter().find(|read| read.path == path)
}

/// What reads a member, or else something below it.
fn holder<'r, 'm>(read: &'r [Read<'m>], path: &str) -> Option<&'r Read<'m>> {
    let list = || {
        read.iter()
            .find(|read| read.what != What::Field && read.reads(path))
    };
    let below = || read.iter().find(|read| read.reads(path));
    reader(read, path).or_else(list).or_else(below)
}

pub(super) fn told(read: Option<&Read<'_>>) -> Option<(String, String)> {
    read.map(|read| (read.field.clone(), read.place.clone()))
}

/// A member that no recorded reply has. Below a new member nothing is said.
pub(super) fn new(before: &Shape, read: &[Read<'_>], path: &str, member: &Member) -> Option<Drift> {
    let parent = path.rsplit_once('.').map_or("$", |(parent, _)| parent);
    let holder = parent.trim_end_matches("[*]");
    let known = holder == "$" || before.members.contains_key(holder);
    let of_list = before
        .members
        .get(holder)
        .is_none_or(|known| known.types.len() <= 1);
    (known && of_list && before.places(path) > 0).then(|| {
        let types: Vec<&str> = member.types.iter().copied().collect();
        let types = if types.is_empty() {
            "null".to_owned()
        } else {
            types.join(" or ")
        };
        let by = reader(read, path);
        Drift {
            grade: if by.is_some() {
                Grade::Review
            } else {
                Grade::Harmless
            },
            kind: Kind::New,
            path: path.to_owned(),
            what: format!("is new ({types})"),
            reads: told(by),
            edit: "record this reply as a case; map it where callers want it".to_owned(),
        }
    })
}

/// The grade of a difference: of what the mapping reads it breaks, where a value is lost for certain.
fn graded(is_read: bool, loses: bool) -> Grade {
    match (is_read, loses) {
        (false, _) => Grade::Harmless,
        (true, true) => Grade::Breaking,
        (true, false) => Grade::Review,
    }
}

/// What to do where the list itself reads a member.
fn of_list(read: &Read<'_>) -> String {
    let word = &read.field;
    match read.what {
        What::Next => format!("see what leads to the next page now, and say so at `{word}`"),
        What::End => format!(
            "see what ends the list now: without `{word}` it ends too early or never; say so under `paging`"
        ),
        What::Records | What::Field => format!("see where the vendor has `{word}` now"),
    }
}

/// A member that is there on both sides.
pub(super) fn changed(
    read: &[Read<'_>],
    path: &str,
    known: &Member,
    member: &Member,
) -> Vec<Drift> {
    let mut found = Vec::new();
    let by = holder(read, path);
    let others: Vec<&str> = member.types.difference(&known.types).copied().collect();
    if !others.is_empty() && !known.types.is_empty() {
        let nested = |kind: &&str| ["list", "object"].contains(kind);
        let reshaped = others.iter().any(nested) || known.types.iter().any(nested);
        found.push(Drift {
            grade: graded(by.is_some(), reshaped),
            kind: Kind::Type,
            path: path.to_owned(),
            what: format!("is {}, was {}", others.join(" or "), joined(known)),
            reads: told(by),
            edit: match by {
                Some(read) if read.what == What::Field => format!(
                    "read `{}` in both forms, such as with `first_of`",
                    read.field
                ),
                Some(read) => of_list(read),
                None => "record this reply as a case".to_owned(),
            },
        });
    }
    let nulls = member.nulls > 0 && known.nulls == 0;
    if nulls {
        // A last page may lead nowhere.
        let leads_on = by.is_some_and(|read| read.what == What::Next);
        let all = member.nulls == member.seen && !leads_on;
        let must = by.is_some_and(|read| read.must);
        found.push(Drift {
            grade: graded(by.is_some(), all || must),
            kind: Kind::Null,
            path: path.to_owned(),
            what: format!("is null ({} of {}), was never", member.nulls, member.seen),
            reads: told(by),
            edit: match by {
                Some(read) if read.what != What::Field => of_list(read),
                Some(read) if read.must => format!(
                    "see where the vendor has `{}` of these records, or leave them out with `skip`",
                    read.field
                ),
                Some(read) => format!(
                    "see if callers may get no `{}`, and record such a reply as a case",
                    read.field
                ),
                None => "record such a reply as a case".to_owned(),
            },
        });
    }
    found.extend(words(reader(read, path), path, known, member));
    found
}

fn joined(member: &Member) -> String {
    member
        .types
        .iter()
        .copied()
        .collect::<Vec<_>>()
        .join(" or ")
}

/// Words that no recorded reply has, of a member that a map reads, or that is one of a small set.
fn words(by: Option<&Read<'_>>, path: &str, known: &Member, member: &Member) -> Option<Drift> {
    let new: Vec<&str> = member
        .words
        .difference(&known.words)
        .map(String::as_str)
        .collect();
    let map = by.and_then(|read| read.words);
    let unmapped: Vec<&str> = match map {
        Some(map) => new
            .iter()
            .copied()
            .filter(|word| !map.knows(word))
            .collect(),
        None => Vec::new(),
    };
    let of_set =
        !known.free && !member.free && known.words.len() > 1 && known.seen > known.words.len();
    if new.is_empty() || unmapped.is_empty() && (map.is_some() || !of_set) {
        return None;
    }
    let lost =
        map.is_some_and(|map| matches!(map.otherwise(), Otherwise::Nothing | Otherwise::Fault));
    let shown = if unmapped.is_empty() { &new } else { &unmapped };
    Some(Drift {
        grade: match (by, unmapped.is_empty()) {
            (None, _) => Grade::Harmless,
            (Some(_), false) if lost => Grade::Breaking,
            (Some(_), _) => Grade::Review,
        },
        kind: Kind::Word,
        path: path.to_owned(),
        what: format!("has new words: `{}`", shown.join("`, `")),
        reads: told(by),
        edit: match (by, unmapped.first()) {
            (Some(read), Some(word)) => format!("add `{word}: …` to the map of `{}`", read.field),
            _ => "record this reply as a case".to_owned(),
        },
    })
}

/// A member that every recorded reply has, and not all of these.
pub(super) fn less(read: &[Read<'_>], now: &Shape, path: &str) -> Option<Drift> {
    let places = now.places(path);
    let seen = now.members.get(path).map_or(0, |member| member.seen);
    if seen == places {
        return None;
    }
    let by = holder(read, path);
    let gone = seen == 0;
    let beside = || {
        let (parent, name) = path.rsplit_once('.')?;
        let siblings: Vec<&str> = now
            .members
            .keys()
            .filter_map(|other| other.strip_prefix(parent)?.strip_prefix('.'))
            .filter(|other| !other.contains(['.', '[']))
            .collect();
        nearest(name, &siblings).map(|near| format!("{parent}.{near}"))
    };
    let missing = places.saturating_sub(seen);
    Some(Drift {
        grade: graded(by.is_some(), gone || by.is_some_and(|read| read.must)),
        kind: Kind::Gone,
        path: path.to_owned(),
        what: if gone {
            format!("is gone ({missing} of {places})")
        } else {
            format!("is missing ({missing} of {places}), was always there")
        },
        reads: told(by),
        edit: match (by, gone.then(beside).flatten()) {
            (Some(read), Some(near)) => format!("read `{}` from `{near}`", read.field),
            (Some(read), None) if read.what != What::Field => of_list(read),
            (Some(read), None) => format!("see where the vendor has `{}` now", read.field),
            (None, _) => "record this reply as a case".to_owned(),
        },
    })
}
