//! The keys and the database, as they are: nothing is made, and nothing is brought up to date.

use super::accounts::of_store;
use super::seen::{PATIENCE, Seen};
use crate::backing::KEYS;
use crate::settings::Settings;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use std::path::PathBuf;
use std::time::Instant;
use tokio::time::timeout;
use touchpoint::Touchpoint;
use touchpoint_accounts::{Keyring, Store};

/// Clocks that differ by more than this are told.
const APART_SECONDS: i64 = 5;

/// The keys and what is said of them; nothing where none are needed or there are none.
pub(super) fn keys(settings: &Settings) -> Result<(Keyring, String), Option<Seen>> {
    let needed = settings.database.is_some() || settings.state.is_some();
    let bad = |says: String, next: &str| Err(Some(Seen::bad("keys", says, next)));
    if let Some(keys) = &settings.keys {
        let place = format!("`{KEYS}`");
        return match Keyring::parse(keys.expose_secret(), &place) {
            Ok(ring) => Ok((ring, format!("those of {place} are read"))),
            Err(fault) => bad(fault.to_string(), "make one: `openssl rand -base64 32`"),
        };
    }
    match &settings.key_file {
        Some(path) if path.exists() => match Keyring::from_env_or_file(KEYS, Some(path)) {
            Ok(ring) => Ok((ring, format!("those of `{}` are read", path.display()))),
            Err(fault) => bad(
                fault.to_string(),
                "put the key file back from where it is kept",
            ),
        },
        Some(path) => {
            let says = format!("`{}` is missing", path.display());
            let next =
                "a new one is made when the server starts; it opens no accounts that are there";
            Err(Some(Seen::doubtful("keys", says, next)))
        }
        None if needed => bad(
            format!("there is neither `{KEYS}` nor a key file"),
            "make a key: `openssl rand -base64 32`",
        ),
        None => Err(None),
    }
}

/// The database, its clock, and its accounts.
pub(super) async fn database(
    address: &SecretString,
    keys: Option<Keyring>,
    touchpoint: Option<&Touchpoint>,
) -> Vec<Seen> {
    let missing = sqlite_file(address).filter(|file| !file.exists());
    if let Some(file) = missing {
        let says = format!("`{}` is not there yet", file.display());
        let next = "it is made when the server starts; if it should be there, restore its backup";
        return vec![Seen::doubtful("database", says, next)];
    }
    let Some(keys) = keys else {
        let says = "it was not looked at, as there is no key";
        return vec![Seen::doubtful("database", says, "give the key first")];
    };
    let began = Instant::now();
    let looked = timeout(PATIENCE, Store::look(address.expose_secret(), keys)).await;
    let (store, schema) = match looked {
        Ok(Ok(looked)) => looked,
        Ok(Err(fault)) => {
            let next = "see if it runs, and if the address and its password are right";
            return vec![Seen::bad("database", fault.to_string(), next)];
        }
        Err(_) => {
            let says = format!("it did not answer within {} s", PATIENCE.as_secs());
            return vec![Seen::bad(
                "database",
                says,
                "see if it runs and can be reached",
            )];
        }
    };
    let took = began.elapsed().as_millis();
    if schema.found > schema.known {
        let says = format!(
            "it has schema {}, and this version knows {}",
            schema.found, schema.known
        );
        return vec![Seen::bad(
            "database",
            says,
            "use the newer version, or restore the backup made before",
        )];
    }
    if schema.found < schema.known {
        let says = format!(
            "it has schema {}; a server of this version brings it to {}",
            schema.found, schema.known
        );
        return vec![Seen::doubtful(
            "database",
            says,
            "make a backup before that: `touchpoint backup`, `pg_dump`",
        )];
    }
    let mut seen = vec![Seen::good("database", format!("it answered in {took} ms"))];
    seen.extend(clock(&store).await);
    if let Some(touchpoint) = touchpoint {
        seen.extend(of_store(&store, touchpoint).await);
    }
    store.close().await;
    seen
}

/// The database's clock beside ours.
async fn clock(store: &Store) -> Option<Seen> {
    let theirs = store.clock().await.ok()??;
    let apart = Timestamp::now().as_second() - theirs.as_second();
    if apart.abs() <= APART_SECONDS {
        return Some(Seen::good("clock", "the database's agrees"));
    }
    let says = format!("the database's differs by {} s", apart.abs());
    Some(Seen::doubtful(
        "clock",
        says,
        "let both machines keep time by NTP",
    ))
}

/// The file of an SQLite address.
pub(super) fn sqlite_file(address: &SecretString) -> Option<PathBuf> {
    let rest = address.expose_secret().strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = rest.split('?').next().unwrap_or_default();
    let in_memory = path.is_empty() || path == ":memory:" || rest.contains("mode=memory");
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    (!in_memory).then(|| PathBuf::from(path))
}
