//! What a call asks of a list, as data.

use crate::world::order::RecordOrder;
use crate::world::truth::KnownValue;
use touchpoint_core::query::Operator;

/// What a call asks of a list.
#[derive(Clone, Debug)]
pub(crate) struct AskedList {
    pub(crate) case: usize,
    pub(crate) route: usize,
    pub(crate) filters: Vec<AskedFilter>,
    pub(crate) start: PageStart,
    pub(crate) size: u64,
    pub(crate) sort: RecordOrder,
    /// The text of a path in the record, and the members that are asked for there.
    pub(crate) only: Vec<(String, Vec<String>)>,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PageStart {
    /// With the first record.
    First,
    /// After the record of this rank.
    After(u64),
    /// With the page of this number, from 0.
    Page(u64),
    /// After this many records.
    Offset(u64),
}

/// One filter on the records.
#[derive(Clone, Debug)]
pub(crate) struct AskedFilter {
    pub(crate) by: FilteredBy,
    pub(crate) operator: Operator,
    pub(crate) values: Vec<KnownValue>,
    /// True if the vendor compares loosely.
    pub(crate) loose: bool,
}

/// What a filter compares.
#[derive(Clone, Debug)]
pub(crate) enum FilteredBy {
    /// A unified field.
    Field(String),
    /// Any of these unified fields, where several routes share one path and mean different fields by
    /// it.
    AnyField(Vec<String>),
    /// The time when it happened.
    Happened,
    /// Any of these columns of the vendor's.
    Columns(Vec<String>),
    /// The entry of a table that the record names.
    Entry(String),
    /// What no record shows: a vendor for people treats it as true of all.
    Unseen,
}
