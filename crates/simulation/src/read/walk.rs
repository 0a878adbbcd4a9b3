//! A read in progress: who asks, what was asked last, and what has come so far.

use super::poll;
use super::reading::Reading;
use super::verdict::Arrived;
use crate::violation::Violation;
use std::sync::Arc;
use std::time::Duration;
use touchpoint::{Account, ListQuery, Transport};
use touchpoint_core::cursor::Key;
use touchpoint_core::run::Options;
use touchpoint_emulator::{Emulator, ReadLog};
use touchpoint_language::model::Kind;

/// How long a caller waits if a vendor limits it and does not say for how long.
const UNTOLD_WAIT: Duration = Duration::from_secs(10);

/// A read in progress.
pub(super) struct Walk<'r> {
    pub(super) reading: &'r Reading<'r>,
    pub(super) emulator: Arc<Emulator>,
    pub(super) account: Account,
    pub(super) query: ListQuery,
    pub(super) options: Options,
    pub(super) arrived: Vec<Arrived>,
    pub(super) steps: Vec<String>,
    pub(super) pages: u64,
    pub(super) fields: Vec<String>,
}

/// How a read goes on after a call.
pub(super) enum Next {
    /// With the next call.
    Again,
    /// It does not: the list has been read.
    End,
    /// It does not: a legitimate error ended it, such as a cap or a page that moved by its whole
    /// length.
    Stopped,
}

/// The account of a reader. Some readers renew no tokens, so the account already has the token that
/// its client would get by itself.
pub(super) fn signed(reading: &Reading<'_>, id: &str, secret: &str) -> Account {
    let mut account = reading.world.account(id, secret);
    account.overlay = reading.overlay.cloned();
    let set = reading.world.plan().needs.credentials.first();
    if set.is_some_and(|set| set.fetches) {
        let token = secret.to_owned().into();
        account.credentials.insert("access_token".to_owned(), token);
    }
    account
}

impl<'r> Walk<'r> {
    pub(super) fn new(reading: &'r Reading<'r>, emulator: Arc<Emulator>) -> Walk<'r> {
        let plan = reading.world.plan();
        let is_scalar = |name: &&String| {
            let field = plan.model.field(name);
            field.is_some_and(|field| matches!(field.kind, Kind::Scalar(_)))
        };
        let id = format!("a{}", reading.seed);
        Walk {
            reading,
            account: signed(reading, &id, &emulator.secret()),
            query: reading.question.query.clone(),
            options: Options::new(Key::new(b"simulated")),
            arrived: Vec::new(),
            steps: Vec::new(),
            pages: 0,
            fields: plan.filled.iter().filter(is_scalar).cloned().collect(),
            emulator,
        }
    }

    /// What the vendor saw.
    pub(super) fn seen(&self) -> ReadLog {
        self.emulator.log()
    }

    /// Waits as long as the vendor says.
    pub(super) fn wait(&self, told: Option<Duration>) -> Result<(), Violation> {
        let waited = self.emulator.wait(told.unwrap_or(UNTOLD_WAIT));
        poll::now(waited).map_err(|what| Violation::new("an end", what))
    }
}
