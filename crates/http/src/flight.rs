//! Limits the memory of replies and of what is made of them. A list takes room by the size of its
//! largest reply, and holds it until it has ended:
//!
//! ```text
//! a reply of up to 64 KiB   nothing       ordinary small pages never wait
//!              up to 256 KiB  2 x 256 KiB   of the first quarter
//!              up to 1 MiB    2 x 1 MiB     of the second quarter
//!              larger         2 x the limit of a reply, of the other half
//! ```
//!
//! Twice, since rows are about as large as the reply that they are made of. Nobody takes more than a
//! share, so that a party with huge replies only holds up itself.

use crate::behalf::{Room, room_of_task, share_of_task};
use crate::shares::Shares;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How many bytes of each reply are free.
pub(crate) const FREE_BYTES: usize = 64 * 1024;
/// The largest replies of the first two steps.
const SMALL_BYTES: usize = 256 * 1024;
const MIDDLE_BYTES: usize = 1024 * 1024;
/// A list needs this many times the bytes of its largest reply.
const TIMES: usize = 2;
/// A party may have one in `PARTS` of what others leave.
const PARTS: usize = 2;
/// How long a reply that takes room may come while others wait for it: a vendor that sends slowly holds
/// them up no longer.
const READING: Duration = Duration::from_secs(10);

/// The memory for replies.
#[derive(Debug)]
pub(crate) struct Flight {
    steps: [(usize, Shares); 3],
}

/// One reply's part in it.
#[derive(Debug)]
pub(crate) struct FlightShare<'f> {
    flight: &'f Flight,
    host: String,
    room: Arc<Room>,
    since: Option<Instant>,
}

impl Flight {
    /// A limit of this many bytes in all, for replies of at most so many.
    pub(crate) fn new(bytes: usize, most: usize) -> Arc<Flight> {
        let places = |bytes: usize, of: usize| {
            let places = bytes / of.saturating_mul(TIMES).max(1);
            Shares::new(places, PARTS)
        };
        Arc::new(Flight {
            steps: [
                (FREE_BYTES, places(bytes / 4, SMALL_BYTES)),
                (SMALL_BYTES, places(bytes / 4, MIDDLE_BYTES)),
                (MIDDLE_BYTES, places(bytes / 2, most)),
            ],
        })
    }

    /// Begins to count a reply of a host.
    pub(crate) fn begin(&self, host: &str) -> FlightShare<'_> {
        FlightShare {
            flight: self,
            host: host.to_owned(),
            room: room_of_task(),
            since: None,
        }
    }
}

impl FlightShare<'_> {
    /// Waits until the reply may have this many bytes in all.
    pub(crate) async fn grow(&mut self, bytes: usize) {
        for ((from, shares), place) in self.flight.steps.iter().zip(&self.room.0) {
            if bytes > *from && !place.initialized() {
                let share = share_of_task(shares, &self.host);
                place.get_or_init(|| share.take(1)).await;
                self.since = None;
            }
        }
        if bytes > FREE_BYTES {
            self.since.get_or_insert_with(Instant::now);
        }
    }

    /// True if the reply has come for long, and others wait for its room.
    pub(crate) fn is_overdue(&self) -> bool {
        let long = self.since.is_some_and(|since| since.elapsed() >= READING);
        let mut steps = self.flight.steps.iter().zip(&self.room.0);
        long && steps.any(|((_, shares), place)| place.initialized() && shares.is_waited_for())
    }

    /// What is held until the reply is dropped.
    pub(crate) fn held(self) -> Arc<Room> {
        self.room
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::on_behalf;

    const LIMIT: usize = 2 * 1024 * 1024;
    /// Four places in each step but the first.
    const BYTES: usize = 32 * 1024 * 1024;
    const LARGE: usize = MIDDLE_BYTES + 1;

    async fn waits(held: &mut FlightShare<'_>, bytes: usize) -> bool {
        let grown = tokio::time::timeout(Duration::from_millis(20), held.grow(bytes)).await;
        grown.is_err()
    }

    #[tokio::test]
    async fn one_party_holds_its_share_and_no_more() {
        let flight = Flight::new(BYTES, LIMIT);
        let (mut first, mut second) = (flight.begin("a"), flight.begin("a"));
        assert!(!waits(&mut first, LARGE).await && !waits(&mut second, LARGE).await);
        let mut third = flight.begin("a");
        assert!(!waits(&mut third, FREE_BYTES).await, "a small one is free");
        assert!(waits(&mut third, LARGE).await);
        let mut other = flight.begin("b");
        assert!(!waits(&mut other, LARGE).await);
        drop((first, other));
        assert!(!waits(&mut third, LARGE).await);
    }

    #[tokio::test]
    async fn many_parties_leave_a_turn_to_another_and_small_replies_never_wait_for_large_ones() {
        let flight = Flight::new(BYTES, LIMIT);
        let mut held = Vec::new();
        for party in ["a", "b", "c", "d", "e", "f"] {
            let mut some = flight.begin(party);
            if !waits(&mut some, LARGE).await {
                held.push(some);
            }
        }
        assert_eq!(held.len(), 4);
        let mut small = flight.begin("innocent");
        assert!(!waits(&mut small, SMALL_BYTES).await);
        let mut large = flight.begin("innocent");
        assert!(waits(&mut large, LARGE).await);
        held.pop();
        assert!(!waits(&mut large, LARGE).await);
    }

    #[tokio::test]
    async fn a_list_takes_its_room_once_and_holds_it_to_its_end() {
        let flight = Flight::new(BYTES, LIMIT);
        let (mut first, mut second) = (flight.begin("us"), flight.begin("us"));
        assert!(!waits(&mut first, LARGE).await);
        on_behalf("us", async {
            for _ in 0..9 {
                // The reply is dropped; the rows that were made of it are not.
                assert!(!waits(&mut flight.begin("them"), LARGE).await);
            }
            assert!(waits(&mut second, LARGE).await);
        })
        .await;
        assert!(!waits(&mut second, LARGE).await);
    }

    #[tokio::test]
    async fn a_slow_reply_is_given_up_only_where_others_wait_for_its_room() {
        let flight = Flight::new(BYTES, LIMIT);
        let mut slow = Vec::new();
        for party in ["a", "b", "c", "d"] {
            let mut reply = flight.begin(party);
            assert!(!waits(&mut reply, LARGE).await);
            slow.push(reply);
        }
        slow[0].since = Instant::now().checked_sub(READING);
        let mut other = flight.begin("other");
        let seen = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            (slow[0].is_overdue(), slow[1].is_overdue())
        };
        let seen = tokio::select! {
            seen = seen => Some(seen),
            () = other.grow(LARGE) => None,
        };
        assert_eq!(seen, Some((true, false)));
        assert!(!slow[0].is_overdue(), "nobody waits any more");
    }
}
