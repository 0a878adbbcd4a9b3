//! The lease as the previous version holds it on PostgreSQL: a row locked for a whole transaction. It
//! costs a connection, so only instances that run beside such a version take it; those that write the
//! row instead wait for the lock too.

use super::store::Store;
use crate::StoreError;
use sqlx::{Any, AnyPool, Transaction};

/// Waits as long as a lease may be waited for; a holder that hangs loses the lock.
const LIMITS: &str = "SET LOCAL statement_timeout = '29s'; SET LOCAL lock_timeout = '29s'; \
    SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// A row that is locked until this is dropped.
#[derive(Debug)]
pub(super) struct RowLock(Transaction<'static, Any>);

/// How an account's row was found.
pub(super) enum Row {
    /// It is ours.
    Locked(RowLock),
    /// An instance of this version has it without a lock, or died with it.
    Written,
    /// Whoever held it has removed the row, and perhaps the account.
    Gone,
}

impl Store {
    /// Waits for the lock of an account's row, on a connection of its own.
    pub(super) async fn lock_row(&self, locks: &AnyPool, id: &str) -> Result<Row, StoreError> {
        // Stored apart from the lock, so that others have a row to wait for.
        sqlx::query(
            "INSERT INTO leases (account, holder, until_ms) \
             SELECT id, '', 0 FROM accounts WHERE id = $1 ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .execute(&self.0.writing)
        .await?;
        let mut transaction = locks.begin().await?;
        sqlx::raw_sql(LIMITS).execute(&mut *transaction).await?;
        let holder: Option<String> =
            sqlx::query_scalar("SELECT holder FROM leases WHERE account = $1 FOR UPDATE")
                .bind(id)
                .fetch_optional(&mut *transaction)
                .await
                .map_err(|fault| waited(fault, id))?;
        Ok(match holder.as_deref() {
            Some("") => Row::Locked(RowLock(transaction)),
            Some(_) => Row::Written,
            None => Row::Gone,
        })
    }
}

impl RowLock {
    pub(super) async fn release(self) -> Result<(), StoreError> {
        Ok(self.0.rollback().await?)
    }
}

fn waited(fault: sqlx::Error, id: &str) -> StoreError {
    if is_locked(&fault) {
        return StoreError::Leased(id.to_owned());
    }
    StoreError::Database(fault)
}

/// True if PostgreSQL has waited long enough for a lock.
pub(super) fn is_locked(fault: &sqlx::Error) -> bool {
    let error = fault.as_database_error();
    error.and_then(sqlx::error::DatabaseError::code).as_deref() == Some("55P03")
}
