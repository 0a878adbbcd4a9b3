//! On whose behalf a task calls, and what it holds for that until it has ended.

use crate::shares::{Held, Share, Shares};
use std::sync::Arc;
use tokio::sync::OnceCell;

tokio::task_local! {
    static BEHALF: Behalf;
}

#[derive(Clone, Debug)]
struct Behalf {
    party: Arc<str>,
    room: Arc<Room>,
}

/// The memory that a task holds for the replies that it reads and for what it makes of them, by the
/// size of the largest: each is taken once and held to the end, so that nobody who holds some waits for
/// more of the same.
#[derive(Debug, Default)]
pub(crate) struct Room(pub(crate) [OnceCell<Held>; 3]);

/// Runs a future on behalf of a party, such as a workspace or a customer. The memory that its calls
/// need counts against the party's share until the future has ended; without a party, against that of
/// the host that answers, until the reply is dropped.
pub async fn on_behalf<F: Future>(party: &str, future: F) -> F::Output {
    let behalf = Behalf {
        party: party.into(),
        room: Arc::default(),
    };
    BEHALF.scope(behalf, future).await
}

/// The share of the party [on whose behalf](on_behalf) this task runs; without one, of the given party.
pub fn share_of_task(shares: &Shares, otherwise: &str) -> Share {
    let party = BEHALF.try_with(|behalf| shares.of(&behalf.party));
    party.unwrap_or_else(|_| shares.of(otherwise))
}

/// True if this task holds memory for a reply of more than a MiB: what is done with such a reply takes
/// long, and should not stand in the way of others.
pub fn reads_large() -> bool {
    let large = BEHALF.try_with(|behalf| behalf.room.0.last().is_some_and(OnceCell::initialized));
    large.unwrap_or(false)
}

/// What this task holds; something of its own where it runs on nobody's behalf.
pub(crate) fn room_of_task() -> Arc<Room> {
    let room = BEHALF.try_with(|behalf| behalf.room.clone());
    room.unwrap_or_default()
}
