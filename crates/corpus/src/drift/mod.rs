//! Replies that came lately, held against those that are recorded: which members, types and words are
//! new, which are gone, and what that does to the mapping.
//!
//! ```text
//! breaking  $.calls            is gone (1 of 1); `records` reads it at mappings/acme.yaml:24:12
//! breaking  $.data[*].subject  is gone (50 of 50); `subject` reads it at mappings/acme.yaml:31:14
//! harmless  $.data[*].flags    is new (list)
//! ```

mod known;
mod reads;
mod shape;

pub use known::{Known, call};
pub use shape::{Member, Shape};

use crate::case::Case;
use reads::{Read, What, reads};
use touchpoint_core::plan::Plan;
use touchpoint_language::diagnostic::nearest;
use touchpoint_language::json::Json;
use touchpoint_language::transform::Otherwise;

/// How much a difference matters to the mapping.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Grade {
    /// A unified field loses its value, or gets a wrong one.
    Breaking,
    /// A person should look.
    Review,
    /// The mapping does not read it.
    Harmless,
}

/// What is different.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// No recorded reply has the member.
    New,
    /// It has another type.
    Type,
    /// It is null, and never was.
    Null,
    /// It has words that no recorded reply has.
    Word,
    /// It is not there, or not everywhere, and always was.
    Gone,
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// How much it matters.
    pub grade: Grade,
    /// What kind of difference it is.
    pub kind: Kind,
    /// The path in the reply.
    pub path: String,
    /// What is different.
    pub what: String,
    /// The field that reads it, and where the mapping says so.
    pub reads: Option<(String, String)>,
    /// What to do.
    pub edit: String,
}

/// What some replies were compared with, and how they differ.
#[derive(Debug)]
pub struct Drifted {
    /// The call whose recorded replies are most like these: `GET /activities`.
    pub like: String,
    /// The differences, the gravest first.
    pub found: Vec<Drift>,
}

impl Grade {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Breaking => "breaking",
            Grade::Review => "review",
            Grade::Harmless => "harmless",
        }
    }
}

impl Kind {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Type => "type",
            Kind::Null => "null",
            Kind::Word => "word",
            Kind::Gone => "gone",
        }
    }
}

/// Compares replies with the recorded ones of an integration. `None` where none is like them.
pub fn drift(plan: &Plan, cases: &[Case], replies: &[Json]) -> Option<Drifted> {
    let mut now = Shape::default();
    for reply in replies {
        now.add(reply);
    }
    let known = Known::of(cases.iter().filter(|case| case.slug == plan.integration()));
    let (like, before) = known.like(&now)?;
    Some(Drifted {
        like: like.to_owned(),
        found: differences(plan, before, &now),
    })
}

/// How replies differ from the recorded ones of their call, the gravest first.
pub fn differences(plan: &Plan, before: &Shape, now: &Shape) -> Vec<Drift> {
    let read = reads(&plan.mapping);
    let mut found = Vec::new();
    for (path, member) in &now.members {
        match before.members.get(path) {
            None => found.extend(new(before, &read, path, member)),
            Some(known) => found.extend(changed(&read, path, known, member)),
        }
    }
    let gone = before.members.iter().filter(|(path, known)| {
        let places = before.places(path);
        let always = known.seen == places;
        let gone = !now.members.contains_key(*path);
        // Some recorded replies show what may be missing; what mostly was there and is gone counts, but
        // for what a last page may be without.
        let leads_on = reader(&read, path).is_some_and(|read| read.what == What::Paging);
        let mostly = known.seen.saturating_mul(2) >= places && !leads_on;
        now.places(path) > 0 && (always || gone && mostly)
    });
    for (path, _) in gone {
        found.extend(less(&read, now, path));
    }
    found.sort_by_key(|drift| drift.grade);
    found
}

/// How often a member that the mapping reads has a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The path in the reply: `$.data[*].subject`.
    pub path: String,
    /// How many objects may have it.
    pub places: usize,
    /// In how many of these it is null, or not there.
    pub empty: usize,
}

/// How often each member that the mapping reads has a value, where objects that may have it are there.
pub fn filled(plan: &Plan, now: &Shape) -> Vec<Filled> {
    let fields = reads(&plan.mapping).into_iter();
    let mut paths: Vec<String> = fields
        .filter(|one| one.what == What::Field)
        .map(|one| one.path)
        .collect();
    paths.sort();
    paths.dedup();
    let counted = paths.into_iter().map(|path| {
        let places = now.places(&path);
        let member = now.members.get(&path);
        let full = member.map_or(0, |member| member.seen.saturating_sub(member.nulls));
        Filled {
            empty: places.saturating_sub(full),
            places,
            path,
        }
    });
    counted.filter(|one| one.places > 0).collect()
}

fn reader<'r, 'm>(read: &'r [Read<'m>], path: &str) -> Option<&'r Read<'m>> {
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

fn told(read: Option<&Read<'_>>) -> Option<(String, String)> {
    read.map(|read| (read.field.clone(), read.place.clone()))
}

/// A member that no recorded reply has. Below a new member nothing is said.
fn new(before: &Shape, read: &[Read<'_>], path: &str, member: &Member) -> Option<Drift> {
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

/// A member that is there on both sides.
fn changed(read: &[Read<'_>], path: &str, known: &Member, member: &Member) -> Vec<Drift> {
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
                Some(read) => format!(
                    "read `{}` in both forms, such as with `first_of`",
                    read.field
                ),
                None => "record this reply as a case".to_owned(),
            },
        });
    }
    let nulls = member.nulls > 0 && known.nulls == 0;
    if nulls {
        // A last page may lead nowhere.
        let leads_on = by.is_some_and(|read| read.what == What::Paging);
        let all = member.nulls == member.seen && !leads_on;
        found.push(Drift {
            grade: graded(by.is_some(), all),
            kind: Kind::Null,
            path: path.to_owned(),
            what: format!("is null ({} of {}), was never", member.nulls, member.seen),
            reads: told(by),
            edit: match by {
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
fn less(read: &[Read<'_>], now: &Shape, path: &str) -> Option<Drift> {
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
        grade: graded(by.is_some(), gone),
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
            (Some(read), None) => format!("see where the vendor has `{}` now", read.field),
            (None, _) => "record this reply as a case".to_owned(),
        },
    })
}
