//! What all requests of one connection have in common: who sends them, and whether one was large.

use crate::peers::one_host;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// A connection of a peer.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The peer's address.
    pub(crate) peer: String,
    large: AtomicBool,
}

impl Connection {
    pub(crate) fn of(peer: IpAddr) -> Connection {
        Connection {
            peer: one_host(peer).to_string(),
            large: AtomicBool::new(false),
        }
    }

    /// Notes that a request was large: the buffer for it lives as long as the connection.
    pub(crate) fn grew(&self) {
        self.large.store(true, Ordering::Relaxed);
    }

    /// True if a request was large.
    pub(crate) fn is_large(&self) -> bool {
        self.large.load(Ordering::Relaxed)
    }
}

/// Whose memory a request's reply counts against: the workspace of its token, once that is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Party(Arc<OnceLock<String>>);

impl Party {
    /// The token belongs to this workspace.
    pub(crate) fn is(&self, workspace: &str) {
        let _ = self.0.set(format!("workspace {workspace}"));
    }

    /// The workspace, or else the peer.
    pub(crate) fn name(&self, connection: Option<&Arc<Connection>>) -> String {
        let peer = || connection.map(|connection| format!("peer {}", connection.peer));
        self.0.get().cloned().or_else(peer).unwrap_or_default()
    }
}
