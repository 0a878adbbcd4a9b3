//! The open sandbox of an engine becomes accounts, one for each integration, with ids that stay
//! the same over every start.

use sha2::{Digest, Sha256};
use touchpoint::{Account, Touchpoint};

/// The accounts of an open sandbox.
pub fn sandbox_accounts(touchpoint: &Touchpoint) -> Vec<Account> {
    let slugs = touchpoint.registry().slugs();
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
    let digest = Sha256::digest(format!("touchpoint sandbox account {slug}").as_bytes());
    let mut bytes = [0; 16];
    bytes
        .iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    uuid(bytes, 8)
}

/// Sixteen bytes as a UUID of a version (RFC 9562: 4 is random, 8 is made in a way of our own).
pub(super) fn uuid(bytes: [u8; 16], version: u8) -> String {
    let mut number = u128::from_be_bytes(bytes);
    number = number & !(0xf << 76) | u128::from(version & 0xf) << 76;
    number = number & !(0x3 << 62) | 0x2 << 62;
    let hex = format!("{number:032x}");
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let parts = parts.map(|(from, to)| hex.get(from..to).unwrap_or_default());
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_and_stay() {
        assert_eq!(uuid([0xff; 16], 4), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16], 8), "00000000-0000-8000-8000-000000000000");
        assert_eq!(id_of("acme"), id_of("acme"));
        assert_ne!(id_of("acme"), id_of("acmee"));
    }
}
