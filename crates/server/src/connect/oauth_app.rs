//! One of our apps at a vendor, as the settings name it.

use secrecy::SecretString;
use serde::Deserialize;

/// One of our apps at a vendor, through which people allow the access.
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
