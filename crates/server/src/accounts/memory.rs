//! Accounts in memory: those of a file, of the sandbox, of a test.

use super::{AccountSummary, Accounts, AccountsFault, Answer, Caller, Change, Found, Status};
use indexmap::IndexMap;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use touchpoint::Account;

/// Accounts and tokens that live as long as the server.
#[derive(Default)]
pub struct MemoryAccounts {
    tokens: Vec<([u8; 32], Caller)>,
    kept: RwLock<IndexMap<String, Kept>>,
    /// The links that were used, and when they end.
    used: Mutex<HashMap<String, Timestamp>>,
    /// Where accounts are changed instead, when not here.
    elsewhere: Option<String>,
}

struct Kept {
    workspace: String,
    summary: AccountSummary,
    account: Account,
}

impl MemoryAccounts {
    /// With a token; only its hash is kept.
    #[must_use]
    pub fn with_token(mut self, secret: &str, caller: Caller) -> MemoryAccounts {
        self.tokens.push((hash(secret), caller));
        self
    }

    /// With an account of a workspace.
    #[must_use]
    pub fn with_account(self, workspace: &str, account: Account) -> MemoryAccounts {
        self.insert(workspace, account, None);
        self
    }

    /// Not to be changed over HTTP; `elsewhere` says what to do instead.
    #[must_use]
    pub fn read_only(mut self, elsewhere: &str) -> MemoryAccounts {
        self.elsewhere = Some(elsewhere.to_owned());
        self
    }

    fn insert(&self, workspace: &str, account: Account, label: Option<String>) -> AccountSummary {
        let now = Timestamp::now().to_string();
        let summary = AccountSummary {
            id: account.id.clone(),
            integration: account.integration.clone(),
            label,
            status: Status::Active,
            cause: None,
            created_at: Some(now.clone()),
            updated_at: Some(now),
        };
        let kept = Kept {
            workspace: workspace.to_owned(),
            summary: summary.clone(),
            account,
        };
        self.write().insert(summary.id.clone(), kept);
        summary
    }

    fn read(&self) -> RwLockReadGuard<'_, IndexMap<String, Kept>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, IndexMap<String, Kept>> {
        self.kept.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn seen_by(&self, caller: &Caller) -> bool {
        let bound_elsewhere = caller
            .account
            .as_ref()
            .is_some_and(|own| *own != self.summary.id);
        self.workspace == caller.workspace && !bound_elsewhere
    }
}

pub(super) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Compares two hashes in a time that does not depend on where they differ.
pub(super) fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

