//! What all routes share.

use crate::connect::Connect;
use crate::engine::{Current, Engine};
use crate::gate::Gate;
use crate::left_off::LeftOff;
use crate::metrics::Metrics;
use crate::unsent::Unsent;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use touchpoint::tokens::Keeping;
use touchpoint_accounts::service::Accounts;
use touchpoint_core::query::Unsupported;

/// What all routes share.
pub(crate) struct Shared {
    pub(crate) current: Arc<Current>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) connect: Connect,
    pub(crate) gate: Gate,
    pub(crate) unsent: Unsent,
    pub(crate) left_off: LeftOff,
    pub(crate) metrics: Arc<Metrics>,
    /// What becomes of filters that a vendor cannot serve, where the caller does not say.
    pub(crate) unsupported: Unsupported,
    pub(crate) deadline: Duration,
    pub(crate) max_body_bytes: usize,
    /// True if accounts that come over HTTP may name addresses within this network.
    pub(crate) allow_private: bool,
    /// The ids of accounts whose vendors are played.
    pub(crate) played: HashSet<String>,
    /// The renewed tokens, and those that could not be stored yet.
    pub(crate) tokens: Keeping,
    pub(crate) going_down: AtomicBool,
}

/// What a route is given.
pub(crate) type App = Arc<Shared>;

impl Shared {
    /// The engine that answers now.
    pub(crate) fn engine(&self) -> Arc<Engine> {
        self.current.get()
    }

    pub(crate) fn is_going_down(&self) -> bool {
        self.going_down.load(Ordering::Relaxed)
    }
}
