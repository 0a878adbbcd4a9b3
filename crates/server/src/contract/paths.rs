//! The paths that other parts than the router need.

/// The path of the list of a unified resource: `crm/contacts` → `/unified/crm/contacts`.
pub(crate) fn list_path(resource: &str) -> String {
    format!("/unified/{resource}")
}
