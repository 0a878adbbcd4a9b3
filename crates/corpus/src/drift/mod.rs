//! Replies that came lately, held against those that are recorded: which members, types and words are
//! new, which are gone, and what that does to the mapping.
//!
//! ```text
//! breaking  $.calls            is gone (1 of 1); `records` reads it at mappings/acme.yaml:24:12
//! breaking  $.data[*].subject  is gone (50 of 50); `subject` reads it at mappings/acme.yaml:31:14
//! breaking  $.data[*].due      cannot be read (2 of 50): …; `start_time` reads it at mappings/acme.yaml:35:17
//! harmless  $.data[*].flags    is new (list)
//! ```

mod answering;
mod difference;
mod known;
mod lost;
mod member;
mod reads;
mod shape;

pub use answering::{Answering, ReadQuery};
pub use difference::{Drift, Grade, Kind};
pub use known::{Known, RecordedCall, call};
pub use shape::{Member, Shape};

use crate::case::Case;
use lost::{Lost, lost};
use member::{changed, less, new, reader, told};
use reads::What;
use touchpoint_core::plan::Plan;
use touchpoint_language::json::Json;

/// What some replies were compared with, and how they differ.
#[derive(Debug)]
pub struct Drifted {
    /// The call whose recorded replies are most like these: `GET /activities`.
    pub like: String,
    /// The differences, the gravest first.
    pub found: Vec<Drift>,
}

/// Compares replies with the recorded ones of an integration, by what the lists read that answer the
/// same call. `None` where none is like them.
pub fn drift(
    plan: &Plan,
    cases: &[Case],
    replies: &[Json],
    query: ReadQuery<'_>,
) -> Option<Drifted> {
    let mut now = Shape::default();
    for reply in replies {
        now.add(reply);
    }
    let own = || cases.iter().filter(|case| case.slug == plan.integration());
    let known = Known::of(own());
    let recorded = known.like(&now)?;
    let like = &recorded.call;
    let answering = Answering::of(plan, recorded, query);
    let mut found = differences(&answering, &recorded.shape, &now);
    let came: Vec<Vec<u8>> = replies
        .iter()
        .map(|reply| reply.to_string().into_bytes())
        .collect();
    let exchanges = own().flat_map(|case| &case.exchanges);
    let exchanges = exchanges.filter(|exchange| {
        let request = &exchange.request;
        let success = (200..300).contains(&exchange.reply.status);
        success && call(&request.method.to_string(), request.url.path()) == *like
    });
    let bodies = exchanges.map(|exchange| exchange.reply.body.as_slice());
    // What recorded replies lose too is no news.
    let known_loss = lost(&answering.lists, bodies);
    for loss in lost(&answering.lists, came.iter().map(Vec::as_slice)) {
        if known_loss.iter().all(|known| known.pointer != loss.pointer) {
            breaks(&answering, &now, loss, &mut found);
        }
    }
    found.sort_by_key(|drift| drift.grade);
    Some(Drifted {
        like: like.to_owned(),
        found,
    })
}

/// Values that the mapping reads and cannot make: a difference that is told already is breaking, and
/// without one this is.
fn breaks(answering: &Answering<'_>, now: &Shape, loss: Lost, found: &mut Vec<Drift>) {
    let read = &answering.read;
    let at = |path: &str| loss.member.as_ref().is_none_or(|own| path.ends_with(own));
    let of_loss = || {
        read.iter()
            .filter(|read| read.pointer.covers(&loss.pointer))
    };
    let by = of_loss()
        .find(|read| at(&read.path))
        .or_else(|| of_loss().find(|read| now.members.contains_key(&read.path)))
        .or_else(|| of_loss().next());
    let Some(by) = by else { return };
    let told_already = found
        .iter_mut()
        .find(|drift| drift.path == by.path && matches!(drift.kind, Kind::Type | Kind::Word));
    if let Some(drift) = told_already {
        drift.grade = Grade::Breaking;
        return;
    }
    found.push(Drift {
        grade: Grade::Breaking,
        kind: Kind::Form,
        what: format!(
            "cannot be read ({} of {}): {}",
            loss.count,
            now.places(&by.path).max(loss.count),
            loss.why
        ),
        reads: told(Some(by)),
        edit: format!(
            "see how the vendor writes it now, and say so at `{}`",
            by.field
        ),
        path: by.path.clone(),
    });
}

/// How replies differ from the recorded ones of their call, the gravest first.
pub fn differences(answering: &Answering<'_>, before: &Shape, now: &Shape) -> Vec<Drift> {
    let read = &answering.read;
    let mut found = Vec::new();
    for (path, member) in &now.members {
        match before.members.get(path) {
            None => found.extend(new(before, read, path, member)),
            Some(known) => found.extend(changed(read, path, known, member)),
        }
    }
    let gone = before.members.iter().filter(|(path, known)| {
        let places = before.places(path);
        let always = known.seen == places;
        let gone = !now.members.contains_key(*path);
        // Some recorded replies show what may be missing; what mostly was there and is gone counts, but
        // for what a last page may be without.
        let leads_on = reader(read, path)
            .is_some_and(|one| one.what != What::Field && one.what != What::Records);
        let mostly = known.seen.saturating_mul(2) >= places && !leads_on;
        now.places(path) > 0 && (always || gone && mostly)
    });
    for (path, _) in gone {
        found.extend(less(read, now, path));
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

/// How often each member that is read has a value, where objects that may have it are there.
pub fn filled(answering: &Answering<'_>, now: &Shape) -> Vec<Filled> {
    let fields = answering.read.iter();
    let mut paths: Vec<String> = fields
        .filter(|one| one.what == What::Field)
        .map(|one| one.path.clone())
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

#[cfg(test)]
mod tests;
