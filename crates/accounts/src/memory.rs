//! Accounts in memory: those of a file, of the sandbox, of a test.

use crate::service::{About, Accounts, AccountsFault, Answer, Found};
use crate::{AccountChange, AccountInfo, Caller, Status, random, secret};
use indexmap::IndexMap;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use touchpoint::Account;

/// Accounts and tokens that live as long as the server.
#[derive(Default)]
pub struct MemoryAccounts {
    tokens: Vec<([u8; 32], Caller)>,
    accounts: RwLock<IndexMap<String, MemoryAccount>>,
    /// The links that were used, and when they end.
    used: Mutex<HashMap<String, Timestamp>>,
    /// Where accounts are changed instead, if they cannot be changed here.
    elsewhere: Option<String>,
}

struct MemoryAccount {
    info: AccountInfo,
    account: Account,
}

impl MemoryAccounts {
    /// With a token; only its hash is kept.
    #[must_use]
    pub fn with_token(mut self, secret: &str, caller: Caller) -> MemoryAccounts {
        self.tokens.push((secret::hash(secret), caller));
        self
    }

    /// With an account of a workspace.
    #[must_use]
    pub fn with_account(self, workspace: &str, account: Account) -> MemoryAccounts {
        self.insert(workspace, account, About::default());
        self
    }

    /// Not to be changed over HTTP; `elsewhere` says what to do instead.
    #[must_use]
    pub fn read_only(mut self, elsewhere: &str) -> MemoryAccounts {
        self.elsewhere = Some(elsewhere.to_owned());
        self
    }

    fn insert(&self, workspace: &str, account: Account, about: About) -> AccountInfo {
        let now = Timestamp::now();
        let info = AccountInfo {
            id: account.id.clone(),
            workspace: workspace.to_owned(),
            integration: account.integration.clone(),
            label: about.label,
            tenant_id: about.tenant_id,
            context: account.context.clone(),
            status: Status::Active,
            cause: None,
            retry_at: None,
            created_at: now,
            updated_at: now,
        };
        let held = MemoryAccount {
            info: info.clone(),
            account,
        };
        self.write().insert(info.id.clone(), held);
        info
    }

    fn read(&self) -> RwLockReadGuard<'_, IndexMap<String, MemoryAccount>> {
        self.accounts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, IndexMap<String, MemoryAccount>> {
        self.accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl MemoryAccount {
    fn seen_by(&self, caller: &Caller) -> bool {
        let bound_elsewhere = caller
            .account
            .as_ref()
            .is_some_and(|own| *own != self.info.id);
        self.info.workspace == caller.workspace && !bound_elsewhere
    }
}

impl Accounts for MemoryAccounts {
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>> {
        let came = secret::hash(secret);
        // Every token is compared, so that the time reveals nothing.
        let found = self.tokens.iter().fold(None, |found, (hash, caller)| {
            if secret::same(hash, &came) {
                Some(caller)
            } else {
                found
            }
        });
        Box::pin(async move { Ok(found.cloned()) })
    }

    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>> {
        let accounts = self.read();
        let found = accounts.get(id).filter(|held| held.seen_by(caller));
        let found = found.map(|held| Found {
            info: held.info.clone(),
            account: held.account.clone(),
        });
        Box::pin(async move { Ok(found) })
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        tenant: Option<&'a str>,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountInfo>, Option<String>)> {
        let accounts = self.read();
        let start = after.map_or(0, |id| {
            accounts
                .get_index_of(id)
                .map_or(accounts.len(), |at| at + 1)
        });
        let mut seen = accounts
            .values()
            .skip(start)
            .filter(|held| held.seen_by(caller))
            .filter(|held| tenant.is_none() || held.info.tenant_id.as_deref() == tenant);
        let page: Vec<AccountInfo> = seen
            .by_ref()
            .take(limit)
            .map(|held| held.info.clone())
            .collect();
        let more = seen.next().is_some();
        let next = page.last().filter(|_| more).map(|last| last.id.clone());
        Box::pin(async move { Ok((page, next)) })
    }

    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        mut account: Account,
        about: About,
    ) -> Answer<'a, AccountInfo> {
        Box::pin(async move {
            self.changeable()?;
            if account.id.is_empty() {
                let id = random::id();
                account.id = id.map_err(|fault| AccountsFault::Broken(fault.to_string()))?;
            }
            if self.read().contains_key(&account.id) {
                return Err(AccountsFault::Taken(account.id));
            }
            Ok(self.insert(&caller.workspace, account, about))
        })
    }

    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: AccountChange,
    ) -> Answer<'a, Option<AccountInfo>> {
        Box::pin(async move {
            self.changeable()?;
            let mut accounts = self.write();
            let Some(held) = accounts.get_mut(id).filter(|held| held.seen_by(caller)) else {
                return Ok(None);
            };
            if !change.may_be_made_to(&held.account) {
                return Err(AccountsFault::Changed(id.to_owned()));
            }
            held.account = change.apply(&held.account);
            held.info.context.clone_from(&held.account.context);
            if let Some(label) = change.label {
                held.info.label = label;
            }
            if let Some(tenant_id) = change.tenant_id {
                held.info.tenant_id = tenant_id;
            }
            if change.credentials.is_some() {
                (held.info.status, held.info.cause) = (Status::Active, None);
            }
            held.info.updated_at = Timestamp::now();
            Ok(Some(held.info.clone()))
        })
    }

    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            self.changeable()?;
            let mut accounts = self.write();
            let seen = accounts.get(id).is_some_and(|held| held.seen_by(caller));
            Ok(seen && accounts.shift_remove(id).is_some())
        })
    }

    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()> {
        if let Some(held) = self.write().get_mut(id) {
            held.info.status = status;
            held.info.cause = cause.map(str::to_owned);
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
        let (seen, next) = accounts.list(&bound, None, None, 10).await.unwrap();
        assert_eq!((seen.len(), seen[0].id.as_str(), next), (1, "3", None));
    }

    #[tokio::test]
    async fn a_list_goes_on_where_it_ended() {
        let accounts = two_workspaces();
        let (first, next) = accounts.list(&caller("a"), None, None, 1).await.unwrap();
        assert_eq!((first[0].id.as_str(), next.as_deref()), ("1", Some("1")));
        let (second, next) = accounts
            .list(&caller("a"), None, next.as_deref(), 1)
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
