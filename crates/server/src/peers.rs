//! Counts the open connections of each peer, so that one cannot take every place.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The open connections by peer. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Peers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One open connection of a peer, counted until it is dropped.
pub(crate) struct Counted {
    peers: Peers,
    peer: IpAddr,
}

impl Peers {
    /// Counts one more connection of a peer; none if it has `most` already.
    pub(crate) fn admit(&self, peer: IpAddr, most: usize) -> Option<Counted> {
        let peer = one_host(peer);
        let mut open = self.lock();
        let count = open.get(&peer).copied().unwrap_or(0);
        if count >= most {
            return None;
        }
        open.insert(peer, count + 1);
        drop(open);
        Some(Counted {
            peers: self.clone(),
            peer,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.peers.lock();
        match open.get_mut(&self.peer) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.remove(&self.peer);
            }
        }
    }
}

/// The address that stands for a host: an IPv6 host may have all addresses of its /64.
pub(crate) fn one_host(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_has_so_many_places_and_others_have_their_own() {
        let peers = Peers::default();
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = peers.admit(at("192.0.2.1"), 2).unwrap();
        let second = peers.admit(at("::ffff:192.0.2.1"), 2).unwrap();
        assert!(peers.admit(at("192.0.2.1"), 2).is_none());
        assert!(peers.admit(at("192.0.2.2"), 2).is_some());
        drop(first);
        let again = peers.admit(at("192.0.2.1"), 2);
        assert!(again.is_some());
        drop((second, again));
        assert!(peers.lock().is_empty(), "nothing stays of who is gone");
    }

    #[test]
    fn the_addresses_of_one_ipv6_host_are_one_peer() {
        let peers = Peers::default();
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let _held = peers.admit(at("2001:db8:0:1::1"), 1).unwrap();
        assert!(peers.admit(at("2001:db8:0:1:ffff::9"), 1).is_none());
        assert!(peers.admit(at("2001:db8:0:2::1"), 1).is_some());
    }
}
