//! A record that two lists of a vendor show, with the same values in both. A merge may read its
//! lists by other routes than single reads do.

use super::order::FixedValue;
use super::record::VendorRecord;
use super::truth::KnownValue;
use crate::notation::json_path;
use std::collections::BTreeMap;
use std::sync::Arc;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Mapping};

/// What the other list shows of a record: dotted field → its values, in reverse order.
pub(crate) struct OtherList(BTreeMap<String, Vec<String>>);

/// The position of the case whose records this case shows by another route.
pub(crate) fn shown_by(mapping: &Mapping, case: &Case) -> Option<usize> {
    let is_other = |other: &Case| {
        let rest = case.name.strip_prefix(other.name.as_str());
        // `calls, merged` is `calls` by the route of the merge.
        case.merged && !other.merged && rest.is_some_and(|rest| rest.starts_with(','))
    };
    mapping.cases.iter().position(is_other)
}

/// The record of the other list that has this number.
pub(crate) fn same(others: &[Arc<VendorRecord>], serial: u64) -> Option<&VendorRecord> {
    let other = others.iter().find(|record| record.serial == serial);
    other.map(Arc::as_ref)
}

/// The values that a case reads of a record of the other list.
pub(crate) fn fixed(case: &Case, other: &VendorRecord) -> Vec<FixedValue> {
    let read = case.fields.iter().flat_map(|field| field.expressions());
    let read = read.flat_map(|(_, e)| e.paths());
    read.filter_map(|path| fixed_at(path.text(), other))
        .collect()
}

/// The value at a path; one that is missing is null.
fn fixed_at(path: &str, record: &VendorRecord) -> Option<FixedValue> {
    let known = record.leaves.get(path)?.clone();
    let value = json_path::first(&record.json, &json_path::steps(path)?).cloned();
    Some(FixedValue {
        path: path.to_owned(),
        value: value.unwrap_or(Json::Null),
        known,
    })
}

impl OtherList {
    /// What another list shows of this record.
    pub(crate) fn of(other: &VendorRecord) -> OtherList {
        let fields = other.truth.fields.iter();
        let dotted = fields.filter(|(field, _)| field.contains('.'));
        let texts = dotted.map(|(field, known)| {
            let texts = known.iter().rev().map(KnownValue::text);
            (field.clone(), texts.collect())
        });
        OtherList(texts.collect())
    }

    /// How many elements it shows in a field.
    pub(crate) fn count(&self, field: &str) -> u64 {
        let own = self.0.iter();
        let own = own.filter(|(dotted, _)| dotted.split('.').next() == Some(field));
        own.map(|(_, values)| values.len() as u64)
            .max()
            .unwrap_or(0)
    }

    /// The value that it shows next in a dotted field.
    pub(crate) fn next(&mut self, dotted: &str) -> Option<String> {
        self.0.get_mut(dotted)?.pop()
    }
}
