//! Permits that are shared out among parties, such as workspaces: whoever has many leaves a part of
//! the rest to others, and who has the fewest is next.
//!
//! ```text
//! a party has so many of 12, in 2 parts:   alone 6   beside one 4 each   beside two 3 each
//! ```

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Permits, such as bytes of memory, for parties such as workspaces. Clones share them.
#[derive(Clone, Debug)]
pub struct Shares(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: usize,
    parts: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    free: usize,
    /// What each party holds; none of those that hold nothing.
    held: HashMap<Arc<str>, usize>,
    /// Each party's line by number; none that is empty. Thousands may wait, of few parties, so nothing
    /// goes through a line.
    waiting: HashMap<Arc<str>, BTreeMap<u64, Waiter>>,
    next: u64,
}

#[derive(Debug)]
struct Waiter {
    permits: usize,
    tell: oneshot::Sender<Held>,
}

/// One party's way to the permits.
#[derive(Clone, Debug)]
pub struct Share {
    shares: Shares,
    party: Arc<str>,
}

/// Permits that are held until this is dropped.
#[derive(Debug)]
pub struct Held {
    shares: Shares,
    party: Arc<str>,
    permits: usize,
}

/// A place in the line, which is left when this is dropped.
struct Place<'s> {
    share: &'s Share,
    number: u64,
}

impl Shares {
    /// `permits` in all. A party holds at most one in `parts` of what others leave, or what it takes first.
    pub fn new(permits: usize, parts: usize) -> Shares {
        let all = permits.max(1);
        let state = State {
            free: all,
            ..State::default()
        };
        Shares(Arc::new(Inner {
            all,
            parts: parts.max(1),
            state: Mutex::new(state),
        }))
    }

    /// The share of a party.
    pub fn of(&self, party: &str) -> Share {
        Share {
            shares: self.clone(),
            party: party.into(),
        }
    }

    /// True if nobody holds or waits for a permit, and this is the only clone.
    pub fn is_idle(&self) -> bool {
        let state = self.lock();
        let unused = state.free == self.0.all && state.waiting.is_empty();
        unused && Arc::strong_count(&self.0) == 1
    }

    /// True if somebody waits for a permit.
    pub fn is_waited_for(&self) -> bool {
        !self.lock().waiting.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives permits to those whose turn it is.
    fn pass_on(&self) {
        let mut told = Vec::new();
        let mut state = self.lock();
        while let Some((party, number)) = state.turn(self.0.parts) {
            let Some(next) = state.leave(&party, number) else {
                break;
            };
            state.free = state.free.saturating_sub(next.permits);
            *state.held.entry(party.clone()).or_default() += next.permits;
            let held = Held {
                shares: self.clone(),
                party,
                permits: next.permits,
            };
            told.push((next.tell, held));
        }
        drop(state);
        // Who has gone meanwhile gives them back, which passes them on.
        for (tell, held) in told {
            drop(tell.send(held));
        }
    }
}

impl State {
    fn held(&self, party: &str) -> usize {
        self.held.get(party).copied().unwrap_or(0)
    }

    /// Who is next: of the parties with the fewest permits, who came first. Within a party all wait for
    /// the first.
    fn turn(&self, parts: usize) -> Option<(Arc<str>, u64)> {
        let firsts = self.waiting.iter().filter_map(|(party, line)| {
            let (number, waiter) = line.first_key_value()?;
            let held = self.held(party);
            let wanted = held.saturating_add(waiter.permits);
            let may = held == 0 || wanted.saturating_mul(parts) <= self.free.saturating_add(held);
            may.then_some((held, *number, party, waiter.permits))
        });
        let (_, number, party, permits) =
            firsts.min_by_key(|(held, number, ..)| (*held, *number))?;
        // Where the next one needs more than there is, nobody else takes it away.
        (permits <= self.free).then(|| (party.clone(), number))
    }

    /// Takes one out of its line; none if it has left.
    fn leave(&mut self, party: &Arc<str>, number: u64) -> Option<Waiter> {
        let line = self.waiting.get_mut(party)?;
        let waiter = line.remove(&number);
        if line.is_empty() {
            self.waiting.remove(party);
        }
        waiter
    }
}

impl Share {
    /// The most that can be taken at once.
    pub fn most(&self) -> usize {
        (self.shares.0.all / self.shares.0.parts).max(1)
    }

    /// How many of this party wait.
    pub fn waiting(&self) -> usize {
        let state = self.shares.lock();
        state.waiting.get(&self.party).map_or(0, BTreeMap::len)
    }

    /// Waits for this many permits; more than a share count as the share. Whoever has some and waits for
    /// more of the same may wait for itself.
    pub async fn take(&self, permits: usize) -> Held {
        let (place, told) = self.stand(permits);
        let held = told.await;
        drop(place);
        // Whoever is in the line is told.
        held.unwrap_or_else(|_| self.nothing())
    }

    /// The same, at once or not at all.
    pub fn try_take(&self, permits: usize) -> Option<Held> {
        let (_place, mut told) = self.stand(permits);
        told.try_recv().ok()
    }

    fn stand(&self, permits: usize) -> (Place<'_>, oneshot::Receiver<Held>) {
        let (tell, told) = oneshot::channel();
        let mut state = self.shares.lock();
        let number = state.next;
        state.next = number.wrapping_add(1);
        let waiter = Waiter {
            permits: permits.min(self.most()),
            tell,
        };
        let line = state.waiting.entry(self.party.clone()).or_default();
        line.insert(number, waiter);
        drop(state);
        self.shares.pass_on();
        let place = Place {
            share: self,
            number,
        };
        (place, told)
    }

    fn nothing(&self) -> Held {
        Held {
            shares: self.shares.clone(),
            party: self.party.clone(),
            permits: 0,
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let shares = &self.share.shares;
        let waiter = shares.lock().leave(&self.share.party, self.number);
        // Who stood behind it may be next.
        if waiter.is_some() {
            shares.pass_on();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut state = self.shares.lock();
        state.free = state.free.saturating_add(self.permits);
        let held = state.held(&self.party).saturating_sub(self.permits);
        if held == 0 {
            state.held.remove(&self.party);
        } else {
            state.held.insert(self.party.clone(), held);
        }
        let waited_for = !state.waiting.is_empty();
        drop(state);
        if waited_for {
            self.shares.pass_on();
        }
    }
}

#[cfg(test)]
mod tests;
