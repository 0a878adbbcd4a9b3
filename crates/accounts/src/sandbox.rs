//! The accounts of an engine's open sandbox, one for each integration, with ids that are the same
//! after every start.

use sha2::{Digest, Sha256};
use touchpoint::{Account, Touchpoint};
use uuid::Builder;

/// The accounts of an open sandbox.
pub fn sandbox_accounts(touchpoint: &Touchpoint) -> Vec<Account> {
    let slugs = touchpoint.integrations();
    let accounts = slugs.iter().filter_map(|slug| {
        let account = touchpoint.sandbox_account(slug)?;
        Some(Account {
            id: id_of(slug),
            ..account
        })
    });
    accounts.collect()
}

/// The id of an integration's sandbox account.
fn id_of(slug: &str) -> String {
    let digest = Sha256::digest(format!("touchpoint sandbox account {slug}"));
    let first = digest.first_chunk::<16>().copied().unwrap_or_default();
    Builder::from_custom_bytes(first).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_and_stay() {
        assert_eq!(id_of("acme").len(), 36);
        assert_eq!(id_of("acme").as_bytes()[14], b'8');
        assert_eq!(id_of("acme"), id_of("acme"));
        assert_ne!(id_of("acme"), id_of("acmee"));
    }
}
