//! Which of its records the vendor gives for a call, and in which order.

use crate::asked::list_asked::{AskedFilter, AskedList, FilteredBy};
use crate::notation::like::like;
use crate::world::order::{at_column, sort};
use crate::world::record::VendorRecord;
use crate::world::truth::KnownValue;
use jiff::tz::TimeZone;
use std::cmp::Ordering;
use std::sync::Arc;
use touchpoint_core::query::Operator;

/// The records that are asked for, in the vendor's order.
pub(crate) fn select(records: &[Arc<VendorRecord>], asked: &AskedList) -> Vec<Arc<VendorRecord>> {
    let fits =
        |record: &&Arc<VendorRecord>| asked.filters.iter().all(|filter| satisfies(record, filter));
    let same = records.chunk_by(Arc::ptr_eq);
    let same = same.filter(|same| same.first().as_ref().is_some_and(fits));
    let mut found = same.flatten().cloned().collect::<Vec<Arc<VendorRecord>>>();
    sort(&mut found, &asked.sort);
    found
}

fn satisfies(record: &VendorRecord, filter: &AskedFilter) -> bool {
    let found: Vec<KnownValue> = match &filter.by {
        FilteredBy::Field(field) => record.truth.of(field).to_vec(),
        FilteredBy::AnyField(fields) => {
            let found = fields.iter().flat_map(|field| record.truth.of(field));
            found.cloned().collect()
        }
        FilteredBy::Unseen => return true,
        FilteredBy::Happened => vec![KnownValue::At(record.truth.happened)],
        FilteredBy::Entry(table) => {
            let index = record.entries.get(table).copied().flatten();
            index
                .map(|index| KnownValue::Text(index.to_string()))
                .into_iter()
                .collect()
        }
        FilteredBy::Columns(columns) => {
            let found = columns
                .iter()
                .filter_map(|column| at_column(record, column));
            found.collect()
        }
    };
    let any = |test: &dyn Fn(&KnownValue, &KnownValue) -> bool| {
        found
            .iter()
            .any(|found| filter.values.iter().any(|value| test(found, value)))
    };
    let loose = filter.loose;
    let order = |a: &KnownValue, b: &KnownValue, orders: &[Ordering]| {
        a.order(b).is_some_and(|order| orders.contains(&order))
    };
    match filter.operator {
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
        Operator::Like => any(&|a, b| like(&a.text(), &b.text())),
    }
}

/// True if two values are equal. A vendor that compares loosely ignores case and the time of day.
fn equal(a: &KnownValue, b: &KnownValue, loose: bool) -> bool {
    match (a, b) {
        (KnownValue::Text(a), KnownValue::Text(b)) if loose => a.to_lowercase() == b.to_lowercase(),
        (KnownValue::At(a), KnownValue::At(b)) if loose => {
            let day = |at: jiff::Timestamp| TimeZone::UTC.to_datetime(at).date();
            day(*a) == day(*b)
        }
        (a, b) => a == b,
    }
}
