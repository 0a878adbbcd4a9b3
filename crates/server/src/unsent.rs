//! Limits the memory of replies that callers have not read yet. A reply that does not fit waits,
//! and its list keeps its place at the gate until it is sent, so that a slow reader first holds up
//! requests of the same account. A workspace gets no more than its share, so that its slow readers
//! hold up no other's.

use crate::contract::Fault;
use crate::gate::Pass;
use tokio::time::{Instant, timeout_at};
use touchpoint::parts::http::{Held, Shares};
use touchpoint_core::room;

/// A workspace may hold at most a quarter of the memory.
const PARTS: usize = 4;

/// The memory that replies may take until they are sent, in bytes.
pub(crate) struct Unsent(Shares);

/// A body that is being sent. Afterwards its buffer is reused for another page, and its place at
/// the gate goes to another list.
pub(crate) struct Sent {
    body: Vec<u8>,
    _room: Held,
    _pass: Pass,
}

impl Unsent {
    /// Room for this many bytes.
    pub(crate) fn new(bytes: usize) -> Unsent {
        Unsent(Shares::new(bytes, PARTS))
    }

    /// Waits until there is room for a workspace's body. One that is larger than the share is sent
    /// alone.
    ///
    /// # Errors
    /// [`Fault::Busy`] when there was none until this moment.
    pub(crate) async fn send(
        &self,
        workspace: &str,
        body: Vec<u8>,
        pass: Pass,
        until: Instant,
    ) -> Result<Sent, Fault> {
        let share = self.0.of(workspace);
        match timeout_at(until, share.take(body.len())).await {
            Ok(room) => Ok(Sent {
                body,
                _room: room,
                _pass: pass,
            }),
            Err(_) => Err(Fault::Busy("those who do not read their replies")),
        }
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

    const ALL: usize = 4_000;

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
        assert!(sent(&unsent, &gate, "hostile", 1).await.is_none());
        let other = sent(&unsent, &gate, "innocent", ALL / 4).await;
        assert!(other.is_some());
        drop(large);
        assert!(sent(&unsent, &gate, "hostile", ALL / 4).await.is_some());
    }
}
