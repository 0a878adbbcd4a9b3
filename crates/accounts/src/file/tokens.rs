//! The tokens of a file's accounts, as the engine renews them.

use super::entry::Entry;
use super::file_accounts::FileAccounts;
use crate::StoreError;
use crate::single_flight::WAIT;
use std::fs::File;
use tokio::{sync::OwnedMutexGuard, task::spawn_blocking, time::timeout};
use touchpoint::{
    Account,
    tokens::{Backoff, Intent, StoreFault, TokenLease, TokenState, TokenStore},
};
use touchpoint_core::{exchange::BoxFuture, oauth::TokenUpdate};

/// The lease of one account of a file.
struct FileLease<'a> {
    file: &'a FileAccounts,
    account: &'a Account,
    // The lock of the file is dropped first: it keeps other processes out.
    _lock: Option<File>,
    _flight: OwnedMutexGuard<()>,
}

impl TokenStore for FileAccounts {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        let account = self.accounts.get(&given.id);
        let newest = account.filter(|account| self.entry(account).is_some());
        let newest = newest.map(|account| self.newest(account));
        Box::pin(async { Ok(newest) })
    }

    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        Box::pin(async move {
            let taken = timeout(WAIT, self.take(&given.id)).await;
            let lease = taken.map_err(|_| StoreError::Leased(given.id.clone()))??;
            Ok(Box::new(lease) as Box<dyn TokenLease + 'a>)
        })
    }
}

impl FileAccounts {
    async fn take(&self, id: &str) -> Result<FileLease<'_>, StoreError> {
        let account = self.accounts.get(id).ok_or_else(|| StoreError::Missing {
            what: "account",
            id: id.to_owned(),
        })?;
        let flight = self.single_flight.hold(id).await;
        let mut lock = None;
        if let Some(state) = self.state.clone() {
            lock = Some(state.hold(id).await?);
            // Another process may have refreshed it.
            let entries = off_thread(move || state.read()).await?;
            if let Some(entry) = entries.get(id) {
                self.entries().insert(id.to_owned(), entry.clone());
            }
        }
        Ok(FileLease {
            file: self,
            account,
            _lock: lock,
            _flight: flight,
        })
    }
}

/// Runs file work on a thread where it holds up no other task.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(StoreError::Form("the state".to_owned())))
}

impl FileLease<'_> {
    /// Changes the entry: on disk first, then in memory.
    async fn change(&self, change: impl FnOnce(&mut Entry) + Send) -> Result<(), StoreFault> {
        let entry = self.file.entry(self.account);
        let mut entry = entry.unwrap_or_else(|| Entry::new(self.account));
        change(&mut entry);
        let id = &self.account.id;
        if let Some(state) = self.file.state.clone() {
            let (id, entry) = (id.clone(), entry.clone());
            off_thread(move || state.write(&id, &entry)).await?;
        }
        self.file.entries().insert(id.clone(), entry);
        Ok(())
    }
}

impl TokenLease for FileLease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        let entry = self.file.entry(self.account);
        let held = TokenState {
            account: self.file.newest(self.account),
            intent: entry.as_ref().and_then(|entry| entry.intent.clone()),
            backoff: entry.as_ref().and_then(|entry| entry.backoff.clone()),
            needs_reauth: entry.and_then(|entry| entry.needs_reauth),
        };
        Box::pin(async { Ok(held) })
    }

    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(self.change(|entry| entry.intent = Some(intent.clone())))
    }

    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(self.change(|entry| {
            let new = update.apply(&entry.account(self.account));
            entry.credentials = new.credentials;
            entry.context = new.context;
            entry.intent = None;
            entry.needs_reauth = None;
            entry.backoff = None;
        }))
    }

    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        Box::pin(self.change(|entry| entry.intent = None))
    }

    fn postpone<'a>(
        &'a mut self,
        backoff: &'a Backoff,
        keep_intent: bool,
    ) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(self.change(move |entry| {
            entry.backoff = Some(backoff.clone());
            if !keep_intent {
                entry.intent = None;
            }
        }))
    }

    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(self.change(|entry| {
            entry.intent = None;
            entry.needs_reauth = Some(cause.to_owned());
        }))
    }
}
