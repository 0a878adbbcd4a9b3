//! Changes to a stored account. The account is read, changed, and written only if nobody else wrote
//! meanwhile, else all is tried again: no change is lost or half done.

use super::accounts::{StoredAccount, context_text, label_of, overlay};
use super::audit::Note;
use super::bound::BOUND_KEY;
use super::noted::backoff_text;
use super::store::{PATIENCE, Store, now_ms, storable, time};
use crate::{AccountChange, AccountInfo, Scope, Status, StoreError};
use sqlx::{Any, Transaction};
use tokio::time::timeout;

/// How often a change is tried when others write too.
const TRIES: usize = 32;

impl Store {
    /// Changes an account; `None` when the scope has none of that id. New credentials wait until
    /// the old ones are no longer being refreshed.
    pub async fn update_account(
        &self,
        scope: &Scope,
        id: &str,
        change: AccountChange,
    ) -> Result<Option<AccountInfo>, StoreError> {
        if self.account_info(scope, id).await?.is_none() {
            return Ok(None);
        }
        let lease = match change.credentials {
            Some(_) => Some(self.lease(id).await?),
            None => None,
        };
        let info = self
            .change_noted(id, Some(&parts(&change)), |stored| apply(stored, &change))
            .await;
        if let Some(lease) = lease {
            lease.release().await?;
        }
        info.map(Some)
    }

    /// Says that an account works or that it does not, and why.
    ///
    /// # Errors
    /// `Missing` when there is no such account.
    pub async fn set_status(
        &self,
        id: &str,
        status: Status,
        cause: Option<&str>,
    ) -> Result<(), StoreError> {
        let set = |stored: &mut StoredAccount| {
            stored.info.status = status;
            stored.info.cause = cause.map(storable);
        };
        self.change(id, set).await.map(drop)
    }

    /// Changes an account whose id is known to be there.
    pub(crate) async fn change(
        &self,
        id: &str,
        apply: impl Fn(&mut StoredAccount) + Send,
    ) -> Result<AccountInfo, StoreError> {
        let apply = move |stored: &mut StoredAccount| {
            apply(stored);
            Ok(())
        };
        self.change_noted(id, None, apply).await
    }

    /// The same; the audit names these parts, where somebody asked for the change.
    async fn change_noted(
        &self,
        id: &str,
        parts: Option<&[&'static str]>,
        apply: impl Fn(&mut StoredAccount) -> Result<(), StoreError> + Send,
    ) -> Result<AccountInfo, StoreError> {
        for attempt in 0..TRIES {
            let stored = self.stored(&Scope::everything(), id).await?;
            let mut stored = stored.ok_or_else(|| StoreError::Missing {
                what: "account",
                id: id.to_owned(),
            })?;
            apply(&mut stored)?;
            stored.info.updated_at = time(now_ms());
            if self.write(&stored, parts).await? {
                return Ok(stored.info);
            }
            let wait_ms = fastrand::u64(0..=u64::try_from(attempt).unwrap_or(0) * 4);
            tokio::time::sleep(std::time::Duration::from_millis(wait_ms)).await;
        }
        Err(StoreError::Busy(id.to_owned()))
    }

    /// Replaces the revision from which the account was read.
    async fn write(
        &self,
        stored: &StoredAccount,
        parts: Option<&[&'static str]>,
    ) -> Result<bool, StoreError> {
        let (info, account) = (&stored.info, &stored.account);
        let bound = self.binds().await?;
        let intent = stored.intent.as_ref();
        let write = sqlx::query(
            "UPDATE accounts SET label = $3, base_url = $4, overlay = $5, context = $6, credentials = $7, \
             intent_token = $8, intent_at = $9, status = $10, cause = $11, updated_at = $12, \
             backoff = $13, tenant_id = $14, \
             revision = revision + 1 \
             WHERE id = $1 AND revision = $2 \
             AND ($15 = 1 OR NOT EXISTS (SELECT 1 FROM settings WHERE name = $16))",
        )
        .bind(&info.id)
        .bind(stored.revision)
        .bind(info.label.as_deref().unwrap_or_default())
        .bind(&account.base_url)
        .bind(account.overlay.as_ref().map(|overlay| &overlay.text))
        .bind(context_text(&account.context))
        .bind(self.0.sealed(info, account, bound)?)
        .bind(intent.map(|intent| &intent.refresh_token))
        .bind(intent.map(|intent| intent.began_at.as_millisecond()))
        .bind(info.status.as_str())
        .bind(&info.cause)
        .bind(info.updated_at.as_millisecond())
        .bind(stored.backoff.as_ref().map(backoff_text))
        .bind(&info.tenant_id)
        .bind(i64::from(bound))
        .bind(BOUND_KEY);
        let Some(parts) = parts else {
            return Ok(write.execute(&self.0.writing).await?.rows_affected() > 0);
        };
        let mut changes = self.begin().await?;
        if write.execute(&mut *changes).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let note = Note {
            action: "account.change",
            workspace: &info.workspace,
            subject: &info.id,
            parts,
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        Ok(true)
    }

    /// Begins several changes that are done together. SQLite must be told at once that they write.
    /// Who waited as long as a caller would is told so.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let writing = &self.0.writing;
        let begun = async {
            if self.0.is_postgres {
                writing.begin().await
            } else {
                writing.begin_with("BEGIN IMMEDIATE").await
            }
        };
        let begun = timeout(PATIENCE, begun).await;
        Ok(begun.map_err(|_| StoreError::Late)??)
    }
}

/// The names of what a change gives.
fn parts(change: &AccountChange) -> Vec<&'static str> {
    let given = [
        ("label", change.label.is_some()),
        ("tenant_id", change.tenant_id.is_some()),
        ("base_url", change.base_url.is_some()),
        ("overlay", change.overlay.is_some()),
        ("context", change.context.is_some()),
        ("credentials", change.credentials.is_some()),
    ];
    let given = given.into_iter().filter(|(_, given)| *given);
    given.map(|(name, _)| name).collect()
}

fn apply(stored: &mut StoredAccount, change: &AccountChange) -> Result<(), StoreError> {
    if !change.may_be_made_to(&stored.account) {
        return Err(StoreError::Changed(stored.info.id.clone()));
    }
    if let Some(label) = &change.label {
        stored.info.label = label.as_deref().and_then(label_of);
    }
    if let Some(tenant_id) = &change.tenant_id {
        stored.info.tenant_id = tenant_id.as_deref().and_then(label_of);
    }
    if let Some(base_url) = &change.base_url {
        stored.account.base_url = base_url.as_deref().and_then(given);
    }
    if let Some(text) = &change.overlay {
        let text = text.as_deref().and_then(given);
        stored.account.overlay = text.map(|text| overlay(&stored.info.id, &text));
    }
    if let Some(context) = &change.context {
        stored.account.context.clone_from(context);
        stored.info.context.clone_from(context);
    }
    if let Some(credentials) = &change.credentials {
        stored.account.credentials.clone_from(credentials);
        stored.intent = None;
        stored.info.status = Status::Active;
        stored.info.cause = None;
        stored.backoff = None;
    }
    Ok(())
}

/// A text, unless it is empty.
fn given(text: &str) -> Option<String> {
    Some(storable(text)).filter(|text| !text.is_empty())
}
