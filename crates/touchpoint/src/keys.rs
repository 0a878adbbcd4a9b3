//! The keys that sign cursors and checkpoints.

use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Account;

/// The keys that sign cursors.
#[derive(Clone)]
pub(crate) enum CursorKeys {
    /// One secret for all accounts, and older ones behind it.
    One(Key),
    /// Each account's own credentials: a cursor is valid as long as they are.
    PerAccount,
}

/// Who keeps the place that a call gives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SignedAs {
    /// A caller, who may not change it.
    Cursor,
    /// The program itself, also after the account's credentials have changed.
    Checkpoint,
}

impl CursorKeys {
    /// The first of these secrets signs; those of all are known.
    pub(crate) fn of<S: AsRef<[u8]>>(secrets: impl IntoIterator<Item = S>) -> CursorKeys {
        let mut keys = secrets.into_iter().map(|secret| Key::new(secret.as_ref()));
        match keys.next() {
            Some(first) => CursorKeys::One(first.and_older(keys)),
            None => CursorKeys::PerAccount,
        }
    }

    pub(crate) fn key(&self, account: &Account, signed: SignedAs) -> Key {
        match (self, signed) {
            (CursorKeys::One(key), _) => key.clone(),
            (CursorKeys::PerAccount, SignedAs::Cursor) => Key::of_account(account),
            (CursorKeys::PerAccount, SignedAs::Checkpoint) => Key::new(b"checkpoint"),
        }
    }

    pub(crate) fn names(&self) -> KeyNames {
        KeyNames(match self {
            CursorKeys::One(key) => key.names().collect(),
            CursorKeys::PerAccount => Vec::new(),
        })
    }
}

/// The names of an engine's keys, the one that signs first; none where it has no key.
pub(crate) struct KeyNames(Vec<String>);

impl KeyNames {
    /// The name of the key that signs.
    pub(crate) fn signs(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// Why a checkpoint that was signed so is not taken here; none where its key is known.
    pub(crate) fn unlike(&self, signer: Option<&str>) -> Option<&'static str> {
        match signer {
            Some(_) if self.0.is_empty() => Some(
                "the checkpoint was signed with a cursor key, and this engine has none: name it with `cursor_key`, or start again without the checkpoint",
            ),
            Some(signer) if !self.0.iter().any(|known| known == signer) => Some(
                "the checkpoint was signed with another cursor key than this engine has: name the old key behind the new one with `cursor_keys`, or start again without the checkpoint",
            ),
            None if !self.0.is_empty() => Some(
                "the checkpoint was made by an engine without a cursor key, and this one has one: start again without the checkpoint",
            ),
            _ => None,
        }
    }
}
