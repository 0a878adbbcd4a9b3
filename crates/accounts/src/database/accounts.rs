//! Integrated accounts: what is stored for each, and how one is added, found, listed and removed.
//! Credentials leave here only inside an [`Account`].

use super::audit::Note;
use super::bound::BOUND_KEY;
use super::noted::read_backoff;
use super::store::{Open, Store, now_ms, storable, time};
use crate::{AccountInfo, Keyring, Scope, Status, StoreError, random, seal};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use indexmap::IndexMap;
use jiff::Timestamp;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, any::AnyRow};
use std::sync::Arc;
use touchpoint::{
    Account,
    tokens::{Backoff, Intent},
};
use touchpoint_language::source::SourceFile;

/// An account to add.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    /// The workspace that it belongs to.
    pub workspace: String,
    /// The slug of its mapping.
    pub integration: String,
    /// A name for people.
    pub label: Option<String>,
    /// The customer that it belongs to, in the words of its workspace.
    pub tenant_id: Option<String>,
    /// Another origin than the mapping's.
    pub base_url: Option<String>,
    /// The text of the overlay that is laid over its mapping.
    pub overlay: Option<String>,
    /// The variables that the mapping needs.
    pub context: IndexMap<String, String>,
    /// The secrets that the mapping places.
    pub credentials: IndexMap<String, SecretString>,
}

/// An account as its row holds it, decrypted.
#[derive(Clone, Debug)]
pub(crate) struct StoredAccount {
    pub(crate) info: AccountInfo,
    pub(crate) account: Account,
    /// The note of a refresh that was begun and not ended.
    pub(crate) intent: Option<Intent>,
    pub(crate) backoff: Option<Backoff>,
    /// The number of changes so far.
    pub(crate) revision: i64,
}

/// Finds an account within a scope: `$2` is a workspace or none, `$3` an account or none.
const FIND: &str = "SELECT * FROM accounts WHERE id = $1 \
    AND ($2 IS NULL OR workspace = $2) AND ($3 IS NULL OR id = $3)";

impl Store {
    /// Adds an account. The caller must have checked that its mapping can use it.
    ///
    /// # Errors
    /// `Missing` when there is no such workspace.
    pub async fn add_account(&self, new: NewAccount) -> Result<AccountInfo, StoreError> {
        let (id, now) = (random::id()?, now_ms());
        let (base_url, text) = (new.base_url.as_deref(), new.overlay.as_deref());
        let account = Account {
            id: id.clone(),
            integration: storable(&new.integration),
            base_url: base_url.map(storable),
            overlay: text.map(|text| overlay(&id, &storable(text))),
            context: new.context,
            credentials: new.credentials,
        };
        let info = AccountInfo {
            id,
            workspace: new.workspace,
            integration: account.integration.clone(),
            label: new.label.as_deref().and_then(label_of),
            tenant_id: new.tenant_id.as_deref().and_then(label_of),
            context: account.context.clone(),
            status: Status::Active,
            cause: None,
            retry_at: None,
            created_at: time(now),
            updated_at: time(now),
        };
        let bound = self.binds().await?;
        let sealed = self.0.sealed(&info, &account, bound)?;
        let mut changes = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO accounts (id, workspace, integration, label, base_url, overlay, \
             context, credentials, status, revision, created_at, updated_at, tenant_id) \
             SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, $11 FROM workspaces WHERE id = $2 \
             AND ($12 = 1 OR NOT EXISTS (SELECT 1 FROM settings WHERE name = $13))",
        )
        .bind(&info.id)
        .bind(random::id_or_none(&info.workspace))
        .bind(&info.integration)
        .bind(info.label.as_deref().unwrap_or_default())
        .bind(&account.base_url)
        .bind(account.overlay.as_ref().map(|overlay| &overlay.text))
        .bind(context_text(&account.context))
        .bind(sealed)
        .bind(info.status.as_str())
        .bind(now)
        .bind(&info.tenant_id)
        .bind(i64::from(bound))
        .bind(BOUND_KEY)
        .execute(&mut *changes)
        .await?;
        if done.rows_affected() == 0 && bound != self.binds().await? {
            return Err(StoreError::Busy(info.id));
        }
        if done.rows_affected() == 0 {
            return Err(StoreError::Missing {
                what: "workspace",
                id: info.workspace,
            });
        }
        let note = Note {
            action: "account.add",
            workspace: &info.workspace,
            subject: &info.id,
            parts: &[],
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        Ok(info)
    }

