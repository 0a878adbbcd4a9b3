//! The right to refresh one account, with one holder at a time among the tasks of this process and
//! the processes on one database. A row names the holder, who updates it regularly; a row that has
//! not changed for a while belongs to a holder that died. Clocks of different machines are never
//! compared: each waiting process measures by itself how long the row has not changed. No
//! connection is held meanwhile.

use super::row_lock::{Row, RowLock, is_locked};
use super::store::{Store, now_ms};
use crate::single_flight::WAIT;
use crate::{StoreError, random};
use sqlx::{AnyPool, Row as _};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};
use tokio::{task::AbortHandle, time::timeout};

/// How long a row must stay unchanged until its holder is taken for dead.
const STILL: Duration = Duration::from_secs(10);
/// How often the holder updates the row.
const SIGN: Duration = Duration::from_millis(2_500);
/// How far in the future a sign lies: the version before reads it as the end of the right.
const TERM_MS: i64 = 10_000;

/// The right to refresh one account. It ends when dropped, and at once with [`Lease::release`].
#[derive(Debug)]
pub struct Lease {
    hold: Option<Hold>,
    _flight: OwnedMutexGuard<()>,
    _place: OwnedSemaphorePermit,
}

#[derive(Debug)]
enum Hold {
    Written(Written),
    /// The lock that the version before looks at; it ends with its transaction.
    Locked(RowLock),
}

/// The row that says that it is ours; a task keeps updating it while we live.
#[derive(Debug)]
struct Written {
    store: Store,
    account: String,
    holder: String,
    signs: AbortHandle,
}

impl Store {
    /// Waits for the right to refresh an account.
    ///
    /// # Errors
    /// `Leased` when others hold it for too long, or too many of its workspace are refreshed; `Missing`
    /// when there is no such account.
    pub async fn lease(&self, id: &str) -> Result<Lease, StoreError> {
        let too_long = || StoreError::Leased(id.to_owned());
        let id = random::id_or_none(id);
        let taken = async {
            // A task that waits for slow vendors of one workspace takes no place from other
            // workspaces.
            let flight = self.0.single_flight.hold(id).await;
            let workspace = self.workspace_of(id).await?;
            let place = self.0.places.enter(&workspace).await;
            Ok(Lease {
                hold: Some(match &self.0.locks {
                    Some(locks) => Hold::Locked(self.lock(locks, id).await?),
                    None => Hold::Written(self.write_down(id).await?),
                }),
                _flight: flight,
                _place: place.ok_or_else(too_long)?,
            })
        };
        timeout(WAIT, taken).await.map_err(|_| too_long())?
    }

    /// Waits for an account's row as the version before holds it.
    async fn lock(&self, locks: &AnyPool, id: &str) -> Result<RowLock, StoreError> {
        loop {
            match self.lock_row(locks, id).await? {
                Row::Locked(lock) => return Ok(lock),
                Row::Written => self.write_down(id).await?.leave_row().await?,
                Row::Gone => drop(self.workspace_of(id).await?),
            }
        }
    }

    async fn write_down(&self, id: &str) -> Result<Written, StoreError> {
        let holder = random::id()?;
        let mut seen: Option<(String, i64, Instant)> = None;
        loop {
            if self.take(id, &holder, seen.as_ref()).await? {
                let signs = self.clone().give_signs(id.to_owned(), holder.clone());
                return Ok(Written {
                    store: self.clone(),
                    account: id.to_owned(),
                    holder,
                    signs: tokio::spawn(signs).abort_handle(),
                });
            }
            let row = sqlx::query("SELECT holder, until_ms FROM leases WHERE account = $1")
                .bind(id)
                .fetch_optional(&self.0.reading)
                .await?;
            match row {
                None => {
                    self.workspace_of(id).await?;
                    seen = None;
                }
                Some(row) => {
                    let now: (String, i64) = (row.try_get("holder")?, row.try_get("until_ms")?);
                    let same = seen
                        .as_ref()
                        .is_some_and(|(holder, sign, _)| (holder, sign) == (&now.0, &now.1));
                    if !same {
                        seen = Some((now.0, now.1, Instant::now()));
                    }
                }
            }
            tokio::time::sleep(Duration::from_millis(fastrand::u64(20..60))).await;
        }
    }

