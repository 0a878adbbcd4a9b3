//! How long a renewal waits after a temporary failure: not at all at first, then ever longer.

use jiff::{SignedDuration, Timestamp};

/// From this failure on there is a wait.
const FREE: u32 = 3;
/// The first wait and the longest.
const FIRST_SECONDS: i64 = 2;
const LONGEST_SECONDS: i64 = 600;

/// The note on renewals that failed temporarily. It holds no secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Backoff {
    /// How many have failed in a row.
    pub failures: u32,
    /// No renewal is tried before this.
    pub until: Timestamp,
    /// What happened last, in words.
    pub cause: String,
    /// True if the vendor refuses a token even though it was just renewed: then renewals because of
    /// a refusal wait, and those because of the token's end do not.
    pub unmended: bool,
    /// The status with which the token URL refuses our app, which waiting alone does not mend.
    pub denied: Option<u16>,
}

impl Backoff {
    /// The note after one more failure. `at_least` is what the vendor asked for.
    pub fn after(
        before: Option<&Backoff>,
        cause: &str,
        now: Timestamp,
        at_least: Option<SignedDuration>,
    ) -> Backoff {
        let failures = before.map_or(0, |before| before.failures).saturating_add(1);
        // The next calls show if it was a passing trouble.
        let doublings = failures.saturating_sub(FREE).min(16);
        let seconds = if failures < FREE {
            0
        } else {
            (FIRST_SECONDS << doublings).min(LONGEST_SECONDS)
        };
        let wait = SignedDuration::from_secs(seconds).max(at_least.unwrap_or_default());
        Backoff {
            failures,
            until: now.checked_add(wait).unwrap_or(now),
            cause: cause.to_owned(),
            unmended: false,
            denied: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_ten_minutes() {
        let now = Timestamp::UNIX_EPOCH;
        let mut backoff: Option<Backoff> = None;
        let waits: Vec<i64> = (0..12)
            .map(|_| {
                let next = Backoff::after(backoff.as_ref(), "later", now, None);
                let wait = next.until.as_second();
                backoff = Some(next);
                wait
            })
            .collect();
        assert_eq!(waits, [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600]);
        let told = Backoff::after(None, "later", now, Some(SignedDuration::from_secs(60)));
        assert_eq!(told.until.as_second(), 60);
    }
}
