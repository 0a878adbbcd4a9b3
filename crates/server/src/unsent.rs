//! Limits the memory of replies that callers have not read yet. A reply that does not fit waits,
//! and its list keeps its place at the gate until it is sent, so that a slow reader first holds up
//! requests of the same account. A workspace gets no more than its share, so that its slow readers
//! hold up no other's; nor does a peer without a token.

use crate::contract::Fault;
use crate::gate::Pass;
use tokio::time::{Instant, timeout_at};
use touchpoint::parts::http::{Held, Shares};
use touchpoint_core::room;

/// Whoever reads slowly may hold one in `PARTS` of what others leave.
const PARTS: usize = 4;
/// Replies up to this size have a quarter of the memory for themselves, so that they do not wait for
/// large ones.
const SMALL: usize = 64 * 1024;

/// The memory that replies may take until they are sent, in bytes.
pub(crate) struct Unsent {
    small: Shares,
    large: Shares,
}

/// A list's body that is being sent. Afterwards its buffer is reused for another page, and its place at
/// the gate goes to another list.
pub(crate) struct Sent {
    body: Vec<u8>,
    _room: Held,
    _pass: Pass,
}

impl Unsent {
    /// Room for this many bytes.
    pub(crate) fn new(bytes: usize) -> Unsent {
        Unsent {
            small: Shares::new(bytes / 4, PARTS),
            large: Shares::new(bytes / 4 * 3, PARTS),
        }
    }

    /// Waits until a workspace, or a peer, may have another unread reply of this many bytes. One that is
    /// larger than its share is sent alone.
    ///
    /// # Errors
    /// [`Fault::Busy`] when there was no room until this moment.
    pub(crate) async fn room(
        &self,
        whose: &str,
        bytes: usize,
        until: Instant,
    ) -> Result<Held, Fault> {
        let shares = if bytes <= SMALL {
            &self.small
        } else {
            &self.large
        };
        let held = timeout_at(until, shares.of(whose).take(bytes)).await;
        held.map_err(|_| Fault::Busy("those who do not read their replies"))
    }

    /// The same for a list's body.
    ///
    /// # Errors
    /// As [`Unsent::room`].
    pub(crate) async fn send(
        &self,
        workspace: &str,
        body: Vec<u8>,
        pass: Pass,
        until: Instant,
    ) -> Result<Sent, Fault> {
        let whose = format!("workspace {workspace}");
        Ok(Sent {
            _room: self.room(&whose, body.len(), until).await?,
            body,
            _pass: pass,
        })
    }
}

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        room::give(std::mem::take(&mut self.body));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Gate, Limits, Whose};
    use std::time::Duration;

    const ALL: usize = 16 * 1024 * 1024;

    async fn sent(unsent: &Unsent, gate: &Gate, workspace: &str, bytes: usize) -> Option<Sent> {
        let whose = Whose {
            workspace,
            integration: "acme",
            account: workspace,
        };
        let until = Instant::now() + Duration::from_millis(50);
        let pass = gate.pass(whose, until).await.unwrap();
        let sent = unsent.send(workspace, vec![0; bytes], pass, until).await;
        sent.ok()
    }

    #[tokio::test]
    async fn a_workspace_that_does_not_read_holds_up_itself_alone() {
        let (unsent, gate) = (Unsent::new(ALL), Gate::new(Limits::default()));
        let large = sent(&unsent, &gate, "hostile", 10 * ALL).await;
        assert!(large.is_some(), "what is larger than the share goes alone");
        assert!(sent(&unsent, &gate, "hostile", ALL / 8).await.is_none());
        let small = sent(&unsent, &gate, "hostile", 100).await;
        assert!(small.is_some(), "a small one does not wait for large ones");
        let other = sent(&unsent, &gate, "innocent", ALL / 8).await;
        assert!(other.is_some());
        drop(large);
        assert!(sent(&unsent, &gate, "hostile", ALL / 8).await.is_some());
    }
}
