//! An account that was changed between its use and the renewal of its token: another overlay may name
//! another token URL, which the new tokens must not be asked of.

use super::{Vendor, account, engine, list};
use crate::tokens::{Intent, MemoryTokens, StoreFault, TokenLease, TokenState, TokenStore};
use crate::{Account, SourceFile};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use touchpoint_core::exchange::BoxFuture;
use touchpoint_core::oauth::TokenUpdate;

/// A store in which somebody has laid an overlay over the account since it was read.
struct Changed(MemoryTokens);

struct Lease<'a>(Box<dyn TokenLease + 'a>);

impl TokenStore for Changed {
    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        Box::pin(async move {
            let lease = self.0.lease(given).await?;
            Ok(Box::new(Lease(lease)) as Box<dyn TokenLease + 'a>)
        })
    }
}

impl TokenLease for Lease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        Box::pin(async {
            let mut held = self.0.held().await?;
            let overlay = SourceFile::new("overlay", "overlay: 1\nof: acme\n");
            held.account.overlay = Some(Arc::new(overlay));
            Ok(held)
        })
    }
    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.0.intend(intent)
    }
    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.0.save(update)
    }
    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        self.0.clear_intent()
    }
    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.0.needs_reauth(cause)
    }
}

#[tokio::test]
async fn the_token_url_of_another_overlay_is_not_asked() {
    let vendor = Vendor::default().will([]);
    let engine = engine(&vendor, Changed(MemoryTokens::default())).await;
    // Its end has come, so it must be renewed.
    let ended = account("a0", Some(-10));
    let fault = list(&engine, &ended).await.unwrap_err();
    assert!(fault.to_string().contains("was changed"), "{fault}");
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 0);
}
