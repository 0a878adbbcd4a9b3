//! A token store of two functions: one that loads a secret text, and one that saves it.

use super::intent::digest;
use super::{Backoff, Intent, StoreFault, TokenLease, TokenState, TokenStore};
use futures_util::lock::OwnedMutexGuard;
use indexmap::IndexMap;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use touchpoint_core::exchange::{Account, BoxFuture};
use touchpoint_core::oauth::TokenUpdate;

/// Whose tokens are kept: `lighthouse/acme-1` as a text.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct TokenKey {
    /// The slug of the account's mapping.
    pub integration: String,
    /// The account's id.
    pub account: String,
}

impl TokenKey {
    /// The key of an account, by its integration and its id.
    pub fn new(integration: impl Into<String>, account: impl Into<String>) -> TokenKey {
        TokenKey {
            integration: integration.into(),
            account: account.into(),
        }
    }
}

impl fmt::Display for TokenKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.integration, self.account)
    }
}

/// A token store of two functions. They keep one secret text for each account, whose content is the store's own
/// affair: tokens, and the notes on their renewal. Turns are taken within this process; if several processes
/// renew the same accounts, write a [`TokenStore`] that locks.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), touchpoint::BuildError> {
/// use std::collections::HashMap;
/// use std::future::ready;
/// use std::sync::{Arc, Mutex};
/// use touchpoint::tokens::{Simple, StoreFault, TokenKey};
/// use touchpoint::{SecretString, Touchpoint};
///
/// // In your program, a table of your database.
/// let table: Arc<Mutex<HashMap<TokenKey, SecretString>>> = Arc::default();
/// let rows = table.clone();
/// let gone = || StoreFault::from("the table is gone");
/// let store = Simple::new(
///     move |key| ready(table.lock().map(|rows| rows.get(&key).cloned()).map_err(|_| gone())),
///     move |key, secret| ready(rows.lock().map(|mut rows| drop(rows.insert(key, secret))).map_err(|_| gone())),
/// );
/// let touchpoint = Touchpoint::builder().tokens(store).build().await?;
/// # let _ = touchpoint;
/// # Ok(()) }
/// ```
pub struct Simple {
    load: Box<Load>,
    save: Box<Save>,
    turns: Mutex<HashMap<TokenKey, Arc<futures_util::lock::Mutex<()>>>>,
}

type Load =
    dyn Fn(TokenKey) -> BoxFuture<'static, Result<Option<SecretString>, StoreFault>> + Send + Sync;
type Save =
    dyn Fn(TokenKey, SecretString) -> BoxFuture<'static, Result<(), StoreFault>> + Send + Sync;

impl fmt::Debug for Simple {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Simple")
    }
}

/// What the text holds.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Kept {
    /// The digest of what the account was connected with: another one has been connected again.
    connected: String,
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_at: Option<String>,
    context: IndexMap<String, String>,
    /// A renewal that began: the digest of its refresh token, and when.
    intent: Option<(String, String)>,
    needs_reauth: Option<String>,
    backoff: Option<KeptBackoff>,
}

#[derive(Deserialize, Serialize)]
struct KeptBackoff {
    failures: u32,
    until: String,
    cause: String,
    unmended: bool,
    #[serde(default)]
    denied: Option<u16>,
}

impl Simple {
    /// A store that loads and saves with these.
    pub fn new<L, Loading, S, Saving>(load: L, save: S) -> Simple
    where
        L: Fn(TokenKey) -> Loading + Send + Sync + 'static,
        Loading: Future<Output = Result<Option<SecretString>, StoreFault>> + Send + 'static,
        S: Fn(TokenKey, SecretString) -> Saving + Send + Sync + 'static,
        Saving: Future<Output = Result<(), StoreFault>> + Send + 'static,
    {
        Simple {
            load: Box::new(move |key| Box::pin(load(key))),
            save: Box::new(move |key, secret| Box::pin(save(key, secret))),
            turns: Mutex::default(),
        }
    }

