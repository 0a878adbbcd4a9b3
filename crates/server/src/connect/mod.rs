//! The signed links to connect an account, and the state that ties a browser's way to the vendor
//! and its way back together. Nothing is kept on the server, so that any of several servers can go
//! on.
//!
//! ```text
//! link    base64url( claims as JSON ) . base64url( HMAC-SHA256 )
//! cookie  a nonce of the browser's own
//! state   link . base64url( SHA-256 of the nonce )
//! ```
//!
//! The verifier (RFC 7636) is made of the server's key, the link and the nonce: neither the browser
//! nor the vendor's page can know it.

mod claims;
mod oauth_app;

pub(crate) use claims::{Claims, LinkFault};
pub use oauth_app::OAuthApp;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq as _;
use touchpoint_accounts::{StoreError, random_bytes};
use touchpoint_core::digest;

/// What a server needs to connect accounts.
pub(crate) struct Connect {
    key: [u8; 32],
    /// By integration.
    pub(crate) apps: BTreeMap<String, OAuthApp>,
    /// Where browsers reach this server, without a slash at the end.
    pub(crate) public_url: String,
}

impl Connect {
    pub(crate) fn new(
        key: [u8; 32],
        apps: BTreeMap<String, OAuthApp>,
        public_url: &str,
    ) -> Connect {
        Connect {
            key,
            apps,
            public_url: public_url.trim_end_matches('/').to_owned(),
        }
    }

    /// Where a vendor sends the browser back to.
    pub(crate) fn redirect_uri(&self, integration: &str) -> String {
        format!("{}/connect/{integration}/callback", self.public_url)
    }

    /// The signed text of claims.
    pub(crate) fn sign(&self, claims: &Claims) -> String {
        let claims = URL_SAFE_NO_PAD.encode(claims.to_json());
        let tag = URL_SAFE_NO_PAD.encode(self.mac(&[b"link", claims.as_bytes()]));
        format!("{claims}.{tag}")
    }

    /// The claims of a signed text, if it is still good.
    pub(crate) fn open(&self, link: &str, integration: &str) -> Result<Claims, LinkFault> {
        let (claims, tag) = link.split_once('.').ok_or(LinkFault::Forged)?;
        let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| LinkFault::Forged)?;
        if !same(&tag, &self.mac(&[b"link", claims.as_bytes()])) {
            return Err(LinkFault::Forged);
        }
        let claims = URL_SAFE_NO_PAD
            .decode(claims)
            .map_err(|_| LinkFault::Forged)?;
        let claims = Claims::from_json(&claims).ok_or(LinkFault::Forged)?;
        if claims.integration != integration {
            return Err(LinkFault::Forged);
        }
        if claims.has_ended() {
            return Err(LinkFault::Ended);
        }
        Ok(claims)
    }

    /// The state that goes to the vendor and comes back with the code.
    pub(crate) fn state(link: &str, nonce: &str) -> String {
        format!("{link}.{}", hash(nonce))
    }

    /// The link of a state that came back to the browser with this nonce.
    pub(crate) fn link_of<'s>(state: &'s str, nonce: &str) -> Result<&'s str, LinkFault> {
        let (link, told) = state.rsplit_once('.').ok_or(LinkFault::Forged)?;
        if same(told.as_bytes(), hash(nonce).as_bytes()) {
            Ok(link)
        } else {
            Err(LinkFault::OtherBrowser)
        }
    }

    /// The verifier of one way to the vendor and back.
    pub(crate) fn verifier(&self, link: &str, nonce: &str) -> [u8; 32] {
        self.mac(&[b"verifier", link.as_bytes(), nonce.as_bytes()])
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = digest::mac(&self.key);
        for part in parts {
            mac.update(part);
            mac.update(&[0]);
        }
        mac.finalize().into_bytes().into()
    }
}

/// 16 random bytes of the operating system, as a text.
pub(crate) fn nonce() -> Result<String, StoreError> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<16>()?.as_slice()))
}

fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// Compares in a time that does not depend on where they differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect(key: u8) -> Connect {
        Connect::new([key; 32], BTreeMap::new(), "https://us.example/")
    }

    fn claims(ends_at: i64) -> Claims {
        Claims {
            id: "1".into(),
            workspace: "w".into(),
            integration: "acme".into(),
            ends_at,
            ..Claims::default()
        }
    }

    #[test]
    fn a_link_is_good_for_its_own_server_integration_and_time() {
        let link = connect(1).sign(&claims(i64::MAX / 2));
        assert_eq!(connect(1).open(&link, "acme").unwrap().workspace, "w");
        assert_eq!(connect(2).open(&link, "acme"), Err(LinkFault::Forged));
        assert_eq!(connect(1).open(&link, "other"), Err(LinkFault::Forged));
        for changed in [
            &link.replacen('e', "f", 1),
            "",
            ".",
            "a.b",
            &format!("{link}A"),
        ] {
            assert_eq!(
                connect(1).open(changed, "acme"),
                Err(LinkFault::Forged),
                "{changed}"
            );
        }
        let ended = connect(1).sign(&claims(7));
        assert_eq!(connect(1).open(&ended, "acme"), Err(LinkFault::Ended));
    }

    #[test]
    fn a_state_is_good_in_the_browser_that_it_began_in() {
        let link = connect(1).sign(&claims(i64::MAX / 2));
        let state = Connect::state(&link, "mine");
        assert_eq!(Connect::link_of(&state, "mine"), Ok(link.as_str()));
        assert_eq!(
            Connect::link_of(&state, "another's"),
            Err(LinkFault::OtherBrowser)
        );
        assert_ne!(
            connect(1).verifier(&link, "mine"),
            connect(1).verifier(&link, "another's")
        );
    }
}
