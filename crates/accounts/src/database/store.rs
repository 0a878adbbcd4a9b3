//! An open database, as everything that is stored in it sees it: SQLite for one server, PostgreSQL for several.

use crate::places::Places;
use crate::single_flight::SingleFlight;
use crate::{Keyring, StoreError};
use jiff::Timestamp;
use sqlx::AnyPool;
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// How long we wait for a connection, and for an answer of the database.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// Workspaces, tokens, accounts and settings in a database, and who changes them. Clones share it.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Open>, pub(super) Arc<str>);

/// The parts of an open store.
pub(crate) struct Open {
    /// Connections to read with, which wait for no writer.
    pub(crate) reading: AnyPool,
    /// Those to write with. SQLite's are apart, as they may wait for its one writer.
    pub(crate) writing: AnyPool,
    pub(crate) is_postgres: bool,
    pub(crate) keys: Keyring,
    /// True while instances of the version before run on the database too.
    pub(crate) beside_earlier: bool,
    /// The connections that lock rows for them.
    pub(crate) locks: Option<AnyPool>,
    pub(crate) single_flight: SingleFlight,
    pub(crate) places: Places,
    /// When the last use of each token was written, in milliseconds since 1970.
    pub(crate) used: Mutex<HashMap<String, i64>>,
    /// True once it is known that everything in the database is bound.
    pub(crate) bound: AtomicBool,
    /// The key that binds tokens; read when it is first needed.
    pub(crate) bound_key: OnceCell<Zeroizing<[u8; 32]>>,
    /// The one that bound less of them, beside earlier versions.
    pub(crate) token_key: OnceCell<Zeroizing<[u8; 32]>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.0.is_postgres {
            "PostgreSQL"
        } else {
            "SQLite"
        };
        write!(out, "Store({kind})")
    }
}

impl Store {
    /// The time of the database's machine; none for SQLite, which has no other.
    pub async fn clock(&self) -> Result<Option<Timestamp>, StoreError> {
        if !self.0.is_postgres {
            return Ok(None);
        }
        let ms = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        let ms: i64 = sqlx::query_scalar(ms).fetch_one(&self.0.reading).await?;
        Ok(Some(time(ms)))
    }

    /// Asks whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.0.reading).await?;
        Ok(())
    }

    /// Ends all connections, once their work is done.
    pub async fn close(&self) {
        if let Some(locks) = &self.0.locks {
            locks.close().await;
        }
        self.0.writing.close().await;
        self.0.reading.close().await;
    }
}

/// The time now, as it is stored.
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A stored time.
pub(crate) fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

/// A text that both databases take: PostgreSQL has no NUL.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "")
}
