//! The paths that other parts than the router need.

/// The path of the unified list.
pub(crate) const LIST: &str = "/unified/crm/engagements";
