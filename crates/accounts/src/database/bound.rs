//! Brings a database up to date, and binds what an earlier version left unbound: credentials to what
//! stands beside them, the rights of tokens to their hashes and to whether they are revoked. It is done
//! once, for all rows together; from then on nothing opens that is not bound, so that a row of before,
//! put back by hand, is of no use.
//!
//! While instances of an earlier version run on the database too, it waits. The key of bound tokens says
//! that it was done, and the schema says the same: one without the other was changed by hand.

use super::open::{AT_START, MIGRATIONS, begin_sqlite, migrate, schema, set_schema};
use super::settings::setting_place;
use super::store::Store;
use super::token::{TOKEN_KEY, TokenRow};
use crate::{StoreError, random, seal};
use sqlx::{Any, Row as _, Transaction};
use std::collections::HashSet;
use std::sync::atomic::Ordering;
use zeroize::Zeroizing;

/// The name of the secret that binds tokens; it is made when everything is bound.
pub(super) const BOUND_KEY: &str = "tokens.bound";
/// The schema of a database in which everything is bound.
pub(super) const BOUND: usize = MIGRATIONS.len() + 1;
/// Up to this schema, the rights of tokens may not be bound to their hashes at all; they are bound
/// before the next one.
const UNBOUND: usize = 3;
/// How often it is looked again for rows that others wrote meanwhile.
const TRIES: usize = 16;

impl Store {
    /// True if everything in the database is bound.
    pub(super) async fn is_bound(&self) -> Result<bool, StoreError> {
        let bound = &self.0.bound;
        if !bound.load(Ordering::Acquire) && has_key(self).await?.1 {
            bound.store(true, Ordering::Release);
        }
        Ok(bound.load(Ordering::Acquire))
    }

    /// Brings the schema up to date, and binds what is not bound yet.
    pub(super) async fn updated(self) -> Result<Store, StoreError> {
        let (pool, is_postgres) = (&self.0.writing, self.0.is_postgres);
        migrate(pool, is_postgres, UNBOUND, BOUND).await?;
        if schema(pool).await? <= UNBOUND {
            self.bind_rights().await?;
        }
        migrate(pool, is_postgres, MIGRATIONS.len(), BOUND).await?;
        match has_key(&self).await? {
            (true, true) => self.0.bound.store(true, Ordering::Release),
            (false, false) if self.0.beside_earlier => {}
            (false, false) => self.bind().await?,
            _ => return Err(StoreError::ChangedByHand),
        }
        Ok(self)
    }

    /// Binds everything. An account that no key opens stays as it is, and then the rest of it waits too.
    async fn bind(&self) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let unopened = self.bind_accounts().await?;
            if !unopened.is_empty() {
                return Ok(());
            }
            let old = self.known_secret(TOKEN_KEY).await?;
            let mut changes = self.alone().await?;
            if self.seal_off(&mut changes, old.as_deref()).await? {
                changes.commit().await?;
                self.0.bound.store(true, Ordering::Release);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Binds each account that is not; gives the ids of those that cannot be opened.
    async fn bind_accounts(&self) -> Result<HashSet<String>, StoreError> {
        let mut unopened = HashSet::new();
        let mut connection = self.0.reading.acquire().await?;
        let ids = unbound(&mut connection).await?;
        drop(connection);
        for id in ids {
            match self.change(&id, |_| {}).await {
                // It was removed meanwhile.
                Err(StoreError::Missing { .. }) => {}
                Err(StoreError::Sealed { .. }) => drop(unopened.insert(id)),
                bound => drop(bound?),
            }
        }
        Ok(unopened)
    }

    /// A transaction during which nobody else writes accounts or tokens.
    async fn alone(&self) -> Result<Transaction<'static, Any>, StoreError> {
        if !self.0.is_postgres {
            return begin_sqlite(&self.0.writing).await;
        }
        let mut changes = self.0.writing.begin().await?;
        sqlx::raw_sql(AT_START).execute(&mut *changes).await?;
        sqlx::query("LOCK TABLE accounts, tokens IN SHARE ROW EXCLUSIVE MODE")
            .execute(&mut *changes)
            .await?;
        Ok(changes)
    }

    /// Binds the tokens and notes that all is bound. False where somebody wrote an account meanwhile.
    async fn seal_off(
        &self,
        changes: &mut Transaction<'static, Any>,
        old: Option<&[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let key: Zeroizing<[u8; 32]> = random::bytes()?;
        let sealed = self
            .0
            .keys
            .seal(&setting_place(BOUND_KEY), key.as_slice())?;
        let insert = "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let made = sqlx::query(insert).bind(BOUND_KEY).bind(sealed);
        if made.execute(&mut **changes).await?.rows_affected() == 0 {
            // Another instance was first.
            return Ok(true);
        }
        if !unbound(changes).await?.is_empty() {
            return Ok(false);
        }
        let rows = sqlx::query("SELECT * FROM tokens WHERE mac IS NOT NULL")
            .fetch_all(&mut **changes)
            .await?;
        for row in rows {
            let row = TokenRow::read(&row)?;
            // What was written by hand is not bound now either.
            if !old.is_some_and(|old| row.is_bound_by(old, false)) {
                continue;
            }
            sqlx::query("UPDATE tokens SET mac = $2 WHERE id = $1")
                .bind(&row.info.id)
                .bind(row.mac(&key, true))
                .execute(&mut **changes)
                .await?;
        }
        set_schema(changes, BOUND).await?;
        Ok(true)
    }

    /// Binds the rights of a very early version's tokens to their hashes.
    async fn bind_rights(&self) -> Result<(), StoreError> {
        let rows = sqlx::query("SELECT * FROM tokens WHERE mac IS NULL")
            .fetch_all(&self.0.reading)
            .await?;
        for row in rows {
            let (row, key) = (TokenRow::read(&row)?, self.secret(TOKEN_KEY).await?);
            sqlx::query("UPDATE tokens SET mac = $2 WHERE id = $1")
                .bind(&row.info.id)
                .bind(row.mac(&key, false))
                .execute(&self.0.writing)
                .await?;
        }
        Ok(())
    }

    /// The key that binds tokens, and whether it binds all that it does now.
    pub(super) async fn token_key(&self) -> Result<(&[u8; 32], bool), StoreError> {
        let bound = self.is_bound().await?;
        let (kept, name) = if bound {
            (&self.0.bound_key, BOUND_KEY)
        } else {
            (&self.0.token_key, TOKEN_KEY)
        };
        let key: &[u8; 32] = kept.get_or_try_init(|| self.secret(name)).await?;
        Ok((key, bound))
    }
}

/// Whether the schema says that all is bound, and whether the key does, at one moment.
async fn has_key(store: &Store) -> Result<(bool, bool), StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT MAX(version) FROM schema_version) AS version, \
         (SELECT COUNT(*) FROM settings WHERE name = $1) AS keys",
    )
    .bind(BOUND_KEY)
    .fetch_one(&store.0.reading)
    .await?;
    let version: Option<i64> = row.try_get("version")?;
    let version = usize::try_from(version.unwrap_or(0)).unwrap_or(0);
    Ok((version >= BOUND, row.try_get::<i64, _>("keys")? > 0))
}

/// The ids of the accounts whose credentials are not bound.
async fn unbound(connection: &mut sqlx::AnyConnection) -> Result<Vec<String>, StoreError> {
    let ids = sqlx::query_scalar("SELECT id FROM accounts WHERE credentials NOT LIKE $1");
    let bound = format!("{}%", seal::bound_prefix());
    Ok(ids.bind(bound).fetch_all(connection).await?)
}
