//! The records that are asked for into one page in the vendor's own envelope: records, what leads
//! on, totals, side-loaded tables.

use super::asked::{Asked, Place};
use super::dice::Dice;
use super::record::Entry;
use super::spot::{self, Step};
use super::wire::encoded;
use super::world::World;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::mapping::{Ask, Leads, Next, Route, Way};
use touchpoint_language::written::Outcome;

/// A page before it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    pub(super) entries: Vec<Arc<Entry>>,
    /// Whether there are records after it.
    pub(super) more: bool,
    /// The rank after which the next page begins.
    pub(super) after: u64,
    pub(super) total: u64,
    pub(super) pages: u64,
}

/// Cuts the page that is asked for; a shorter one where the vendor feels like it. At its cap a vendor
/// that is silent says that the list ends.
///
/// # Errors
/// The page lies beyond what the vendor gives.
pub(super) fn cut(
    route: &Route,
    asked: &Asked,
    all: &[Arc<Entry>],
    short: bool,
    silent: bool,
) -> Result<Cut, String> {
    let size = usize::try_from(asked.size).unwrap_or(usize::MAX).max(1);
    let start = match asked.place {
        Place::First => 0,
        // Where its record was taken away, after the ranks before it.
        Place::After(rank) => match all.iter().position(|e| e.rank == rank) {
            Some(place) => place + 1,
            None => all.iter().position(|e| e.rank > rank).unwrap_or(all.len()),
        },
        Place::Page(page) => usize::try_from(page)
            .unwrap_or(usize::MAX)
            .saturating_mul(size),
        Place::Offset(offset) => usize::try_from(offset).unwrap_or(usize::MAX),
    };
    let cap = route.paging.cap.unwrap_or(u64::MAX);
    let mut cap = usize::try_from(cap).unwrap_or(usize::MAX);
    if matches!(asked.place, Place::First | Place::After(_)) {
        // A list that is gone through by a token is as deep as what it gave: what was added meanwhile,
        // where it had been already, does not count.
        let given = all.get(..cap).unwrap_or(all).iter();
        cap = cap.saturating_add(given.filter(|entry| entry.is_added()).count());
    }
    let all = if silent {
        all.get(..cap).unwrap_or(all)
    } else {
        all
    };
    if start >= cap && !silent {
        return Err("there is no page as deep as that".to_owned());
    }
    let taken = if short { (size / 2).max(1) } else { size };
    let end = start.saturating_add(taken).min(cap).min(all.len());
    let entries = all.get(start.min(end)..end).unwrap_or_default().to_vec();
    Ok(Cut {
        more: end < all.len() && start < all.len(),
        after: entries.last().map_or(0, |entry| entry.rank),
        entries,
        total: all.len() as u64,
        pages: (all.len() as u64).div_ceil(asked.size.max(1)),
    })
}

/// What leads on from a page.
pub(super) struct Onward<'a> {
    /// The token, or the address, of the next page; none at the end.
    pub(super) token: Option<String>,
    /// The address of this list, for links.
    pub(super) address: &'a str,
    /// Whether totals are told.
    pub(super) tells_total: bool,
}

