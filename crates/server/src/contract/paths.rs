//! The paths that more than the router knows.

/// The path of the unified list.
pub(crate) const LIST: &str = "/unified/crm/engagements";