    /// The account of an id with its credentials. For an account of another workspace and for one
    /// that does not exist the answer is the same `None`, after the same single query.
    pub async fn account(
        &self,
        scope: &Scope,
        id: &str,
    ) -> Result<Option<(AccountInfo, Account)>, StoreError> {
        let stored = self.stored(scope, id).await?;
        Ok(stored.map(|stored| (stored.info, stored.account)))
    }

    /// What may be known about the account of an id; `None` as for [`Store::account`].
    pub async fn account_info(
        &self,
        scope: &Scope,
        id: &str,
    ) -> Result<Option<AccountInfo>, StoreError> {
        self.row(scope, id)
            .await?
            .as_ref()
            .map(read_info)
            .transpose()
    }

    pub(crate) async fn stored(
        &self,
        scope: &Scope,
        id: &str,
    ) -> Result<Option<StoredAccount>, StoreError> {
        let Some(row) = self.row(scope, id).await? else {
            return Ok(None);
        };
        let sealed: String = row.try_get("credentials")?;
        // Once everything is bound, a text of before is one that somebody put back.
        let unbound_too = !seal::is_bound(&sealed) && !self.is_bound().await?;
        read(&row, &self.0.keys, (&sealed, unbound_too)).map(Some)
    }

    /// True if what is written is bound: beside an earlier version only once everything is.
    pub(super) async fn binds(&self) -> Result<bool, StoreError> {
        Ok(!self.0.beside_earlier || self.is_bound().await?)
    }

    async fn row(&self, scope: &Scope, id: &str) -> Result<Option<AnyRow>, StoreError> {
        let row = sqlx::query(FIND)
            .bind(random::id_or_none(id))
            .bind(&scope.workspace)
            .bind(&scope.account)
            .fetch_optional(&self.0.reading)
            .await?;
        Ok(row)
    }

    /// At most `limit` accounts, the oldest first, and where the next ones begin; of one customer,
    /// where a `tenant` is named.
    ///
    /// # Errors
    /// `After` when this function did not give out `after`.
    pub async fn list_accounts(
        &self,
        scope: &Scope,
        tenant: Option<&str>,
        limit: usize,
        after: Option<&str>,
    ) -> Result<(Vec<AccountInfo>, Option<String>), StoreError> {
        let (from_ms, from_id) = after.map_or(Ok((i64::MIN, "")), place_after)?;
        let limit = limit.max(1);
        let rows = sqlx::query(
            "SELECT * FROM accounts WHERE ($1 IS NULL OR workspace = $1) \
             AND ($2 IS NULL OR id = $2) AND (created_at, id) > ($3, $4) \
             AND ($6 IS NULL OR tenant_id = $6) ORDER BY created_at, id LIMIT $5",
        )
        .bind(&scope.workspace)
        .bind(&scope.account)
        .bind(from_ms)
        .bind(from_id)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
        .bind(tenant.map(storable))
        .fetch_all(&self.0.reading)
        .await?;
        let page = rows.iter().take(limit).map(read_info);
        let page: Vec<AccountInfo> = page.collect::<Result<_, _>>()?;
        let next = page.last().filter(|_| rows.len() > limit);
        let next = next.map(|last| format!("{}.{}", last.created_at.as_millisecond(), last.id));
        Ok((page, next))
    }