impl Accounts for MemoryAccounts {
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>> {
        let came = hash(secret);
        // Every token is compared, so that the time tells nothing.
        let found = self.tokens.iter().fold(None, |found, (hash, caller)| {
            if same(hash, &came) {
                Some(caller)
            } else {
                found
            }
        });
        Box::pin(async move { Ok(found.cloned()) })
    }

    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>> {
        let accounts = self.read();
        let found = accounts.get(id).filter(|kept| kept.seen_by(caller));
        let found = found.map(|kept| Found {
            summary: kept.summary.clone(),
            account: kept.account.clone(),
        });
        Box::pin(async move { Ok(found) })
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountSummary>, Option<String>)> {
        let accounts = self.read();
        let start = after.map_or(0, |id| {
            accounts
                .get_index_of(id)
                .map_or(accounts.len(), |at| at + 1)
        });
        let mut seen = accounts
            .values()
            .skip(start)
            .filter(|kept| kept.seen_by(caller));
        let page: Vec<AccountSummary> = seen
            .by_ref()
            .take(limit)
            .map(|kept| kept.summary.clone())
            .collect();
        let more = seen.next().is_some();
        let next = page.last().filter(|_| more).map(|last| last.id.clone());
        Box::pin(async move { Ok((page, next)) })
    }

    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        mut account: Account,
        label: Option<String>,
    ) -> Answer<'a, AccountSummary> {
        Box::pin(async move {
            self.changeable()?;
            if account.id.is_empty() {
                account.id = super::sandbox::uuid(random()?, 4);
            }
            if self.read().contains_key(&account.id) {
                return Err(AccountsFault::Taken(account.id));
            }
            Ok(self.insert(&caller.workspace, account, label))
        })
    }

    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: Change,
    ) -> Answer<'a, Option<AccountSummary>> {
        Box::pin(async move {
            self.changeable()?;
            let mut accounts = self.write();
            let Some(kept) = accounts.get_mut(id).filter(|kept| kept.seen_by(caller)) else {
                return Ok(None);
            };
            kept.account = change.apply(&kept.account);
            if let Some(label) = change.label {
                kept.summary.label = label;
            }
            if change.credentials.is_some() {
                (kept.summary.status, kept.summary.cause) = (Status::Active, None);
            }
            kept.summary.updated_at = Some(Timestamp::now().to_string());
            Ok(Some(kept.summary.clone()))
        })
    }

    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            self.changeable()?;
            let mut accounts = self.write();
            let seen = accounts.get(id).is_some_and(|kept| kept.seen_by(caller));
            Ok(seen && accounts.shift_remove(id).is_some())
        })
    }

    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()> {
        if let Some(kept) = self.write().get_mut(id) {
            kept.summary.status = status;
            kept.summary.cause = cause.map(str::to_owned);
        }
        Box::pin(async { Ok(()) })
    }

    fn changeable(&self) -> Result<(), AccountsFault> {
        self.elsewhere
            .clone()
            .map_or(Ok(()), |elsewhere| Err(AccountsFault::Refused(elsewhere)))
    }

    fn use_link<'a>(&'a self, id: &'a str, until: Timestamp) -> Answer<'a, bool> {
        let unused = self.changeable().map(|()| {
            let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Timestamp::now();
            used.retain(|_, until| *until >= now);
            used.insert(id.to_owned(), until).is_none()
        });
        Box::pin(async move { unused })
    }

    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

fn random() -> Result<[u8; 16], AccountsFault> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|fault| AccountsFault::Broken(fault.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> Account {
        Account {
            id: id.into(),
            integration: "acme".into(),
            ..Account::default()
        }
    }

    fn caller(workspace: &str) -> Caller {
        Caller {
            workspace: workspace.into(),
            ..Caller::default()
        }
    }

    fn two_workspaces() -> MemoryAccounts {
        MemoryAccounts::default()
            .with_token("secret-a", caller("a"))
            .with_account("a", account("1"))
            .with_account("b", account("2"))
            .with_account("a", account("3"))
    }

    #[tokio::test]
    async fn a_token_sees_its_workspace_and_a_bound_one_its_account() {
        let accounts = two_workspaces();
        let a = accounts.authenticate("secret-a").await.unwrap().unwrap();
        assert_eq!(accounts.authenticate("secret-b").await.unwrap(), None);
        assert!(accounts.account(&a, "1").await.unwrap().is_some());
        assert!(accounts.account(&a, "2").await.unwrap().is_none());
        assert!(accounts.account(&a, "9").await.unwrap().is_none());
        let bound = Caller {
            account: Some("3".into()),
            ..a
        };
        assert!(accounts.account(&bound, "1").await.unwrap().is_none());
        let (seen, next) = accounts.list(&bound, None, 10).await.unwrap();
        assert_eq!((seen.len(), seen[0].id.as_str(), next), (1, "3", None));
    }

    #[tokio::test]
    async fn a_list_goes_on_where_it_ended() {
        let accounts = two_workspaces();
        let (first, next) = accounts.list(&caller("a"), None, 1).await.unwrap();
        assert_eq!((first[0].id.as_str(), next.as_deref()), ("1", Some("1")));
        let (second, next) = accounts
            .list(&caller("a"), next.as_deref(), 1)
            .await
            .unwrap();
        assert_eq!((second[0].id.as_str(), next), ("3", None));
    }

    #[tokio::test]
    async fn a_file_s_accounts_are_not_changed_here() {
        let accounts = two_workspaces().read_only("change the file");
        let fault = accounts.remove(&caller("a"), "1").await.unwrap_err();
        assert_eq!(fault.to_string(), "change the file");
        assert!(two_workspaces().remove(&caller("a"), "1").await.unwrap());
        assert!(!two_workspaces().remove(&caller("a"), "2").await.unwrap());
    }
}
