//! New tokens that cannot be stored for a while.

use super::*;

/// A store whose disk is full for a while.
#[derive(Clone, Default)]
struct Full {
    inner: MemoryTokens,
    full: Arc<AtomicBool>,
}

impl TokenStore for Full {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        self.inner.newest(given)
    }
    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        Box::pin(async move {
            let (lease, full) = (self.inner.lease(given).await?, self.full.clone());
            Ok(Box::new(FullLease { lease, full }) as Box<dyn TokenLease + 'a>)
        })
    }
}

struct FullLease<'a> {
    lease: Box<dyn TokenLease + 'a>,
    full: Arc<AtomicBool>,
}

impl TokenLease for FullLease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        self.lease.held()
    }
    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.lease.intend(intent)
    }
    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        if self.full.load(Ordering::SeqCst) {
            return Box::pin(async { Err(StoreFault::from("no space left")) });
        }
        self.lease.save(update)
    }
    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        self.lease.clear_intent()
    }
    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.lease.needs_reauth(cause)
    }
}

#[tokio::test]
async fn a_new_token_that_cannot_be_stored_is_kept_and_stored_later() {
    let vendor = Vendor::default().will([]);
    let full = Full::default();
    full.full.store(true, Ordering::SeqCst);
    let kept = Keeping::new(Arc::new(full.clone()));
    let engine = engine(&vendor, kept.clone()).await;
    let given = account("stale", None);
    assert_eq!(list(&engine, &given).await.unwrap(), 1);
    assert_eq!(
        (kept.unsaved(), vendor.asked.load(Ordering::SeqCst)),
        (1, 1)
    );
    assert!(full.newest(&given).await.unwrap().is_none());
    // It is used as if it were stored, and is asked for only once.
    assert_eq!(list(&engine, &given).await.unwrap(), 1);
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
    full.full.store(false, Ordering::SeqCst);
    let waited = tokio::time::timeout(Duration::from_secs(10), kept.settled());
    waited.await.unwrap();
    let stored = full.newest(&given).await.unwrap().unwrap();
    assert_eq!(stored.credentials["refresh_token"].expose_secret(), "r1");
    // A program that ends lets no other renewal begin.
    assert!(kept.lease(&given).await.is_ok());
    kept.close().await;
    let refused = kept.lease(&given).await.map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("this program ends"));
}