    /// What is kept of an account, unless it has been connected again since.
    async fn kept(&self, given: &Account) -> Result<Kept, StoreFault> {
        let fresh = || Kept {
            connected: digest(given),
            ..Kept::default()
        };
        let Some(text) = (self.load)(key(given)).await? else {
            return Ok(fresh());
        };
        // The fault's own words may repeat what stands there.
        let kept: Kept = serde_json::from_str(text.expose_secret()).map_err(|_| {
            StoreFault::from("what was saved of an account's tokens cannot be read")
        })?;
        let newest = kept.account(given).map(|account| digest(&account));
        let known = [Some(kept.connected.clone()), newest].contains(&Some(digest(given)));
        Ok(if known { kept } else { fresh() })
    }
}

fn key(account: &Account) -> TokenKey {
    TokenKey::new(&account.integration, &account.id)
}

impl Kept {
    /// The account with the tokens that are kept; none where there are none.
    fn account(&self, given: &Account) -> Option<Account> {
        let update = TokenUpdate {
            access_token: self.access_token.clone()?.into(),
            refresh_token: self.refresh_token.clone().map(SecretString::from),
            expires_at: self.expires_at.as_deref().and_then(|at| at.parse().ok()),
            context: self.context.clone(),
        };
        Some(update.apply(given))
    }

    fn take(&mut self, update: &TokenUpdate) {
        let shown = |secret: &SecretString| secret.expose_secret().to_owned();
        self.access_token = Some(shown(&update.access_token));
        self.refresh_token = update
            .refresh_token
            .as_ref()
            .map(shown)
            .or(self.refresh_token.take());
        self.expires_at = update.expires_at.map(|at| at.to_string());
        self.context.extend(update.context.clone());
        (self.intent, self.needs_reauth, self.backoff) = (None, None, None);
    }
}

impl TokenStore for Simple {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        Box::pin(async move { Ok(self.kept(given).await?.account(given)) })
    }

    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        // Turns that nobody takes or awaits are forgotten.
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        let turn = turns.entry(key(given)).or_default().clone();
        drop(turns);
        Box::pin(async move {
            let turn = turn.lock_owned().await;
            let kept = self.kept(given).await?;
            Ok(Box::new(Lease {
                store: self,
                given,
                kept,
                _turn: turn,
            }) as Box<dyn TokenLease + 'a>)
        })
    }
}

struct Lease<'a> {
    store: &'a Simple,
    given: &'a Account,
    kept: Kept,
    _turn: OwnedMutexGuard<()>,
}

impl Lease<'_> {
    fn change(&mut self, change: impl FnOnce(&mut Kept)) -> BoxFuture<'_, Result<(), StoreFault>> {
        change(&mut self.kept);
        let text = serde_json::to_string(&self.kept);
        Box::pin(async move {
            let text = text.map_err(|_| StoreFault::from("tokens cannot be written as JSON"))?;
            (self.store.save)(key(self.given), text.into()).await
        })
    }
}

impl TokenLease for Lease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        let account = self.kept.account(self.given);
        let moment = |text: &str| text.parse::<Timestamp>().ok();
        let held = TokenState {
            account: account.unwrap_or_else(|| self.given.clone()),
            intent: self.kept.intent.as_ref().and_then(|(token, began)| {
                Some(Intent {
                    refresh_token: token.clone(),
                    began_at: moment(began)?,
                })
            }),
            needs_reauth: self.kept.needs_reauth.clone(),
            backoff: self.kept.backoff.as_ref().and_then(|kept| {
                Some(Backoff {
                    failures: kept.failures,
                    until: moment(&kept.until)?,
                    cause: kept.cause.clone(),
                    unmended: kept.unmended,
                    denied: kept.denied,
                })
            }),
        };
        Box::pin(async { Ok(held) })
    }

    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        let note = (intent.refresh_token.clone(), intent.began_at.to_string());
        self.change(|kept| kept.intent = Some(note))
    }

    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| kept.take(update))
    }

    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        self.change(|kept| kept.intent = None)
    }

    fn postpone<'a>(
        &'a mut self,
        backoff: &'a Backoff,
        keep_intent: bool,
    ) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| {
            kept.backoff = Some(KeptBackoff {
                failures: backoff.failures,
                until: backoff.until.to_string(),
                cause: backoff.cause.clone(),
                unmended: backoff.unmended,
                denied: backoff.denied,
            });
            if !keep_intent {
                kept.intent = None;
            }
        })
    }

    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| {
            kept.intent = None;
            kept.needs_reauth = Some(cause.to_owned());
        })
    }
}
