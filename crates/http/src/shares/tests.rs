//! Shares shrink while others wait, and grow again.

use super::*;
use std::time::Duration;
use tokio::time::timeout;

const MOMENT: Duration = Duration::from_millis(20);

/// All that a party gets now, one by one.
fn all_of(shares: &Shares, party: &str) -> Vec<Held> {
    std::iter::from_fn(|| shares.of(party).try_take(1)).collect()
}

#[tokio::test]
async fn a_party_waits_for_its_own_share_and_leaves_the_rest_to_others() {
    let places = Shares::new(2, 2);
    let first = places.of("busy").take(1).await;
    assert!(timeout(MOMENT, places.of("busy").take(1)).await.is_err());
    let other = timeout(MOMENT, places.of("other").take(9)).await;
    assert!(other.is_ok(), "more than a share counts as the share");
    drop(first);
    assert!(timeout(MOMENT, places.of("busy").take(1)).await.is_ok());
}

#[test]
fn shares_shrink_with_the_number_of_those_who_have_some() {
    let shares = Shares::new(120, 2);
    let first = all_of(&shares, "a");
    assert_eq!(first.len(), 60);
    let second = all_of(&shares, "b");
    assert_eq!(second.len(), 30);
    let many: Vec<Vec<Held>> = (0..20)
        .map(|n| all_of(&shares, &format!("many {n}")))
        .collect();
    assert!(many.iter().flatten().count() <= 30);
    drop(first);
    // What a large one gives back goes to others too: each ends with the same.
    let grown = all_of(&shares, "b");
    assert_eq!(grown.len() + second.len(), 30 + grown.len());
    assert!(all_of(&shares, "new").len() > 10);
    drop((second, many, grown));
    assert!(shares.is_idle(), "nothing is lost");
}

#[tokio::test]
async fn who_has_the_fewest_is_next_whoever_came_before() {
    let shares = Shares::new(4, 1);
    let mut held = all_of(&shares, "hostile");
    assert_eq!(held.len(), 4);
    let waits = |party: &'static str| {
        let share = shares.of(party);
        tokio::spawn(async move { share.take(1).await })
    };
    let (again, innocent) = (waits("hostile"), waits("innocent"));
    tokio::time::sleep(MOMENT).await;
    held.pop();
    let got = timeout(MOMENT, innocent).await.unwrap().unwrap();
    assert!(!again.is_finished());
    drop(got);
    timeout(MOMENT, again).await.unwrap().unwrap();
}

#[tokio::test]
async fn who_needs_much_is_not_overtaken_by_those_who_need_little() {
    let shares = Shares::new(4, 1);
    let mut held = all_of(&shares, "first");
    let share = shares.of("large");
    let large = tokio::spawn(async move { share.take(3).await });
    tokio::time::sleep(MOMENT).await;
    for _ in 0..2 {
        held.pop();
        assert!(shares.of("small").try_take(1).is_none());
    }
    held.pop();
    assert!(timeout(MOMENT, large).await.is_ok());
}

#[tokio::test]
async fn who_goes_away_leaves_the_line_and_loses_no_permit() {
    let shares = Shares::new(1, 1);
    let held = shares.of("a").take(1).await;
    assert!(timeout(MOMENT, shares.of("b").take(1)).await.is_err());
    assert_eq!(shares.of("b").waiting(), 0);
    drop(held);
    assert!(shares.of("c").try_take(1).is_some());
    assert!(shares.is_idle());
}

#[tokio::test]
async fn within_a_party_who_came_first_is_first_whatever_it_needs() {
    let shares = Shares::new(4, 1);
    let mut held = all_of(&shares, "other");
    let waits = |permits: usize| {
        let share = shares.of("party");
        tokio::spawn(async move { share.take(permits).await })
    };
    let large = waits(2);
    tokio::time::sleep(MOMENT).await;
    let small = waits(1);
    tokio::time::sleep(MOMENT).await;
    held.pop();
    tokio::time::sleep(MOMENT).await;
    assert!(!large.is_finished() && !small.is_finished());
    held.pop();
    assert!(timeout(MOMENT, large).await.is_ok());
    held.pop();
    assert!(timeout(MOMENT, small).await.is_ok());
}
