//! Opens the database of an address and brings it to the current schema.

use super::store::{Open, PATIENCE, Store};
use crate::places::Places;
use crate::single_flight::SingleFlight;
use crate::{Keyring, StoreError, durable};
use percent_encoding::percent_decode_str;
use sqlx::{
    Any, AnyConnection, AnyPool, Executor as _, Transaction,
    any::{AnyPoolOptions, install_default_drivers},
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};
use tokio::sync::OnceCell;

/// Each schema's changes to the one before it.
pub(super) const MIGRATIONS: [&str; 5] = [
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_links.sql"),
    include_str!("../../migrations/0003_bound.sql"),
    include_str!("../../migrations/0004_tokens_are_bound.sql"),
    include_str!("../../migrations/0005_audit.sql"),
];

/// Servers that open one PostgreSQL at the same time migrate it one after the other.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(8317504212)";
/// They wait for each other longer than a caller would, and so may each change.
pub(super) const AT_START: &str =
    "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '10min'";

/// How often a locked SQLite file is tried again on opening, 20 ms apart.
const OPEN_TRIES: usize = 250;

/// Connections of one server.
const CONNECTIONS: u32 = 8;
/// Further ones, which write to SQLite. One that waits for the writer stays with it when its caller
/// has given up, so they are not those that others read with.
const WRITERS: u32 = 3;
/// The settings of each connection to PostgreSQL: a statement that takes longer than we wait is of
/// no use.
const POSTGRES: &str = "SET statement_timeout = '5s'; SET lock_timeout = '2s'";
/// The same for SQLite. FULL means that stored data survives a crash of the process and the
/// machine.
const SQLITE: &str = "PRAGMA busy_timeout=2000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON";

/// Who changes things where nobody is named.
const NOBODY: &str = "program";

/// The schema that a database has, and the one that this version knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schemas {
    /// The database's.
    pub found: usize,
    /// The last one that is known here.
    pub known: usize,
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
        Store::connect(url, keys, false).await?.updated().await
    }

    /// As [`Store::open`], while instances of the version before run on the database too, as when
    /// one instance after another is replaced. What is written they can read, and accounts are
    /// refreshed by one of all instances at a time. What is not bound yet is bound by the first instance
    /// that is opened without it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_beside_earlier(url: &str, keys: Keyring) -> Result<Store, StoreError> {
        Store::connect(url, keys, true).await?.updated().await
    }

    /// Looks at a database as it is: nothing is made in it and nothing brought up to date. The store
    /// may be used only where both schemas are the same.
    ///
    /// # Errors
    /// As [`Store::open`], but for a later version's database.
    pub async fn look(url: &str, keys: Keyring) -> Result<(Store, Schemas), StoreError> {
        let store = Store::connect(url, keys, false).await?;
        // A database without the table is new.
        let found = schema(&store.0.reading).await.unwrap_or(0);
        // The last step binds what is stored, and changes no table.
        let known = MIGRATIONS.len() + 1;
        Ok((store, Schemas { found, known }))
    }

    async fn connect(url: &str, keys: Keyring, beside_earlier: bool) -> Result<Store, StoreError> {
        let is_postgres = url.starts_with("postgres:") || url.starts_with("postgresql:");
        if !is_postgres && !url.starts_with("sqlite:") {
            return Err(StoreError::Address);
        }
        is_built(is_postgres)?;
        install_default_drivers();
        let (reading, writing) = if is_postgres {
            let options = options(POSTGRES).max_connections(CONNECTIONS);
            let pool = options.connect(url).await?;
            (pool.clone(), pool)
        } else {
            let rest = url.strip_prefix("sqlite:").unwrap_or(url);
            open_sqlite(url, rest.strip_prefix("//").unwrap_or(rest)).await?
        };
        let locks = (is_postgres && beside_earlier).then(|| {
            let options = options(POSTGRES).max_connections(CONNECTIONS);
            options.connect_lazy(url)
        });
        let open = Open {
            reading,
            writing,
            is_postgres,
            keys,
            beside_earlier,
            locks: locks.transpose()?,
            single_flight: SingleFlight::default(),
            places: Places::default(),
            used: Mutex::default(),
            bound: AtomicBool::new(false),
            bound_key: OnceCell::new(),
            token_key: OnceCell::new(),
        };
        Ok(Store(Arc::new(open), Arc::from(NOBODY)))
    }
}

