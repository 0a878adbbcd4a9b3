//! An app of ours at a vendor, as the settings name it.

use secrecy::SecretString;
use serde::Deserialize;

/// An app of ours at a vendor, through which persons allow the access.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuthApp {
    /// Its id.
    pub client_id: String,
    /// Its secret; a public app has none.
    #[serde(default, deserialize_with = "secret")]
    pub client_secret: Option<SecretString>,
}

fn secret<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Into::into))
}
