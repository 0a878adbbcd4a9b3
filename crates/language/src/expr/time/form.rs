//! The forms in which vendors write instants.

/// How a vendor writes an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeForm {
    /// `rfc3339`: `2026-01-31T12:00:00.5+01:00`; without an offset when a zone is known.
    Rfc3339,
    /// `unix_s`: seconds since 1970, a number or its text.
    UnixSeconds,
    /// `unix_ms`: milliseconds since 1970, a number or its text.
    UnixMilliseconds,
    /// `date`: `2026-01-31`, the start of that day in the zone, else in UTC.
    Date,
    /// A strptime form such as `%d/%m/%Y %H:%M`.
    Strptime(String),
}
