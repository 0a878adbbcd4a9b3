//! Accounts and tokens in a database, shared by all servers that open it.

use super::NewToken;
use super::accounts::NewAccount;
use super::store::{PATIENCE, Store};
use crate::service::{About, Accounts, AccountsFault, Answer, Found};
use crate::{AccountChange, AccountInfo, Caller, Scope, Status, StoreError, secret};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::time::timeout;
use touchpoint::Account;

/// The workspace of the token that the settings give.
const FIRST_WORKSPACE: &str = "default";

/// A store, and the token of the settings besides its own, with which the first accounts can be
/// added.
pub struct StoredAccounts {
    store: Store,
    first: Option<([u8; 32], Caller)>,
}

impl StoredAccounts {
    /// A store with only its own tokens.
    pub fn new(store: Store) -> StoredAccounts {
        StoredAccounts { store, first: None }
    }

    /// With an admin token of the workspace `default`, which is made where it is missing.
    ///
    /// # Errors
    /// When the store does not answer; the operator acts.
    pub async fn with_token(mut self, secret: &str) -> Result<StoredAccounts, StoreError> {
        let workspace = self.store.workspace(FIRST_WORKSPACE).await?;
        let caller = Caller {
            token: "api_token".to_owned(),
            workspace: workspace.id,
            account: None,
            admin: true,
        };
        self.first = Some((secret::hash(secret), caller));
        Ok(self)
    }

    /// The store; the audit says of its changes that this caller's token made them.
    fn of(&self, caller: &Caller) -> Store {
        self.store.acting_as(&caller.token)
    }
}

/// Waits for the database only as long as a caller would.
fn soon<'a, T: Send + 'a>(
    work: impl Future<Output = Result<T, AccountsFault>> + Send + 'a,
) -> Answer<'a, T> {
    Box::pin(async move {
        let answer = timeout(PATIENCE, work).await;
        let away = || AccountsFault::Away("the database did not answer in time".to_owned());
        answer.unwrap_or_else(|_| Err(away()))
    })
}

impl Accounts for StoredAccounts {
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>> {
        soon(async move {
            if let Some((known, caller)) = &self.first
                && secret::same(known, &secret::hash(secret))
            {
                return Ok(Some(caller.clone()));
            }
            Ok(self.store.authenticate(secret).await?)
        })
    }

    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>> {
        soon(async move {
            let found = self.store.account(&Scope::from(caller), id).await?;
            Ok(found.map(|(info, account)| Found { info, account }))
        })
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        tenant: Option<&'a str>,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountInfo>, Option<String>)> {
        soon(async move {
            let scope = Scope::from(caller);
            let list = self.store.list_accounts(&scope, tenant, limit, after);
            Ok(list.await?)
        })
    }

    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        account: Account,
        about: About,
    ) -> Answer<'a, AccountInfo> {
        Box::pin(async move {
            if !account.id.is_empty() {
                let says = "ids are made by the store; leave `id` out";
                return Err(AccountsFault::Refused(says.to_owned()));
            }
            let new = NewAccount {
                workspace: caller.workspace.clone(),
                integration: account.integration,
                label: about.label,
                tenant_id: about.tenant_id,
                base_url: account.base_url,
                overlay: account.overlay.map(|overlay| overlay.text.clone()),
                context: account.context,
                credentials: account.credentials,
            };
            Ok(self.of(caller).add_account(new).await?)
        })
    }

    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: AccountChange,
    ) -> Answer<'a, Option<AccountInfo>> {
        Box::pin(async move {
            let scope = Scope::from(caller);
            Ok(self.of(caller).update_account(&scope, id, change).await?)
        })
    }

    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let scope = Scope::from(caller);
            Ok(self.of(caller).remove_account(&scope, id).await?)
        })
    }

    fn create_token<'a>(
        &'a self,
        caller: &'a Caller,
        account: &'a str,
    ) -> Answer<'a, Option<SecretString>> {
        Box::pin(async move {
            let new = NewToken {
                workspace: caller.workspace.clone(),
                account: Some(account.to_owned()),
                name: format!("made by {}", caller.token),
                admin: false,
            };
            match self.of(caller).create_token(new).await {
                Ok((_, secret)) => Ok(Some(secret)),
                Err(StoreError::Missing { .. }) => Ok(None),
                Err(fault) => Err(fault.into()),
            }
        })
    }

    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()> {
        soon(async move { Ok(self.store.set_status(id, status, cause).await?) })
    }

    fn is_in_force<'a>(&'a self, token: &'a str) -> Answer<'a, bool> {
        soon(async move {
            let first = self.first.as_ref();
            Ok(first.is_some_and(|(_, caller)| caller.token == token)
                || self.store.is_in_force(token).await?)
        })
    }

    fn use_link<'a>(&'a self, id: &'a str, until: Timestamp) -> Answer<'a, bool> {
        soon(async move { Ok(self.store.use_link(id, until).await?) })
    }

    fn ready(&self) -> Answer<'_, ()> {
        soon(async { Ok(self.store.ping().await?) })
    }
}