/// Refuses a database that this program is built without.
fn is_built(is_postgres: bool) -> Result<(), StoreError> {
    let (database, feature, is_built) = if is_postgres {
        ("PostgreSQL", "postgres", cfg!(feature = "postgres"))
    } else {
        ("SQLite", "sqlite", cfg!(feature = "sqlite"))
    };
    if is_built {
        return Ok(());
    }
    Err(StoreError::NotBuilt { database, feature })
}

/// Connections that begin with these settings.
fn options(told: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(sqlx::raw_sql(told)).await.map(drop) })
        })
}

/// Connections to read with, and those to write with.
async fn open_sqlite(url: &str, rest: &str) -> Result<(AnyPool, AnyPool), StoreError> {
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
    if in_memory {
        // Each connection to memory has a database of its own, so there must be exactly one, which
        // is never closed.
        let one = options(SQLITE).max_connections(1);
        let one = one.idle_timeout(None).max_lifetime(None);
        let pool = one.connect(url).await?;
        return Ok((pool.clone(), pool));
    }
    let reading = options(SQLITE).max_connections(CONNECTIONS);
    let reading = reading.connect(url).await?;
    // SQLite does not wait for locks when it changes the mode, so we do.
    let mut tries = 0;
    loop {
        match sqlx::query("PRAGMA journal_mode=WAL")
            .execute(&reading)
            .await
        {
            Err(sqlx::Error::Database(_)) if tries < OPEN_TRIES => tries += 1,
            done => break done.map(drop)?,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let writing = options(SQLITE).max_connections(WRITERS);
    Ok((reading, writing.connect_lazy(url)?))
}

/// The schema of an open database.
pub(super) async fn schema(pool: &AnyPool) -> Result<usize, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("SELECT version FROM schema_version")
        .fetch_optional(pool)
        .await?;
    Ok(usize::try_from(found.unwrap_or(0)).unwrap_or(0))
}

/// Brings the schema up to a version, of those that are known, unless it is there already.
pub(super) async fn migrate(
    pool: &AnyPool,
    is_postgres: bool,
    upto: usize,
    known: usize,
) -> Result<(), StoreError> {
    let mut changes = if is_postgres {
        pool.begin().await?
    } else {
        begin_sqlite(pool).await?
    };
    if is_postgres {
        sqlx::raw_sql(AT_START).execute(&mut *changes).await?;
        sqlx::query(MIGRATION_LOCK).execute(&mut *changes).await?;
    }
    let made = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
    sqlx::query(made).execute(&mut *changes).await?;
    let found: Option<i64> = sqlx::query_scalar("SELECT version FROM schema_version")
        .fetch_optional(&mut *changes)
        .await?;
    let found = found.unwrap_or(0);
    let known = i64::try_from(known).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let before = usize::try_from(found).unwrap_or(0);
    if before >= upto {
        return Ok(());
    }
    for change in MIGRATIONS.iter().take(upto).skip(before) {
        run(&mut changes, change).await?;
    }
    set_schema(&mut changes, upto).await?;
    Ok(changes.commit().await?)
}

/// Notes the schema that a database has after these changes.
pub(super) async fn set_schema(
    changes: &mut AnyConnection,
    version: usize,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM schema_version")
        .execute(&mut *changes)
        .await?;
    sqlx::query("INSERT INTO schema_version (version) VALUES ($1)")
        .bind(i64::try_from(version).unwrap_or(i64::MAX))
        .execute(&mut *changes)
        .await?;
    Ok(())
}

/// Servers that open one SQLite at the same time migrate it one after the other.
pub(super) async fn begin_sqlite(pool: &AnyPool) -> Result<Transaction<'static, Any>, StoreError> {
    let mut tries = 0;
    loop {
        match pool.begin_with("BEGIN IMMEDIATE").await {
            Err(sqlx::Error::Database(_)) if tries < 8 => tries += 1,
            begun => return Ok(begun?),
        }
    }
}

/// Runs several statements.
async fn run(connection: &mut AnyConnection, statements: &'static str) -> Result<(), StoreError> {
    connection.execute(sqlx::raw_sql(statements)).await?;
    Ok(())
}
