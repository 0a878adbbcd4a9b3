//! Links that work once, on whichever server they are followed.

use super::store::{Store, now_ms};
use crate::StoreError;
use jiff::Timestamp;

impl Store {
    /// Uses a link that ends at a time; false when it was used before.
    pub async fn use_link(&self, id: &str, until: Timestamp) -> Result<bool, StoreError> {
        // A link that has expired is refused anyway, so its use need not be remembered.
        sqlx::query("DELETE FROM used_links WHERE until_ms < $1")
            .bind(now_ms())
            .execute(&self.0.writing)
            .await?;
        let done = sqlx::query(
            "INSERT INTO used_links (id, until_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(until.as_millisecond())
        .execute(&self.0.writing)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
