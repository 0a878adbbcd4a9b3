//! The right to refresh one account: one holder at a time among the tasks of this process, and
//! among the processes on one database. On PostgreSQL a locked row is the right, on SQLite a row
//! that says who has it and until when. A holder that dies loses it.

use super::store::{Store, now_ms};
use crate::single_flight::WAIT;
use crate::{StoreError, random};
use sqlx::{Any, Transaction};
use std::time::Duration;
use tokio::{sync::OwnedMutexGuard, task::AbortHandle, time::timeout};

/// How long a written right lasts beyond its holder's last sign of life.
const HOLD_MS: i64 = 10_000;
/// How often the holder gives one.
const SIGN: Duration = Duration::from_millis(2_500);
/// What PostgreSQL is told: the wait a little shorter than ours, so that its connection is free
/// again when we give up.
const LIMITS: &str =
    "SET LOCAL lock_timeout = '29s'; SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// The right to refresh one account. It ends when dropped, and at once with [`Lease::release`].
#[derive(Debug)]
pub struct Lease {
    hold: Option<Hold>,
    _flight: OwnedMutexGuard<()>,
}

enum Hold {
    /// The row is locked as long as this transaction is open.
    Locked(Transaction<'static, Any>, String),
    /// The row says that it is ours, and until when; a task moves that on while we live.
    Written(Store, String, String, AbortHandle),
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Hold::Locked(_, account) | Hold::Written(_, account, ..)) = self;
        write!(out, "{account}")
    }
}

impl Store {
    /// Waits for the right to refresh an account.
    ///
    /// # Errors
    /// `Leased` when others hold it for too long, `Missing` when there is no such account.
    pub async fn lease(&self, id: &str) -> Result<Lease, StoreError> {
        let too_long = || StoreError::Leased(id.to_owned());
        let id = random::id_or_none(id);
        let taken = async {
            let flight = self.0.single_flight.hold(id).await;
            let hold = match &self.0.leases {
                Some(pool) => self.lock(pool.begin().await?, id).await?,
                None => self.write_down(id).await?,
            };
            Ok(Lease {
                hold: Some(hold),
                _flight: flight,
            })
        };
        timeout(WAIT, taken).await.map_err(|_| too_long())?
    }

    async fn lock(
        &self,
        mut transaction: Transaction<'static, Any>,
        id: &str,
    ) -> Result<Hold, StoreError> {
        sqlx::raw_sql(LIMITS).execute(&mut *transaction).await?;
        loop {
            // Stored apart from the lock, so that others have a row to wait for.
            sqlx::query(
                "INSERT INTO leases (account, holder, until_ms) \
                 SELECT id, '', 0 FROM accounts WHERE id = $1 ON CONFLICT DO NOTHING",
            )
            .bind(id)
            .execute(&self.0.pool)
            .await?;
            let locked = sqlx::query("SELECT account FROM leases WHERE account = $1 FOR UPDATE")
                .bind(id)
                .fetch_optional(&mut *transaction)
                .await
                .map_err(|fault| lock_fault(fault, id))?;
            if locked.is_some() {
                return Ok(Hold::Locked(transaction, id.to_owned()));
            }
            // Without an account there is no row, and whoever held it has removed both.
            self.must_exist(id).await?;
        }
    }

    async fn write_down(&self, id: &str) -> Result<Hold, StoreError> {
        let holder = random::id()?;
        loop {
            let now = now_ms();
            let done = sqlx::query(
                "INSERT INTO leases (account, holder, until_ms) \
                 SELECT id, $2, $3 FROM accounts WHERE id = $1 \
                 ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, \
                 until_ms = excluded.until_ms WHERE leases.until_ms < $4",
            )
            .bind(id)
            .bind(&holder)
            .bind(now + HOLD_MS)
            .bind(now)
            .execute(&self.0.pool)
            .await?;
            if done.rows_affected() > 0 {
                let signs = self.clone().give_signs(id.to_owned(), holder.clone());
                let signs = tokio::spawn(signs).abort_handle();
                return Ok(Hold::Written(self.clone(), id.to_owned(), holder, signs));
            }
            self.must_exist(id).await?;
            tokio::time::sleep(Duration::from_millis(fastrand::u64(10..40))).await;
        }
    }

    async fn give_signs(self, id: String, holder: String) {
        loop {
            tokio::time::sleep(SIGN).await;
            // A sign that cannot be written is given again before the right is lost.
            let _ =
                sqlx::query("UPDATE leases SET until_ms = $1 WHERE account = $2 AND holder = $3")
                    .bind(now_ms() + HOLD_MS)
                    .bind(&id)
                    .bind(&holder)
                    .execute(&self.0.pool)
                    .await;
        }
    }

    async fn must_exist(&self, id: &str) -> Result<(), StoreError> {
        let found: Option<String> = sqlx::query_scalar("SELECT id FROM accounts WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.0.pool)
            .await?;
        found.map(drop).ok_or_else(|| StoreError::Missing {
            what: "account",
            id: id.to_owned(),
        })
    }

    async fn give_back(&self, id: &str, holder: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM leases WHERE account = $1 AND holder = $2")
            .bind(id)
            .bind(holder)
            .execute(&self.0.pool)
            .await?;
        Ok(())
    }
}

impl Lease {
    /// Gives the right back at once.
    pub async fn release(mut self) -> Result<(), StoreError> {
        match self.hold.take() {
            Some(Hold::Locked(transaction, _)) => Ok(transaction.rollback().await?),
            Some(Hold::Written(store, id, holder, signs)) => {
                signs.abort();
                store.give_back(&id, &holder).await
            }
            None => Ok(()),
        }
    }

    /// Gives the right back for ever: the account is gone.
    pub(super) async fn remove(mut self) -> Result<(), StoreError> {
        if let Some(Hold::Locked(mut transaction, id)) =
            self.hold.take_if(|hold| matches!(hold, Hold::Locked(..)))
        {
            let delete = "DELETE FROM leases WHERE account = $1";
            sqlx::query(delete)
                .bind(id)
                .execute(&mut *transaction)
                .await?;
            return Ok(transaction.commit().await?);
        }
        self.release().await
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // An open transaction ends by itself; a row must be taken back, else it lapses.
        let Some(Hold::Written(store, id, holder, signs)) = self.hold.take() else {
            return;
        };
        signs.abort();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { store.give_back(&id, &holder).await });
        }
    }
}

/// PostgreSQL says `55P03` when it has waited long enough for a lock.
fn lock_fault(fault: sqlx::Error, id: &str) -> StoreError {
    let code = fault
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    if code.as_deref() == Some("55P03") {
        return StoreError::Leased(id.to_owned());
    }
    StoreError::Database(fault)
}