    /// Writes the row where there is none, or where the last seen one has not changed.
    async fn take(
        &self,
        id: &str,
        holder: &str,
        seen: Option<&(String, i64, Instant)>,
    ) -> Result<bool, StoreError> {
        let still = seen.filter(|(_, _, since)| since.elapsed() >= STILL);
        // A row without a holder comes from a version that locked it instead; writing waits for
        // that lock.
        let (known, sign) = still.map_or(("", 0), |(holder, sign, _)| (holder, *sign));
        let done = sqlx::query(
            "INSERT INTO leases (account, holder, until_ms) \
             SELECT id, $2, $3 FROM accounts WHERE id = $1 \
             ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, \
             until_ms = excluded.until_ms \
             WHERE leases.holder = '' OR (leases.holder = $4 AND leases.until_ms = $5)",
        )
        .bind(id)
        .bind(holder)
        .bind(now_ms() + TERM_MS)
        .bind(known)
        .bind(sign)
        .execute(&self.0.writing)
        .await;
        match done {
            Err(fault) if is_locked(&fault) => Ok(false),
            done => Ok(done?.rows_affected() > 0),
        }
    }

    async fn give_signs(self, id: String, holder: String) {
        let mut sign = now_ms() + TERM_MS;
        loop {
            tokio::time::sleep(SIGN).await;
            // Whatever the clock does, the next sign is different.
            sign = (now_ms() + TERM_MS).max(sign.saturating_add(1));
            // A sign that cannot be written is tried again before the right is lost.
            let _ =
                sqlx::query("UPDATE leases SET until_ms = $1 WHERE account = $2 AND holder = $3")
                    .bind(sign)
                    .bind(&id)
                    .bind(&holder)
                    .execute(&self.0.writing)
                    .await;
        }
    }

    async fn workspace_of(&self, id: &str) -> Result<String, StoreError> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT workspace FROM accounts WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.0.reading)
                .await?;
        found.ok_or_else(|| StoreError::Missing {
            what: "account",
            id: id.to_owned(),
        })
    }

    async fn give_back(&self, id: &str, holder: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM leases WHERE account = $1 AND holder = $2")
            .bind(id)
            .bind(holder)
            .execute(&self.0.writing)
            .await?;
        Ok(())
    }
}

impl Lease {
    /// Gives the right back at once.
    pub async fn release(mut self) -> Result<(), StoreError> {
        match self.hold.take() {
            Some(Hold::Written(row)) => {
                row.signs.abort();
                row.store.give_back(&row.account, &row.holder).await
            }
            Some(Hold::Locked(lock)) => lock.release().await,
            None => Ok(()),
        }
    }
}

impl Written {
    /// Gives the right back, and leaves a row that can be locked.
    async fn leave_row(self) -> Result<(), StoreError> {
        self.signs.abort();
        sqlx::query(
            "UPDATE leases SET holder = '', until_ms = 0 WHERE account = $1 AND holder = $2",
        )
        .bind(&self.account)
        .bind(&self.holder)
        .execute(&self.store.0.reading)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
impl Lease {
    /// Acts as if its process died: no more signs, and the row stays.
    pub(crate) fn die(mut self) {
        if let Some(Hold::Written(row)) = self.hold.take() {
            row.signs.abort();
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A lock ends by itself. The row must be removed, else others wait until it lapses.
        let Some(Hold::Written(row)) = self.hold.take() else {
            return;
        };
        row.signs.abort();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { row.store.give_back(&row.account, &row.holder).await });
        }
    }
}
