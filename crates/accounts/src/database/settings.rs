//! Secrets that the servers on one database share: the first that asks makes them, and they are
//! stored sealed.

use super::store::Store;
use crate::{StoreError, random, seal};
use zeroize::Zeroizing;

pub(super) fn setting_place(name: &str) -> String {
    seal::place("settings", name, "value")
}

impl Store {
    /// The 32 random bytes of this name.
    pub async fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let place = setting_place(name);
        let find = || {
            sqlx::query_scalar::<_, String>("SELECT value FROM settings WHERE name = $1").bind(name)
        };
        let sealed = if let Some(sealed) = find().fetch_optional(&self.0.reading).await? {
            sealed
        } else {
            let mine = self
                .0
                .keys
                .seal(&place, random::bytes::<32>()?.as_slice())?;
            let insert =
                "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            sqlx::query(insert)
                .bind(name)
                .bind(mine)
                .execute(&self.0.writing)
                .await?;
            // The first server has made it for all.
            find().fetch_one(&self.0.reading).await?
        };
        self.opened(name, &sealed).map(Zeroizing::new)
    }

    /// The same, where it was made before.
    pub(super) async fn known_secret(
        &self,
        name: &str,
    ) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError> {
        let find = sqlx::query_scalar::<_, String>("SELECT value FROM settings WHERE name = $1");
        let sealed = find.bind(name).fetch_optional(&self.0.reading).await?;
        let opened = sealed.map(|sealed| self.opened(name, &sealed).map(Zeroizing::new));
        opened.transpose()
    }

    fn opened(&self, name: &str, sealed: &str) -> Result<[u8; 32], StoreError> {
        let place = setting_place(name);
        let plain = self.0.keys.open(&place, sealed)?;
        let bytes = plain.as_slice().try_into();
        bytes.map_err(|_| StoreError::Form(format!("`{place}`")))
    }
}
