//! Uses recorded cases as the pattern for a vendor: the shapes of its records, and a vendor for
//! people to read.

pub(crate) mod recorded;
pub(crate) mod recorded_ids;
pub(crate) mod recorded_replies;
pub(crate) mod shapes;
pub(crate) mod vendor;
