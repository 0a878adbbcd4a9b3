//! More of the world for attacks by many: further hostile workspaces, an account whose token URL hangs, a
//! lock on the database.

use super::vendor::Answer;
use super::world::World;
use sqlx::{AnyConnection, Connection as _};

/// What keeps others from writing, as long as its transaction is open.
const SQLITE: &str = "BEGIN IMMEDIATE";
const POSTGRESQL: &str = "BEGIN; LOCK TABLE accounts, tokens IN EXCLUSIVE MODE";

/// A lock that nobody else gets past; it ends when this is dropped.
pub(super) struct Lock {
    _connection: AnyConnection,
}

impl World {
    /// So many workspaces with so many accounts each, at vendors that give this answer: a token and an
    /// account each time.
    ///
    /// # Errors
    /// One of them cannot be made.
    pub(super) fn enemies(
        &self,
        workspaces: usize,
        accounts: usize,
        answer: &Answer,
    ) -> Result<Vec<(String, String)>, String> {
        let mut made = Vec::new();
        for number in 0..workspaces {
            let (workspace, token) = self.workspace(&format!("hostile {number}"))?;
            for _ in 0..accounts {
                let account = self.enemy_of(&workspace, answer.clone(), None)?;
                made.push((token.clone(), account));
            }
        }
        Ok(made)
    }

    /// Keeps others from writing to the database.
    pub(super) fn lock(&self) -> Option<Lock> {
        let lock = self.runtime.block_on(async {
            let mut connection = AnyConnection::connect(&self.database).await?;
            let words = if self.database.starts_with("sqlite:") {
                SQLITE
            } else {
                POSTGRESQL
            };
            sqlx::raw_sql(words).execute(&mut connection).await?;
            Ok::<_, sqlx::Error>(connection)
        });
        lock.ok().map(|connection| Lock {
            _connection: connection,
        })
    }
}
