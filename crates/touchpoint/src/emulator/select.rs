//! The vendor's own choosing: which of its records satisfy what is asked, in which order.

use super::asked::{Asked, On, Wanted};
use super::dice::Dice;
use super::order::{By, Order};
use super::record::Entry;
use super::soql;
use super::spot;
use super::truth::Known;
use jiff::tz::TimeZone;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;
use touchpoint_core::query::Operator;

/// The records that are asked for, in the vendor's order.
pub(super) fn select(entries: &[Arc<Entry>], asked: &Asked) -> Vec<Arc<Entry>> {
    let fits = |entry: &&Arc<Entry>| asked.wanted.iter().all(|wanted| satisfies(entry, wanted));
    let mut found: Vec<Arc<Entry>> = entries.iter().filter(fits).cloned().collect();
    sort(&mut found, &asked.sort);
    found
}

/// Sorts; where it is by a unified field that records do not have, by when they happened.
pub(super) fn sort<E: Borrow<Entry>>(entries: &mut [E], order: &Order) {
    let key = |entry: &Entry, by: &By| match by {
        By::Field(field) => match entry.truth.fields.get(field) {
            Some(values) => values.first().cloned(),
            None => Some(Known::At(entry.truth.happened)),
        },
        By::Column(column) => at_column(entry, column),
        By::Chance => Some(Known::Text(format!(
            "{:x}",
            Dice::new(entry.serial, "").next()
        ))),
    };
    entries.sort_by(|a, b| {
        let (a, b): (&Entry, &Entry) = (a.borrow(), b.borrow());
        for (by, down) in order {
            let order = match (key(a, by), key(b, by)) {
                (Some(a), Some(b)) => a.order(&b).unwrap_or(Ordering::Equal),
                (a, b) => a.is_some().cmp(&b.is_some()),
            };
            let order = if *down { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        a.rank.cmp(&b.rank)
    });
}

/// What a record has in a column.
fn at_column(entry: &Entry, column: &str) -> Option<Known> {
    if let Some(known) = entry.leaves.get(&format!("$.{column}")) {
        return known.clone();
    }
    let there = spot::first(&entry.json, &spot::dotted(column));
    there.and_then(spot::text).map(Known::Text)
}

fn satisfies(entry: &Entry, wanted: &Wanted) -> bool {
    let found: Vec<Known> = match &wanted.on {
        On::Field(field) => entry.truth.of(field).to_vec(),
        On::Happened => vec![Known::At(entry.truth.happened)],
        On::Entry(table) => {
            let index = entry.entries.get(table).copied().flatten();
            index
                .map(|index| Known::Text(index.to_string()))
                .into_iter()
                .collect()
        }
        On::Column(column) => at_column(entry, column).into_iter().collect(),
    };
    let any = |test: &dyn Fn(&Known, &Known) -> bool| {
        found
            .iter()
            .any(|found| wanted.values.iter().any(|value| test(found, value)))
    };
    let loose = wanted.loose;
    let order = |a: &Known, b: &Known, orders: &[Ordering]| {
        a.order(b).is_some_and(|order| orders.contains(&order))
    };
    match wanted.operator {
        Operator::Eq | Operator::In => any(&|a, b| equal(a, b, loose)),
        Operator::Ne | Operator::Nin => !any(&|a, b| equal(a, b, false)),
        Operator::Gt if !loose => any(&|a, b| order(a, b, &[Ordering::Greater])),
        Operator::Lt if !loose => any(&|a, b| order(a, b, &[Ordering::Less])),
        Operator::Gt | Operator::Gte => {
            any(&|a, b| order(a, b, &[Ordering::Greater, Ordering::Equal]))
        }
        Operator::Lt | Operator::Lte => {
            any(&|a, b| order(a, b, &[Ordering::Less, Ordering::Equal]))
        }
        Operator::Like => any(&|a, b| soql::like(&a.text(), &b.text())),
    }
}

/// Equal; a vendor that is loose ignores case, and the time of day.
fn equal(a: &Known, b: &Known, loose: bool) -> bool {
    match (a, b) {
        (Known::Text(a), Known::Text(b)) if loose => a.to_lowercase() == b.to_lowercase(),
        (Known::At(a), Known::At(b)) if loose => {
            let day = |at: jiff::Timestamp| TimeZone::UTC.to_datetime(at).date();
            day(*a) == day(*b)
        }
        (a, b) => a == b,
    }
}
