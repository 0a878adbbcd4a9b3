//! What is kept for one account of a file: its newest tokens, the note of a refresh, and if it must
//! be connected again. It is written as JSON, and sealed as a whole.

use crate::database::noted::WrittenBackoff;
use crate::{Keyring, StoreError, seal};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use indexmap::IndexMap;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use touchpoint::{
    Account,
    tokens::{Backoff, Intent},
};
use zeroize::Zeroizing;

/// What is kept for one account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// A digest of the credentials in the file. If the file has other credentials, this entry is
    /// out of date.
    of: String,
    pub(crate) credentials: IndexMap<String, SecretString>,
    pub(crate) context: IndexMap<String, String>,
    pub(crate) intent: Option<Intent>,
    pub(crate) needs_reauth: Option<String>,
    pub(crate) backoff: Option<Backoff>,
}

#[derive(Serialize)]
struct Shown<'a> {
    of: &'a str,
    credentials: IndexMap<&'a str, &'a str>,
    context: &'a IndexMap<String, String>,
    intent: Option<(&'a str, i64)>,
    needs_reauth: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backoff: Option<WrittenBackoff>,
}

// No `Debug`: the credentials are plain text here.
#[derive(Deserialize)]
struct Read {
    of: String,
    credentials: IndexMap<String, String>,
    context: IndexMap<String, String>,
    intent: Option<(String, i64)>,
    needs_reauth: Option<String>,
    #[serde(default)]
    backoff: Option<WrittenBackoff>,
}

impl Entry {
    /// A new entry for an account as the file has it.
    pub(crate) fn new(account: &Account) -> Entry {
        Entry {
            of: digest(account),
            credentials: account.credentials.clone(),
            context: account.context.clone(),
            ..Entry::default()
        }
    }

    /// True if it is about the account as the file has it now.
    pub(crate) fn is_of(&self, account: &Account) -> bool {
        self.of == digest(account)
    }

    /// The account of the file with the newest tokens.
    pub(crate) fn account(&self, account: &Account) -> Account {
        let mut newest = account.clone();
        newest.credentials.clone_from(&self.credentials);
        newest.context.extend(self.context.clone());
        newest
    }

    pub(crate) fn seal(&self, id: &str, keys: &Keyring) -> Result<String, StoreError> {
        let place = place(id);
        let secrets = self.credentials.iter();
        let shown = Shown {
            of: &self.of,
            credentials: secrets
                .map(|(name, secret)| (name.as_str(), secret.expose_secret()))
                .collect(),
            context: &self.context,
            intent: self.intent.as_ref().map(|intent| {
                (
                    intent.refresh_token.as_str(),
                    intent.began_at.as_millisecond(),
                )
            }),
            needs_reauth: self.needs_reauth.as_deref(),
            backoff: self.backoff.as_ref().map(Into::into),
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(16 * 1024));
        serde_json::to_writer(&mut *bytes, &shown).map_err(|_| StoreError::Form(place.clone()))?;
        keys.seal(&place, &bytes)
    }

    pub(crate) fn open(id: &str, sealed: &str, keys: &Keyring) -> Result<Entry, StoreError> {
        let place = place(id);
        let bytes = keys.open(&place, sealed)?;
        let read: Read =
            serde_json::from_slice(&bytes).map_err(|_| StoreError::Form(format!("`{place}`")))?;
        let secret = |(name, text): (String, String)| (name, SecretString::from(text));
        Ok(Entry {
            of: read.of,
            credentials: read.credentials.into_iter().map(secret).collect(),
            context: read.context,
            intent: read.intent.map(|(refresh_token, began_ms)| Intent {
                refresh_token,
                began_at: Timestamp::from_millisecond(began_ms).unwrap_or_default(),
            }),
            needs_reauth: read.needs_reauth,
            backoff: read.backoff.map(Into::into),
        })
    }
}

fn place(id: &str) -> String {
    seal::place("state", id, "entry")
}

fn digest(account: &Account) -> String {
    let mut digest = Sha256::new();
    for (name, secret) in &account.credentials {
        for part in [name.as_str(), secret.expose_secret()] {
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
    }
    URL_SAFE_NO_PAD.encode(digest.finalize())
}
