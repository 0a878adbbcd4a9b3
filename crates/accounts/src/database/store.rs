//! An address becomes an open database of the current schema: SQLite for one server, PostgreSQL
//! for several.

use crate::single_flight::SingleFlight;
use crate::{Keyring, StoreError, durable};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use sqlx::{
    AnyConnection, AnyPool, Executor as _,
    any::{AnyPoolOptions, install_default_drivers},
};
use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

/// Each schema's changes to the one before it.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_links.sql"),
];

/// Servers that open one PostgreSQL at the same time migrate it one after the other.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(8317504212)";

/// How often a locked SQLite file is tried again when it is opened, 20 ms apart.
const OPEN_TRIES: usize = 250;

/// Connections beside those that hold leases.
const CONNECTIONS: u32 = 8;
/// Connections that hold leases. They are apart, so that who holds one can always write.
const LEASE_CONNECTIONS: u32 = 4;

/// Workspaces, tokens, accounts and settings in a database. Clones share it.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Open>);

/// What a store holds while it is open.
pub(crate) struct Open {
    pub(crate) pool: AnyPool,
    /// The connections whose transactions are leases; on SQLite there are none.
    pub(crate) leases: Option<AnyPool>,
    pub(crate) keys: Keyring,
    pub(crate) single_flight: SingleFlight,
}

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.0.leases.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        };
        write!(out, "Store({kind})")
    }
}

impl Store {
    /// Opens a database and brings its schema up to date. A missing SQLite file is made.
    ///
    /// ```text
    /// sqlite://touchpoint.db    sqlite::memory:    postgres://user@host/database
    /// ```
    ///
    /// # Errors
    /// When the address is of no known kind, the database does not answer, or a newer version
    /// wrote it; who runs the server acts.
    pub async fn open(url: &str, keys: Keyring) -> Result<Store, StoreError> {
        install_default_drivers();
        let (pool, leases) = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = AnyPoolOptions::new();
            let leases = options
                .clone()
                .min_connections(0)
                .max_connections(LEASE_CONNECTIONS);
            let pool = options.max_connections(CONNECTIONS).connect(url).await?;
            (pool, Some(leases.connect_lazy(url)?))
        } else if let Some(rest) = url.strip_prefix("sqlite:") {
            (
                open_sqlite(url, rest.strip_prefix("//").unwrap_or(rest)).await?,
                None,
            )
        } else {
            return Err(StoreError::Address);
        };
        migrate(&pool, leases.is_some()).await?;
        Ok(Store(Arc::new(Open {
            pool,
            leases,
            keys,
            single_flight: SingleFlight::default(),
        })))
    }

    /// Asks whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.0.pool).await?;
        Ok(())
    }

    /// Ends all connections, once their work is done.
    pub async fn close(&self) {
        if let Some(leases) = &self.0.leases {
            leases.close().await;
        }
        self.0.pool.close().await;
    }
}

async fn open_sqlite(url: &str, rest: &str) -> Result<AnyPool, StoreError> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_memory = path == ":memory:" || query.contains("mode=memory");
    if !in_memory && !query.contains("mode=") {
        let path = PathBuf::from(percent_decode_str(path).decode_utf8_lossy().as_ref());
        durable::open_private(&path).map_err(|source| StoreError::File {
            path,
            verb: "written",
            source,
        })?;
    }
    let options = AnyPoolOptions::new().after_connect(|connection, _| {
        Box::pin(async move {
            // FULL: what a call has stored outlives the process and the machine.
            let settings =
                "PRAGMA busy_timeout=15000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON";
            connection.execute(sqlx::raw_sql(settings)).await.map(drop)
        })
    });
    // Each connection to memory has a database of its own: there must be one, for ever.
    let options = if in_memory {
        options
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
    } else {
        options.max_connections(CONNECTIONS)
    };
    let pool = options.connect(url).await?;
    // SQLite waits for no lock when it changes the mode, so we do.
    let mut tries = 0;
    loop {
        match sqlx::query("PRAGMA journal_mode=WAL").execute(&pool).await {
            Err(sqlx::Error::Database(_)) if tries < OPEN_TRIES => tries += 1,
            done => break done.map(drop)?,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(pool)
}

async fn migrate(pool: &AnyPool, is_postgres: bool) -> Result<(), StoreError> {
    let mut changes = if is_postgres {
        pool.begin().await?
    } else {
        pool.begin_with("BEGIN IMMEDIATE").await?
    };
    if is_postgres {
        sqlx::query(MIGRATION_LOCK).execute(&mut *changes).await?;
    }
    let made = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
    sqlx::query(made).execute(&mut *changes).await?;
    let found: Option<i64> = sqlx::query_scalar("SELECT version FROM schema_version")
        .fetch_optional(&mut *changes)
        .await?;
    let found = found.unwrap_or(0);
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for change in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        run(&mut changes, change).await?;
    }
    sqlx::query("DELETE FROM schema_version")
        .execute(&mut *changes)
        .await?;
    sqlx::query("INSERT INTO schema_version (version) VALUES ($1)")
        .bind(known)
        .execute(&mut *changes)
        .await?;
    Ok(changes.commit().await?)
}

/// Runs several statements.
async fn run(connection: &mut AnyConnection, statements: &'static str) -> Result<(), StoreError> {
    connection.execute(sqlx::raw_sql(statements)).await?;
    Ok(())
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
