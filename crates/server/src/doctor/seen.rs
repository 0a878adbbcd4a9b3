//! What was seen of one thing that a server needs, and the next step.

use std::time::Duration;

/// How long each part may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How something is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Health {
    /// As it should be.
    Good,
    /// It works; somebody should look at it.
    Doubtful,
    /// It does not work.
    Bad,
}

impl Health {
    /// `good`, `doubtful`, `bad`.
    pub fn word(self) -> &'static str {
        match self {
            Health::Good => "good",
            Health::Doubtful => "doubtful",
            Health::Bad => "bad",
        }
    }
}

/// What was seen of one thing. It holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// `settings`, `mappings`, `certificates`, `keys`, `database`, `clock`, `disk`, `account <id>`.
    pub about: String,
    /// How it is.
    pub health: Health,
    /// What is there.
    pub says: String,
    /// The next step; none where all is well.
    pub next: Option<String>,
}

impl Seen {
    pub(super) fn good(about: &str, says: impl Into<String>) -> Seen {
        Seen {
            about: about.to_owned(),
            health: Health::Good,
            says: says.into(),
            next: None,
        }
    }

    pub(super) fn doubtful(about: &str, says: impl Into<String>, next: impl Into<String>) -> Seen {
        Seen {
            health: Health::Doubtful,
            next: Some(next.into()),
            ..Seen::good(about, says)
        }
    }

    pub(super) fn bad(about: &str, says: impl Into<String>, next: impl Into<String>) -> Seen {
        Seen {
            health: Health::Bad,
            next: Some(next.into()),
            ..Seen::good(about, says)
        }
    }
}
