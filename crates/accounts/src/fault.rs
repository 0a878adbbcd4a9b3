//! What can go wrong in a store, in words that hold no secret and no address.

use crate::service::AccountsFault;
use std::{io, path::PathBuf};

/// A store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed or does not answer.
    #[error("the accounts' database fails: {0}")]
    Database(#[from] sqlx::Error),
    /// The database does not answer in time.
    #[error("the accounts' database did not answer in time")]
    Late,
    /// The address belongs to no known kind of database.
    #[error(
        "the address of the accounts' database begins with neither `sqlite:` nor `postgres:`; for example `sqlite://touchpoint.db`"
    )]
    Address,
    /// This program is built without the database of the address.
    #[error(
        "this program is built without {database}; turn the feature `{feature}` of `touchpoint-accounts` on"
    )]
    NotBuilt {
        /// `SQLite`, `PostgreSQL`.
        database: &'static str,
        /// The feature that brings it.
        feature: &'static str,
    },
    /// The database was written by a later version.
    #[error(
        "the accounts' database has schema {found}, this version knows {known}; use the newer version"
    )]
    Newer {
        /// The schema found.
        found: i64,
        /// The last schema that is known here.
        known: i64,
    },
    /// Two marks of the database contradict each other.
    #[error(
        "the accounts' database was changed by hand: one mark says that everything in it is bound, and another does not; restore its backup"
    )]
    ChangedByHand,
    /// A backup of PostgreSQL was asked for.
    #[error("PostgreSQL is backed up by its own tools; run `pg_dump`")]
    BackedUpElsewhere,
    /// A file cannot be read or written.
    #[error("`{path}` cannot be {verb}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// `read`, `written`, `locked`.
        verb: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A state file has an unknown form.
    #[error("`{0}` is not a state file of this version; name another, or move it away")]
    StateForm(PathBuf),
    /// There is no key.
    #[error(
        "there is no key to seal credentials with; set `{variable}` to 32 random bytes in base64, or name a key file"
    )]
    NoKey {
        /// The variable of the environment.
        variable: String,
    },
    /// A key has the wrong form.
    #[error("key {position} of {place} is not 32 bytes in base64 or hexadecimal")]
    KeyForm {
        /// The variable or the file.
        place: String,
        /// Which one, from 1.
        position: usize,
    },
    /// No key opens what was sealed.
    #[error(
        "{place} cannot be opened with the keys given; add the key that sealed it after the current one"
    )]
    Sealed {
        /// Where it stands.
        place: String,
    },
    /// The machine gives no random bytes.
    #[error("the operating system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// There is no such thing.
    #[error("there is no {what} `{id}`")]
    Missing {
        /// `workspace`, `account`.
        what: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// The name is in use.
    #[error("there is a {what} `{name}` already; choose another name")]
    Taken {
        /// `workspace`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// The place to go on from is unknown.
    #[error("this place in the list of accounts is not one that was given out")]
    After,
    /// An account is being refreshed elsewhere, and that takes too long.
    #[error("account `{0}` is being refreshed by somebody else for too long; try again")]
    Leased(String),
    /// An account was changed elsewhere again and again.
    #[error("account `{0}` is changed too often at once; try again")]
    Busy(String),
    /// The account is another one than the change was checked against.
    #[error("account `{0}` was changed meanwhile; begin again")]
    Changed(String),
    /// A stored text does not have the form of its column.
    #[error("{0} in the store cannot be read")]
    Form(String),
}

impl StoreError {
    /// True if the same may succeed a moment later, without a change by anybody: the database is down,
    /// locked or too busy, or somebody else renews the account.
    pub fn is_passing(&self) -> bool {
        match self {
            StoreError::Database(fault) => passes(fault),
            StoreError::Late | StoreError::Leased(_) | StoreError::Busy(_) => true,
            _ => false,
        }
    }
}

/// True if a database fails for a moment only.
fn passes(fault: &sqlx::Error) -> bool {
    let told = match fault {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => return true,
        sqlx::Error::Database(told) => told.code(),
        _ => return false,
    };
    let code = told.as_deref().unwrap_or_default();
    match code.parse::<u32>() {
        // SQLite: another process holds its lock; the low byte is the kind.
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6),
        // PostgreSQL: no connection, too few resources, a lock or a statement that takes too long, a
        // server that goes down or begins, two transactions in each other's way.
        _ => ["08", "53", "55P03", "57", "40"]
            .iter()
            .any(|kind| code.len() == 5 && code.starts_with(kind)),
    }
}

impl From<StoreError> for AccountsFault {
    fn from(fault: StoreError) -> AccountsFault {
        match fault {
            StoreError::After => AccountsFault::Cursor,
            StoreError::Changed(id) => AccountsFault::Changed(id),
            // The database does not answer; a moment later it may.
            StoreError::Database(
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed,
            ) => AccountsFault::Away(fault.to_string()),
            StoreError::Leased(_) | StoreError::Busy(_) => {
                AccountsFault::Refused(fault.to_string())
            }
            fault if fault.is_passing() => AccountsFault::Away(fault.to_string()),
            fault => AccountsFault::Broken(fault.to_string()),
        }
    }
}
