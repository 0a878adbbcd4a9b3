//! Limits how many bytes of replies may be in flight: read, and not dropped yet by the code that
//! asked. The beginning of each reply is free, so that ordinary pages never wait for huge ones.
//! Nobody gets more than a share, so that a party with huge replies only holds up itself.

use crate::shares::{Held, Share, Shares};
use std::sync::Arc;

/// How many bytes of each reply are free.
pub(crate) const FREE_BYTES: usize = 256 * 1024;

/// One party may hold at most a quarter of the bytes.
const PARTS: usize = 4;

/// The bytes that may be in flight.
#[derive(Debug)]
pub(crate) struct Flight(Shares);

/// One reply's share of them.
#[derive(Debug)]
pub(crate) struct FlightShare {
    party: Share,
    held: Vec<Held>,
    bytes: usize,
}

impl Flight {
    /// A limit of this many bytes in all.
    pub(crate) fn new(bytes: usize) -> Arc<Flight> {
        Arc::new(Flight(Shares::new(bytes, PARTS)))
    }

    /// Begins to count a reply of a host.
    pub(crate) fn begin(&self, host: &str) -> FlightShare {
        FlightShare {
            party: self.0.of_task(host),
            held: Vec::new(),
            bytes: 0,
        }
    }
}

impl FlightShare {
    /// Waits until the reply may have this many bytes in all.
    pub(crate) async fn grow(&mut self, bytes: usize) {
        let most = self.party.most();
        let wanted = bytes.saturating_sub(FREE_BYTES).min(most);
        // In large steps, so that a body of many chunks seldom asks.
        let wanted = wanted.next_multiple_of(FREE_BYTES).min(most);
        let more = wanted.saturating_sub(self.bytes);
        if more > 0 {
            self.held.push(self.party.take(more).await);
            self.bytes = wanted;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::on_behalf;
    use std::time::Duration;

    async fn waits(held: &mut FlightShare, bytes: usize) -> bool {
        let grown = tokio::time::timeout(Duration::from_millis(20), held.grow(bytes)).await;
        grown.is_err()
    }

    #[tokio::test]
    async fn one_party_holds_its_share_and_no_more() {
        let flight = Flight::new(16 * FREE_BYTES);
        let mut first = flight.begin("a");
        assert!(!waits(&mut first, 5 * FREE_BYTES).await);
        let mut second = flight.begin("a");
        assert!(!waits(&mut second, FREE_BYTES).await, "a small one is free");
        assert!(waits(&mut second, 2 * FREE_BYTES).await);
        let mut other = flight.begin("b");
        assert!(!waits(&mut other, 5 * FREE_BYTES).await);
        drop(first);
        assert!(!waits(&mut second, 2 * FREE_BYTES).await);
    }

    #[tokio::test]
    async fn whoever_asks_is_known_by_name() {
        let flight = Flight::new(16 * FREE_BYTES);
        let mut first = on_behalf("us", async { flight.begin("a") }).await;
        first.grow(5 * FREE_BYTES).await;
        let mut second = on_behalf("us", async { flight.begin("b") }).await;
        assert!(waits(&mut second, 2 * FREE_BYTES).await);
    }
}
