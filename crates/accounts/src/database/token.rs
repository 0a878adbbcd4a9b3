//! API tokens: made once, shown once, kept as a hash, and recognised when a request brings one.

use super::audit::Note;
use super::store::{Store, now_ms, storable, time};
use crate::{Caller, Scope, StoreError, random, secret};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use jiff::Timestamp;
use secrecy::SecretString;
use sqlx::{Row as _, any::AnyRow};
use std::sync::PoisonError;
use subtle::ConstantTimeEq as _;
use touchpoint_core::digest;
use zeroize::Zeroizing;

/// What every token begins with: `tp_<id>_<secret>`.
const PREFIX: &str = "tp_";
/// The name of the secret that binds the rights of tokens beside an earlier version.
pub(super) const TOKEN_KEY: &str = "tokens";
/// The most tokens whose last use is remembered.
const REMEMBERED_USES: usize = 10_000;
/// How often the last use is written at most.
const LAST_USE_EVERY_MS: i64 = 60_000;
/// A stand-in for the hash of a token that does not exist: it has the same length and equals no
/// hash.
const NO_HASH: &str = "-------------------------------------------";

/// A token to make.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// The workspace that it sees.
    pub workspace: String,
    /// The one account that it sees, when it is bound to one.
    pub account: Option<String>,
    /// The name that its owner gives it.
    pub name: String,
    /// True if it may change accounts and tokens of the workspace.
    pub admin: bool,
}

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenInfo {
    /// Its id, which is also the middle part of the token.
    pub id: String,
    /// The workspace that it sees.
    pub workspace: String,
    /// The one account that it sees, when it is bound to one.
    pub account: Option<String>,
    /// The name that its owner gives it.
    pub name: String,
    /// True if it may change accounts and tokens of the workspace.
    pub admin: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Store {
    /// Makes a token. Its text is returned here and never again.
    ///
    /// # Errors
    /// `Missing` when there is no such workspace, or no such account in it.
    pub async fn create_token(
        &self,
        token: NewToken,
    ) -> Result<(TokenInfo, SecretString), StoreError> {
        let id = random::id()?;
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?.as_slice()));
        let text = Zeroizing::new(format!("{PREFIX}{id}_{}", secret.as_str()));
        if let Some(account) = &token.account {
            let scope = Scope::workspace(&token.workspace);
            self.account_info(&scope, account)
                .await?
                .ok_or_else(|| StoreError::Missing {
                    what: "account",
                    id: account.clone(),
                })?;
        }
        let info = TokenInfo {
            id,
            workspace: token.workspace,
            account: token.account,
            name: storable(&token.name),
            admin: token.admin,
            created_at: time(now_ms()),
            last_used_at: None,
            revoked_at: None,
        };
        let row = TokenRow {
            hash: hash(&text),
            info,
            mac: String::new(),
        };
        let (key, bound) = self.token_key().await?;
        let mac = row.mac(key, bound);
        let TokenRow { info, hash, .. } = row;
        let mut changes = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO tokens (id, workspace, account, name, admin, hash, created_at, mac) \
             SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM workspaces WHERE id = $2",
        )
        .bind(&info.id)
        .bind(random::id_or_none(&info.workspace))
        .bind(&info.account)
        .bind(&info.name)
        .bind(i64::from(info.admin))
        .bind(&hash)
        .bind(info.created_at.as_millisecond())
        .bind(mac)
        .execute(&mut *changes)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Missing {
                what: "workspace",
                id: info.workspace,
            });
        }
        let given = [("account", info.account.is_some()), ("admin", info.admin)];
        let given = given.into_iter().filter(|(_, given)| *given);
        let parts: Vec<&'static str> = given.map(|(name, _)| name).collect();
        let note = Note {
            action: "token.create",
            workspace: &info.workspace,
            subject: &info.id,
            parts: &parts,
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        Ok((info, SecretString::from(text.as_str())))
    }

    /// The caller with this token; `None` when it is unknown, wrong or revoked. All three take the
    /// same work.
    pub async fn authenticate(&self, secret: &str) -> Result<Option<Caller>, StoreError> {
        let id = secret
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split_once('_'));
        let id = id.map_or(random::NO_ID, |(id, _)| random::id_or_none(id));
        let row = sqlx::query("SELECT * FROM tokens WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.0.reading)
            .await?;
        let row = row.as_ref().map(TokenRow::read).transpose()?;
        let stored = row.as_ref().map_or(NO_HASH, |row| row.hash.as_str());
        let same = bool::from(hash(secret).as_bytes().ct_eq(stored.as_bytes()));
        let in_force = |row: &TokenRow| same && row.info.revoked_at.is_none();
        let Some(row) = row.filter(in_force) else {
            return Ok(None);
        };
        // A row that was written by hand is not bound.
        if !self.is_own(&row).await? {
            return Ok(None);
        }
        let info = row.info;
        self.note_use(&info, now_ms());
        Ok(Some(Caller {
            token: info.id,
            workspace: info.workspace,
            account: info.account,
            admin: info.admin,
        }))
    }

    /// Writes when a token was last used, in the background: no caller waits for it, and none fails
    /// because of it.
    fn note_use(&self, info: &TokenInfo, now: i64) {
        let stored = info.last_used_at.map_or(0, Timestamp::as_millisecond);
        let mut used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
        let before = used.get(&info.id).copied().unwrap_or(0).max(stored);
        if now - before < LAST_USE_EVERY_MS {
            return;
        }
        if used.len() >= REMEMBERED_USES {
            used.clear();
        }
        used.insert(info.id.clone(), now);
        drop(used);
        let (store, id) = (self.clone(), info.id.clone());
        tokio::spawn(async move {
            sqlx::query("UPDATE tokens SET last_used_at = $2 WHERE id = $1")
                .bind(id)
                .bind(now)
                .execute(&store.0.writing)
                .await
        });
    }

    /// True if a token is in force.
    pub async fn is_in_force(&self, id: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT * FROM tokens WHERE id = $1")
            .bind(random::id_or_none(id))
            .fetch_optional(&self.0.reading)
            .await?;
        let Some(row) = row.as_ref().map(TokenRow::read).transpose()? else {
            return Ok(false);
        };
        Ok(row.info.revoked_at.is_none() && self.is_own(&row).await?)
    }

    /// True if a row is as it was written here.
    async fn is_own(&self, row: &TokenRow) -> Result<bool, StoreError> {
        let (key, bound) = self.token_key().await?;
        Ok(row.is_bound_by(key, bound))
    }

    /// The tokens of a scope, the oldest first, including revoked ones.
    pub async fn list_tokens(&self, scope: &Scope) -> Result<Vec<TokenInfo>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM tokens WHERE ($1 IS NULL OR workspace = $1) \
             AND ($2 IS NULL OR account = $2) ORDER BY created_at, id",
        )
        .bind(&scope.workspace)
        .bind(&scope.account)
        .fetch_all(&self.0.reading)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Ends a token. True if there was one in force.
    pub async fn revoke_token(&self, scope: &Scope, id: &str) -> Result<bool, StoreError> {
        let id = random::id_or_none(id);
        let row = sqlx::query("SELECT * FROM tokens WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.0.reading)
            .await?;
        let Some(mut row) = row.as_ref().map(TokenRow::read).transpose()? else {
            return Ok(false);
        };
        let now = now_ms();
        row.info.revoked_at = Some(time(now));
        let (key, bound) = self.token_key().await?;
        let (workspace, mac) = (row.info.workspace.clone(), row.mac(key, bound));
        let mut changes = self.begin().await?;
        let done = sqlx::query(
            "UPDATE tokens SET revoked_at = $1, mac = $5 WHERE id = $2 AND revoked_at IS NULL \
             AND ($3 IS NULL OR workspace = $3) AND ($4 IS NULL OR account = $4)",
        )
        .bind(now)
        .bind(id)
        .bind(&scope.workspace)
        .bind(&scope.account)
        .bind(mac)
        .execute(&mut *changes)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let note = Note {
            action: "token.revoke",
            workspace: &workspace,
            subject: id,
            parts: &[],
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        Ok(true)
    }
}

/// A token as its row holds it.
pub(super) struct TokenRow {
    pub(super) info: TokenInfo,
    hash: String,
    mac: String,
}

impl TokenRow {
    pub(super) fn read(row: &AnyRow) -> Result<TokenRow, StoreError> {
        Ok(TokenRow {
            info: read(row)?,
            hash: row.try_get("hash")?,
            mac: row.try_get::<Option<String>, _>("mac")?.unwrap_or_default(),
        })
    }

    /// The code that binds a token's rights to its hash; and, where all is bound, that it is not revoked.
    pub(super) fn mac(&self, key: &[u8; 32], bound: bool) -> String {
        let mut mac = digest::mac(key);
        let info = &self.info;
        let account = info.account.as_deref().unwrap_or_default();
        let admin = if info.admin { "admin" } else { "" };
        let revoked = info.revoked_at.map(|at| at.as_millisecond().to_string());
        let revoked = revoked.unwrap_or_default();
        let rights = [&*info.id, &*info.workspace, account, admin, &*self.hash];
        for part in rights.into_iter().chain(bound.then_some(&*revoked)) {
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// True if the row has this code.
    pub(super) fn is_bound_by(&self, key: &[u8; 32], bound: bool) -> bool {
        let known = self.mac(key, bound);
        bool::from(self.mac.as_bytes().ct_eq(known.as_bytes()))
    }
}

/// The hash of a token, as it is stored.
fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(secret::hash(text))
}

fn read(row: &AnyRow) -> Result<TokenInfo, StoreError> {
    Ok(TokenInfo {
        id: row.try_get("id")?,
        workspace: row.try_get("workspace")?,
        account: row.try_get("account")?,
        name: row.try_get("name")?,
        admin: row.try_get::<i64, _>("admin")? != 0,
        created_at: time(row.try_get("created_at")?),
        last_used_at: row.try_get::<Option<i64>, _>("last_used_at")?.map(time),
        revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(time),
    })
}