/// Writes a page.
pub(super) fn write(
    world: &World,
    route: &Route,
    asked: &Asked,
    page: &Cut,
    onward: &Onward<'_>,
    dice: &mut Dice,
) -> (Value, Vec<(String, String)>) {
    let mut body = json!({});
    let mut headers = Vec::new();
    let records = spot::steps(route.records.text()).unwrap_or_default();
    let (list, tail) = match records.iter().position(|step| *step == Step::All) {
        Some(at) => records.split_at_checked(at).unwrap_or((&records, &[])),
        None => (records.as_slice(), [].as_slice()),
    };
    let tail: Vec<Step> = tail.iter().skip(1).cloned().collect();
    let written = page.entries.iter().filter(|entry| !entry.counted_only);
    let written: Vec<Value> = written
        .map(|entry| {
            let mut wrapped = Value::Null;
            spot::put(&mut wrapped, &tail, only(&entry.json, asked));
            wrapped
        })
        .collect();
    spot::put(&mut body, list, Value::Array(written));
    if let Some(counts) = &route.counts {
        let steps = spot::steps(counts.text()).unwrap_or_default();
        let things = page.entries.iter().map(|entry| json!({ "id": entry.rank }));
        let list: Vec<Step> = steps.iter().filter(|s| **s != Step::All).cloned().collect();
        spot::put(&mut body, &list, things.collect());
    }
    if list.is_empty() {
        // A bare list has nothing beside it.
        return (body, headers);
    }
    if let Way::Cursor { next, .. } | Way::NextUrl { next } = &route.paging.way {
        lead(next, onward, &mut body, &mut headers, dice);
    }
    let ending = &route.paging.ending;
    let mut tell = |path: &touchpoint_language::expr::Path, value: Value| {
        spot::put(
            &mut body,
            &spot::steps(path.text()).unwrap_or_default(),
            value,
        );
    };
    if let Some(path) = &ending.while_true {
        tell(path, page.more.into());
    }
    for clause in ending.while_holds.iter().flat_map(|c| &c.clauses) {
        let Subject::Path(path) = &clause.subject else {
            continue;
        };
        let value = match (&clause.want, page.more) {
            (Want::AnyOf(values), true) => values.first().cloned().unwrap_or_default(),
            (_, true) => format!("{}?more", onward.address).into(),
            (_, false) => Value::Null,
        };
        tell(path, value);
    }
    if onward.tells_total {
        if let Some(path) = &ending.total {
            tell(path, page.total.into());
        }
        if let Some(path) = &ending.total_pages {
            tell(path, page.pages.into());
        }
    }
    for (name, lookup) in &world.mapping().lookups {
        if matches!(lookup.ask, Ask::InReply) {
            world.tables.write(name, lookup, &mut body);
        }
    }
    (body, headers)
}

/// Writes what leads on: a token or a link, in the body or in a header. At the end it is null, or
/// missing with all that is around it.
fn lead(
    next: &Next,
    onward: &Onward<'_>,
    body: &mut Value,
    headers: &mut Vec<(String, String)>,
    dice: &mut Dice,
) {
    let value = onward
        .token
        .as_ref()
        .map(|token| match &next.query_parameter {
            None => token.clone(),
            Some(name) => {
                let (name, token) = (encoded(name), encoded(token));
                format!("{}?first=1&{name}={token}&last=2", onward.address)
            }
        });
    match (&next.leads, value) {
        (Leads::Path(path), Some(value)) => {
            spot::put(
                body,
                &spot::steps(path.text()).unwrap_or_default(),
                value.into(),
            );
        }
        (Leads::Path(path), None) => {
            if dice.one_in(2) {
                spot::put(
                    body,
                    &spot::steps(path.text()).unwrap_or_default(),
                    Value::Null,
                );
            }
        }
        (Leads::Header(name, relation), value) => {
            let back = format!("<{}?first=0>; rel=\"prev\"", onward.address);
            let there = value.map(|value| format!("<{value}>; rel=\"{relation}\""));
            let all: Vec<String> = std::iter::once(back).chain(there).collect();
            headers.push((name.clone(), all.join(", ")));
        }
    }
}

/// The record with those members only that were asked for.
fn only(json: &Value, asked: &Asked) -> Value {
    let mut kept = json.clone();
    for (under, names) in &asked.only {
        let steps = spot::steps(under).unwrap_or_default();
        let mut members = Map::new();
        let there = spot::first(json, &steps).cloned().unwrap_or_default();
        for name in names {
            let dotted = spot::dotted(name);
            if let Some(value) = spot::first(&there, &dotted) {
                let mut into = Value::Object(members);
                spot::put(&mut into, &dotted, value.clone());
                members = match into {
                    Value::Object(members) => members,
                    _ => Map::new(),
                };
            }
        }
        spot::put(&mut kept, &steps, Value::Object(members));
    }
    kept
}

/// The status with which the vendor says that there is nothing, where it has its own.
pub(super) fn empty_status(world: &World) -> Option<u16> {
    let mut rules = world.mapping().connection.classify.iter();
    let rule = rules.find(|rule| rule.is == Outcome::Empty)?;
    rule.when
        .clauses
        .iter()
        .find_map(|clause| match (&clause.subject, &clause.want) {
            (Subject::Status, Want::AnyOf(values)) => values
                .first()
                .and_then(Value::as_u64)
                .and_then(|status| u16::try_from(status).ok()),
            _ => None,
        })
}
