//! Accounts and tokens in a database, shared by all servers that open it.

use super::memory::{hash, same};
use super::{AccountSummary, Accounts, AccountsFault, Answer, Caller, Change, Found, Status};
use touchpoint::Account;
use touchpoint_accounts as kept;
use touchpoint_accounts::{AccountInfo, Scope, Store, StoreError};

/// The workspace of the token that the settings give.
const FIRST_WORKSPACE: &str = "default";

/// A store, and the token of the settings beside its own: it makes the first accounts possible.
pub struct StoredAccounts {
    store: Store,
    first: Option<([u8; 32], Caller)>,
}

impl StoredAccounts {
    /// A store with its own tokens alone.
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
        self.first = Some((hash(secret), caller));
        Ok(self)
    }
}

fn scope(caller: &Caller) -> Scope {
    Scope::from(&kept::Caller {
        token: caller.token.clone(),
        workspace: caller.workspace.clone(),
        account: caller.account.clone(),
        admin: caller.admin,
    })
}

fn summary(info: AccountInfo) -> AccountSummary {
    AccountSummary {
        id: info.id,
        integration: info.integration,
        label: Some(info.label).filter(|label| !label.is_empty()),
        status: match info.status {
            kept::Status::Active => Status::Active,
            kept::Status::NeedsReauth => Status::NeedsReauth,
        },
        cause: info.cause,
        created_at: Some(info.created_at.to_string()),
        updated_at: Some(info.updated_at.to_string()),
    }
}

impl From<StoreError> for AccountsFault {
    fn from(fault: StoreError) -> AccountsFault {
        match fault {
            StoreError::After => AccountsFault::Cursor,
            StoreError::Leased(_) | StoreError::Busy(_) => {
                AccountsFault::Refused(fault.to_string())
            }
            _ => AccountsFault::Broken(fault.to_string()),
        }
    }
}

impl Accounts for StoredAccounts {
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>> {
        Box::pin(async move {
            if let Some((known, caller)) = &self.first
                && same(known, &hash(secret))
            {
                return Ok(Some(caller.clone()));
            }
            let caller = self.store.authenticate(secret).await?;
            Ok(caller.map(|caller| Caller {
                token: caller.token,
                workspace: caller.workspace,
                account: caller.account,
                admin: caller.admin,
            }))
        })
    }

    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>> {
        Box::pin(async move {
            let found = self.store.account(&scope(caller), id).await?;
            Ok(found.map(|(info, account)| Found {
                summary: summary(info),
                account,
            }))
        })
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountSummary>, Option<String>)> {
        Box::pin(async move {
            let (page, next) = self
                .store
                .list_accounts(&scope(caller), limit, after)
                .await?;
            Ok((page.into_iter().map(summary).collect(), next))
        })
    }

    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        account: Account,
        label: Option<String>,
    ) -> Answer<'a, AccountSummary> {
        Box::pin(async move {
            if !account.id.is_empty() {
                let says = "ids are made by the store; leave `id` out";
                return Err(AccountsFault::Refused(says.to_owned()));
            }
            let new = kept::NewAccount {
                workspace: caller.workspace.clone(),
                integration: account.integration,
                label: label.unwrap_or_default(),
                base_url: account.base_url,
                overlay: account.overlay.map(|overlay| overlay.text.clone()),
                context: account.context,
                credentials: account.credentials,
            };
            Ok(summary(self.store.add_account(new).await?))
        })
    }

    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: Change,
    ) -> Answer<'a, Option<AccountSummary>> {
        Box::pin(async move {
            // An empty text takes a label, an origin or an overlay away.
            let change = kept::AccountChange {
                label: change.label.map(Option::unwrap_or_default),
                base_url: change.base_url.map(Option::unwrap_or_default),
                overlay: change.overlay.map(Option::unwrap_or_default),
                context: change.context,
                credentials: change.credentials,
            };
            let changed = self
                .store
                .update_account(&scope(caller), id, change)
                .await?;
            Ok(changed.map(summary))
        })
    }

    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move { Ok(self.store.remove_account(&scope(caller), id).await?) })
    }

    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()> {
        let status = match status {
            Status::Active => kept::Status::Active,
            Status::NeedsReauth => kept::Status::NeedsReauth,
        };
        Box::pin(async move { Ok(self.store.set_status(id, status, cause).await?) })
    }

    fn use_link<'a>(&'a self, id: &'a str, until: jiff::Timestamp) -> Answer<'a, bool> {
        Box::pin(async move { Ok(self.store.use_link(id, until).await?) })
    }

    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(self.store.ping().await?) })
    }
}