    /// Removes an account and the tokens bound to it, once nobody refreshes it. True if there was
    /// one.
    pub async fn remove_account(&self, scope: &Scope, id: &str) -> Result<bool, StoreError> {
        let Some(info) = self.account_info(scope, id).await? else {
            return Ok(false);
        };
        let lease = self.lease(id).await?;
        let mut changes = self.begin().await?;
        for statement in [
            "DELETE FROM tokens WHERE account = $1",
            "DELETE FROM accounts WHERE id = $1",
        ] {
            sqlx::query(statement)
                .bind(id)
                .execute(&mut *changes)
                .await?;
        }
        let note = Note {
            action: "account.remove",
            workspace: &info.workspace,
            subject: id,
            parts: &[],
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        lease.release().await?;
        Ok(true)
    }
}

impl Open {
    /// An account's credentials as they are stored.
    pub(super) fn sealed(
        &self,
        info: &AccountInfo,
        account: &Account,
        bound: bool,
    ) -> Result<String, StoreError> {
        let place = credentials_place(&info.id);
        if !bound {
            return self.keys.seal_unbound(&place, &account.credentials);
        }
        let bond = bond(info, account);
        self.keys.seal_bound(&place, &bond, &account.credentials)
    }
}

fn place_after(after: &str) -> Result<(i64, &str), StoreError> {
    let (ms, id) = after.split_once('.').ok_or(StoreError::After)?;
    let ms = ms.parse().map_err(|_| StoreError::After)?;
    if random::id_or_none(id) == id {
        Ok((ms, id))
    } else {
        Err(StoreError::After)
    }
}

pub(crate) fn credentials_place(id: &str) -> String {
    seal::place("accounts", id, "credentials")
}

pub(crate) fn context_text(context: &IndexMap<String, String>) -> String {
    serde_json::to_string(context).unwrap_or_default()
}

/// A label as it is stored; an empty one is none.
pub(crate) fn label_of(text: &str) -> Option<String> {
    Some(storable(text)).filter(|label| !label.is_empty())
}

/// The plain columns that must not change while the credentials are sealed: where they are sent, in
/// what form, for whom.
pub(crate) fn bond(info: &AccountInfo, account: &Account) -> String {
    let mut digest = Sha256::new();
    let overlay = account
        .overlay
        .as_ref()
        .map(|overlay| overlay.text.as_str());
    // Not every database keeps the order of the variables.
    let mut context: Vec<_> = account.context.iter().collect();
    context.sort();
    let context = context
        .into_iter()
        .flat_map(|(name, value)| [&**name, &**value]);
    let base_url = account.base_url.as_deref();
    let given = [base_url, overlay].map(|text| text.unwrap_or("\0"));
    let parts = [&*info.workspace, &*account.integration].into_iter();
    for part in parts.chain(given).chain(context) {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    URL_SAFE_NO_PAD.encode(digest.finalize())
}

fn read_context(row: &AnyRow) -> Result<IndexMap<String, String>, StoreError> {
    serde_json::from_str(&row.try_get::<String, _>("context")?).map_err(|_| {
        let id: String = row.try_get("id").unwrap_or_default();
        StoreError::Form(format!("the context of account `{id}`"))
    })
}

fn read_info(row: &AnyRow) -> Result<AccountInfo, StoreError> {
    let backoff = read_backoff(row.try_get("backoff")?);
    let waits = backoff.filter(|backoff| backoff.until > Timestamp::now());
    let cause: Option<String> = row.try_get("cause")?;
    Ok(AccountInfo {
        id: row.try_get("id")?,
        workspace: row.try_get("workspace")?,
        integration: row.try_get("integration")?,
        label: label_of(&row.try_get::<String, _>("label")?),
        tenant_id: row.try_get("tenant_id")?,
        context: read_context(row)?,
        status: Status::parse(&row.try_get::<String, _>("status")?),
        retry_at: waits.as_ref().map(|waits| waits.until),
        cause: cause.or(waits.map(|waits| waits.cause)),
        created_at: time(row.try_get("created_at")?),
        updated_at: time(row.try_get("updated_at")?),
    })
}

/// An account's overlay as its diagnostics name it.
pub(crate) fn overlay(id: &str, text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(
        format!("the overlay of account {id}"),
        text,
    ))
}

fn read(
    row: &AnyRow,
    keys: &Keyring,
    (sealed, unbound_too): (&str, bool),
) -> Result<StoredAccount, StoreError> {
    let info = read_info(row)?;
    let began_at: Option<i64> = row.try_get("intent_at")?;
    let intent = row
        .try_get::<Option<String>, _>("intent_token")?
        .map(|refresh_token| Intent {
            refresh_token,
            began_at: time(began_at.unwrap_or(0)),
        });
    let mut account = Account {
        id: info.id.clone(),
        integration: info.integration.clone(),
        base_url: row.try_get("base_url")?,
        overlay: row
            .try_get::<Option<String>, _>("overlay")?
            .map(|text| overlay(&info.id, &text)),
        context: info.context.clone(),
        ..Account::default()
    };
    let place = credentials_place(&info.id);
    let bond = bond(&info, &account);
    account.credentials = keys.open_bound(&place, &bond, sealed, unbound_too)?;
    Ok(StoredAccount {
        account,
        intent,
        backoff: read_backoff(row.try_get("backoff")?),
        revision: row.try_get("revision")?,
        info,
    })
}
