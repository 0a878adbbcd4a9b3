//! What remains of a renewal whose process dies, whose answer is lost, or whose caller goes away.

use super::*;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use touchpoint_contract::ErrorBody;

/// A store that stops, as a process does, at one point of a renewal.
#[derive(Clone)]
struct Dies(MemoryTokens, Arc<Mutex<Option<Point>>>);

#[derive(Clone, Copy, PartialEq)]
enum Point {
    BeforeIntent,
    BeforeAnswer,
    BeforeSave,
    AfterSave,
    /// It does not die: nothing can be written.
    Fails,
}

impl Dies {
    /// Nothing goes on after the point at which the process dies.
    async fn reaches(&self, point: Point) -> Result<(), StoreFault> {
        let reached = *self.1.lock().unwrap();
        match reached {
            Some(Point::Fails) => Err(StoreFault::from("the disk's own words")),
            Some(reached) if reached == point => std::future::pending().await,
            _ => Ok(()),
        }
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
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        self.1.held()
    }
    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            self.0.reaches(Point::BeforeIntent).await?;
            self.1.intend(intent).await?;
            self.0.reaches(Point::BeforeAnswer).await
        })
    }
    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            self.0.reaches(Point::BeforeSave).await?;
            self.1.save(update).await?;
            self.0.reaches(Point::AfterSave).await
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
        let given = account("stale", None);
        // A process's threads end with it, and so do the leases that they held.
        let (dying, asks, whose) = (store.clone(), vendor.clone(), given.clone());
        let process = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = { runtime }.enable_time().build().unwrap();
            runtime.block_on(async {
                let engine = engine(&asks, dying).await;
                let call = list(&engine, &whose);
                tokio::time::timeout(Duration::from_millis(200), call).await
            })
        });
        assert!(process.join().unwrap().is_err(), "it hangs where it dies");
        *store.1.lock().unwrap() = None;
        let engine = engine(&vendor, store.clone()).await;
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
async fn a_store_that_takes_no_note_is_told_without_its_words() {
    let vendor = Vendor::default().will([]);
    let fails = Arc::new(Mutex::new(Some(Point::Fails)));
    let engine = engine(&vendor, Dies(MemoryTokens::default(), fails)).await;
    let fault = list(&engine, &account("stale", None)).await.unwrap_err();
    assert_eq!((status(&fault), fault.code()), (500, "T501"));
    let told = ErrorBody::of(fault.detail()).to_json().to_string();
    assert!(!told.contains("disk"), "{told}");
    // Nothing was sent: the token would have been lost.
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 0);
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
