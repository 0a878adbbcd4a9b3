//! Remembers where to go on when a vendor's limit, or another fault of it, ended a reading before a
//! record was found. A client that sends the same query again, without the cursor that the error
//! told, goes on there instead of reading the same pages anew.

use axum::http::Uri;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a place is kept.
const KEPT: Duration = Duration::from_mins(15);
/// The most places at once. A cursor is a few KiB at most.
const MOST: usize = 4_096;

/// An account and a query as it was written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct PlaceKey([u8; 32]);

impl PlaceKey {
    /// The query of this address, of this account.
    pub(crate) fn new(account: &str, uri: &Uri) -> PlaceKey {
        let hash = Sha256::new()
            .chain_update(account)
            .chain_update([0])
            .chain_update(uri.path())
            .chain_update([0])
            .chain_update(uri.query().unwrap_or_default());
        PlaceKey(hash.finalize().into())
    }
}

/// The places that are kept.
#[derive(Debug, Default)]
pub(crate) struct LeftOff(Mutex<HashMap<PlaceKey, (Instant, String)>>);

impl LeftOff {
    /// The cursor at which this query goes on.
    pub(crate) fn cursor(&self, asked: PlaceKey) -> Option<String> {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, cursor) = places.get(&asked)?;
        (Instant::now() < *until).then(|| cursor.clone())
    }

    /// Keeps the cursor at which this query goes on, or forgets it. When there are too many, those
    /// that are kept longest go first.
    pub(crate) fn keep(&self, asked: PlaceKey, cursor: Option<&str>) {
        let now = Instant::now();
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(cursor) = cursor else {
            places.remove(&asked);
            return;
        };
        if places.len() >= MOST && !places.contains_key(&asked) {
            places.retain(|_, (until, _)| now < *until);
            let oldest = places.iter().min_by_key(|(_, (until, _))| *until);
            if let (true, Some(oldest)) = (places.len() >= MOST, oldest.map(|(asked, _)| *asked)) {
                places.remove(&oldest);
            }
        }
        places.insert(asked, (now + KEPT, cursor.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> PlaceKey {
        PlaceKey::new("a", &format!("/unified/x?{query}").parse().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_kept_for_a_quarter_of_an_hour() {
        let left_off = LeftOff::default();
        left_off.keep(asked("b=1"), Some("here"));
        assert_eq!(left_off.cursor(asked("b=2")), None);
        assert_eq!(left_off.cursor(asked("b=1")).as_deref(), Some("here"));
        tokio::time::advance(KEPT).await;
        assert_eq!(left_off.cursor(asked("b=1")), None);
        left_off.keep(asked("b=1"), Some("there"));
        left_off.keep(asked("b=1"), None);
        assert_eq!(left_off.cursor(asked("b=1")), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_places_go_when_there_are_too_many() {
        let left_off = LeftOff::default();
        for number in 0..=MOST {
            left_off.keep(asked(&format!("b={number}")), Some("here"));
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert_eq!(left_off.cursor(asked("b=0")), None);
        assert!(left_off.cursor(asked("b=1")).is_some());
        assert!(left_off.cursor(asked(&format!("b={MOST}"))).is_some());
    }
}
