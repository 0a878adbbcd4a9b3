//! One vendor's records, its tables, and what is true of both, made by reversing the mapping.

pub(crate) mod condition;
pub(crate) mod constants;
pub(crate) mod crowd;
pub(crate) mod draft;
pub(crate) mod elements;
pub(crate) mod entries;
pub(crate) mod expression;
pub(crate) mod fields;
pub(crate) mod invented_value;
pub(crate) mod linked;
pub(crate) mod list;
pub(crate) mod lookup;
pub(crate) mod maker;
pub(crate) mod members;
pub(crate) mod order;
pub(crate) mod other_list;
pub(crate) mod played_vendor;
pub(crate) mod record;
pub(crate) mod recorded_value;
pub(crate) mod shapes;
pub(crate) mod site;
pub(crate) mod tables;
pub(crate) mod truth;
