//! Seals everything that is sealed under an old key again under the current one.

use super::settings::setting_place;
use super::store::Store;
use crate::StoreError;
use sqlx::Row as _;

impl Store {
    /// Seals everything under the current key; afterwards the old ones may be dropped. Gives how
    /// many rows were sealed again. Servers may run meanwhile, if they know the new key.
    pub async fn rotate_keys(&self) -> Result<u64, StoreError> {
        let current = format!("{}%", self.0.keys.current_prefix());
        let bound = if self.binds().await? {
            self.0.keys.current_bound_prefix()
        } else {
            self.0.keys.current_prefix()
        };
        let bound = format!("{bound}%");
        let mut sealed = 0;
        loop {
            let ids: Vec<String> = sqlx::query_scalar(
                "SELECT id FROM accounts WHERE credentials NOT LIKE $1 LIMIT 100",
            )
            .bind(&bound)
            .fetch_all(&self.0.reading)
            .await?;
            if ids.is_empty() {
                break;
            }
            for id in ids {
                match self.change(&id, |_| {}).await {
                    // The account was removed meanwhile.
                    Err(StoreError::Missing { .. }) => {}
                    done => {
                        done?;
                        sealed += 1;
                    }
                }
            }
        }
        let settings = sqlx::query("SELECT name, value FROM settings WHERE value NOT LIKE $1")
            .bind(&current)
            .fetch_all(&self.0.reading)
            .await?;
        for row in settings {
            let (name, old): (String, String) = (row.try_get("name")?, row.try_get("value")?);
            let place = setting_place(&name);
            let new = self.0.keys.seal(&place, &self.0.keys.open(&place, &old)?)?;
            let done = sqlx::query("UPDATE settings SET value = $3 WHERE name = $1 AND value = $2")
                .bind(name)
                .bind(old)
                .bind(new)
                .execute(&self.0.writing)
                .await?;
            sealed += done.rows_affected();
        }
        Ok(sealed)
    }
}
