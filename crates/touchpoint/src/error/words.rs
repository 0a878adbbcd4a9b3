//! An error in one line: who said no, what is wrong, and the next step.

use super::kind::ErrorKind;
use std::fmt;
use std::time::Duration;

/// What the line is made of.
pub(super) struct Words<'e> {
    pub(super) kind: ErrorKind,
    /// The words of the fault, which stand in it as they are.
    pub(super) fault: String,
    /// The vendor's name, where the fault is its own.
    pub(super) vendor: Option<&'e str>,
    pub(super) status: Option<u16>,
    pub(super) is_retryable: bool,
    pub(super) retry_after: Option<Duration>,
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let new = |word: &str| !self.fault.contains(word);
        let status = self.status.filter(|status| new(&status.to_string()));
        match (self.vendor, status) {
            // The words say it themselves.
            (Some(vendor), _) if !new(vendor) => {}
            (Some(vendor), Some(status)) => {
                write!(out, "{vendor} answered with status {status}: ")?;
            }
            (Some(vendor), None) => write!(out, "{vendor}: ")?,
            (None, Some(status)) => write!(out, "status {status}: ")?,
            (None, None) => {}
        }
        out.write_str(self.fault.trim_end_matches('.'))?;
        match self.next_step().filter(|step| new(step)) {
            Some(step) => write!(out, "; {step}"),
            None => Ok(()),
        }
    }
}

impl Words<'_> {
    /// What is to be done, where the fault's own words may not say it.
    fn next_step(&self) -> Option<String> {
        Some(match self.kind {
            ErrorKind::RateLimited | ErrorKind::VendorDown | ErrorKind::NoAnswer
                if self.is_retryable =>
            {
                match self.retry_after {
                    Some(wait) => format!("ask again in {}", shown(wait)),
                    None => "ask again later".to_owned(),
                }
            }
            ErrorKind::NeedsReauth => "connect it again".to_owned(),
            ErrorKind::Forbidden => {
                "the account's owner gives it the right to see this, or asks for less".to_owned()
            }
            _ => return None,
        })
    }
}

/// `7 s`, `15 min`
fn shown(wait: Duration) -> String {
    match wait.as_secs() {
        seconds @ 0..120 => format!("{} s", seconds.max(1)),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}
