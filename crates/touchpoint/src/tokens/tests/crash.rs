//! What is left of a renewal whose process dies, whose answer is lost, or whose caller goes away.

use super::*;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use touchpoint_contract::{ErrorBody, status};

/// A store that stops, as a process does, at one point of a renewal.
#[derive(Clone)]
struct Dies(MemoryTokens, Arc<Mutex<Option<Point>>>);

#[derive(Clone, Copy, PartialEq)]
enum Point {
    BeforeIntent,
    BeforeAnswer,
    BeforeSave,
    AfterSave,
}

impl Dies {
    fn reaches(&self, point: Point) -> Result<(), StoreFault> {
        if *self.1.lock().unwrap() == Some(point) {
            return Err(StoreFault("killed".to_owned()));
        }
        Ok(())
    }
}

impl TokenStore for Dies {
    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        Box::pin(async move {
            let lease = self.0.lease(given).await?;
            Ok(Box::new(DyingLease(self, lease)) as Box<dyn TokenLease + 'a>)
        })
    }
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        self.0.newest(given)
    }
}

struct DyingLease<'a>(&'a Dies, Box<dyn TokenLease + 'a>);

impl TokenLease for DyingLease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<Held, StoreFault>> {
        self.1.held()
    }
    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            self.0.reaches(Point::BeforeIntent)?;
            self.1.intend(intent).await?;
            self.0.reaches(Point::BeforeAnswer)
        })
    }
    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            self.0.reaches(Point::BeforeSave)?;
            self.1.save(update).await?;
            self.0.reaches(Point::AfterSave)
        })
    }
    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        self.1.clear_intent()
    }
    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.1.needs_reauth(cause)
    }
}

#[tokio::test]
async fn after_a_crash_the_account_works_or_says_why_not() {
    for (point, works) in [
        (Point::BeforeIntent, true),
        (Point::BeforeAnswer, true),
        (Point::BeforeSave, false),
        (Point::AfterSave, true),
    ] {
        let vendor = Vendor::default().will([]);
        let store = Dies(MemoryTokens::default(), Arc::new(Mutex::new(Some(point))));
        let engine = engine(&vendor, store.clone()).await;
        let given = account("stale", None);
        let died = list(&engine, &given).await.unwrap_err();
        assert_eq!((status(&died), died.code()), (500, "T501"));
        assert!(
            !ErrorBody::of(&died)
                .to_json()
                .to_string()
                .contains("killed")
        );
        *store.1.lock().unwrap() = None;
        if works {
            assert_eq!(list(&engine, &given).await.unwrap(), 1);
            continue;
        }
        let words = refusal(&engine, &given).await;
        assert!(
            words.contains(
                "connect it again: a renewal that began at 2026-06-01T00:00:00Z was broken off"
            ),
            "{words}"
        );
        assert_eq!(refusal(&engine, &given).await, words);
        // The lost renewal, and the one try with the old token.
        assert_eq!(vendor.asked.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_note() {
    let vendor = Vendor::default().will([Instead::Lost]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let given = account("stale", None);
    assert_eq!(status(&list(&engine, &given).await.unwrap_err()), 502);
    assert!(refusal(&engine, &given).await.contains("was broken off"));
}

#[tokio::test]
async fn a_caller_that_goes_away_loses_no_token() {
    let vendor = Vendor::default().will([]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let given = account("stale", None);
    let mut call = Box::pin(list(&engine, &given));
    // Polled until the renewal has been started, then dropped.
    for _ in 0..3 {
        let _ = futures_util::poll!(&mut call);
        tokio::task::yield_now().await;
    }
    drop(call);
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(vendor.newest.load(Ordering::SeqCst), 1);
    assert_eq!(list(&engine, &given).await.unwrap(), 1);
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
}
