//! A copy of an SQLite database, made while servers use it.

use super::store::Store;
use crate::{StoreError, durable};
use std::path::Path;

impl Store {
    /// Writes the whole database as it is at one moment into a new file that only its owner may
    /// read. What is sealed stays sealed, so the keys must be kept elsewhere.
    ///
    /// # Errors
    /// The file is there already or cannot be written; or the database is PostgreSQL's, which brings
    /// its own tools.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if self.0.is_postgres {
            return Err(StoreError::BackedUpElsewhere);
        }
        let file = |source| StoreError::File {
            path: to.to_owned(),
            verb: "written",
            source,
        };
        if to.exists() {
            return Err(file(std::io::ErrorKind::AlreadyExists.into()));
        }
        durable::open_private(to).map_err(file)?;
        sqlx::query("VACUUM INTO $1")
            .bind(to.to_string_lossy().into_owned())
            .execute(&self.0.reading)
            .await?;
        Ok(())
    }
}
