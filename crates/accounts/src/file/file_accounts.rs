//! The accounts of a file, which is read once and never written. Renewed tokens are kept in a state
//! file beside it, or in memory where there is none.

use super::entry::Entry;
use super::state::StateFile;
use crate::single_flight::SingleFlight;
use crate::{AccountInfo, Scope, Status, StoreError};
use indexmap::IndexMap;
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use touchpoint::Account;

/// The accounts of a file and their newest tokens.
///
/// ```
/// use touchpoint_accounts::{FileAccounts, Scope, file};
///
/// let text = "accounts: [{ id: customer-1, integration: example, credentials: { api_key: s3cret } }]";
/// let file = file::read(text, "accounts.yaml");
/// let accounts = FileAccounts::new(file.accounts, None)?;
/// assert!(accounts.account(&Scope::everything(), "customer-1").is_some());
/// # Ok::<(), touchpoint_accounts::StoreError>(())
/// ```
#[derive(Debug)]
pub struct FileAccounts {
    pub(super) accounts: IndexMap<String, Account>,
    pub(super) state: Option<StateFile>,
    /// The state file's entries, as far as this process has read them.
    entries: Mutex<HashMap<String, Entry>>,
    pub(super) single_flight: SingleFlight,
    read_at: Timestamp,
}

impl FileAccounts {
    /// The workspace of all accounts of a file.
    pub const WORKSPACE: &'static str = "file";

    /// The accounts of a file, complete as [`complete`](super::complete) leaves them. Without a
    /// state, renewed tokens last as long as the process.
    ///
    /// # Errors
    /// When the state cannot be read; who runs the server acts.
    pub fn new(
        accounts: impl IntoIterator<Item = Account>,
        state: Option<StateFile>,
    ) -> Result<FileAccounts, StoreError> {
        let entries = state.as_ref().map(StateFile::read).transpose()?;
        Ok(FileAccounts {
            accounts: accounts
                .into_iter()
                .map(|account| (account.id.clone(), account))
                .collect(),
            state,
            entries: Mutex::new(entries.unwrap_or_default()),
            single_flight: SingleFlight::default(),
            read_at: Timestamp::now(),
        })
    }

    /// True if renewed tokens outlive the process. Where a mapping's tokens rotate and this is
    /// false, a server must not start.
    pub fn keeps_tokens(&self) -> bool {
        self.state.is_some()
    }

    /// The accounts of a scope, in the order of the file.
    pub fn list(&self, scope: &Scope) -> Vec<AccountInfo> {
        let seen = self
            .accounts
            .values()
            .filter(|account| sees(scope, account));
        seen.map(|account| self.info(account)).collect()
    }

    /// The account of an id with its newest tokens, if the scope has it.
    pub fn account(&self, scope: &Scope, id: &str) -> Option<(AccountInfo, Account)> {
        let account = self
            .accounts
            .get(id)
            .filter(|account| sees(scope, account))?;
        Some((self.info(account), self.newest(account)))
    }

    pub(super) fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // Nothing panics while it holds the lock, so a poisoned one is still good.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept for an account, unless the file has other credentials since.
    pub(crate) fn entry(&self, account: &Account) -> Option<Entry> {
        let entry = self.entries().get(&account.id).cloned();
        entry.filter(|entry| entry.is_of(account))
    }

    pub(super) fn newest(&self, account: &Account) -> Account {
        let entry = self.entry(account);
        entry.map_or_else(|| account.clone(), |entry| entry.account(account))
    }

    fn info(&self, account: &Account) -> AccountInfo {
        let entry = self.entry(account);
        let waits = entry.as_ref().and_then(|entry| entry.backoff.clone());
        let waits = waits.filter(|waits| waits.until > Timestamp::now());
        let ended = entry.and_then(|entry| entry.needs_reauth);
        AccountInfo {
            id: account.id.clone(),
            workspace: FileAccounts::WORKSPACE.to_owned(),
            integration: account.integration.clone(),
            label: Some(account.id.clone()),
            tenant_id: None,
            context: account.context.clone(),
            status: if ended.is_some() {
                Status::NeedsReauth
            } else {
                Status::Active
            },
            retry_at: waits.as_ref().map(|waits| waits.until),
            cause: ended.or(waits.map(|waits| waits.cause)),
            created_at: self.read_at,
            updated_at: self.read_at,
        }
    }
}

fn sees(scope: &Scope, account: &Account) -> bool {
    let workspace = scope.workspace.as_deref();
    let bound = scope.account.as_deref();
    workspace.is_none_or(|id| id == FileAccounts::WORKSPACE)
        && bound.is_none_or(|id| id == account.id)
}
