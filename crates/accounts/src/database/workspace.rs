//! Workspaces: each has its own accounts and tokens, and cannot see those of others.

use super::store::{Store, now_ms, storable};
use crate::{StoreError, random};
use sqlx::Row as _;

/// A workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// Its name; no two have the same.
    pub name: String,
}

impl Store {
    /// Makes a workspace.
    ///
    /// # Errors
    /// `Taken` when there is one of that name.
    pub async fn create_workspace(&self, name: &str) -> Result<Workspace, StoreError> {
        let workspace = Workspace {
            id: random::id()?,
            name: storable(name),
        };
        let done = sqlx::query(
            "INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(&workspace.id)
        .bind(&workspace.name)
        .bind(now_ms())
        .execute(&self.0.pool)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Taken {
                what: "workspace",
                name: workspace.name,
            });
        }
        Ok(workspace)
    }

    /// The workspace of this name, made where it is missing.
    pub async fn workspace(&self, name: &str) -> Result<Workspace, StoreError> {
        match self.create_workspace(name).await {
            Err(StoreError::Taken { .. }) => {
                let all = self.list_workspaces().await?;
                let found = all.into_iter().find(|known| known.name == name);
                found.ok_or_else(|| StoreError::Missing {
                    what: "workspace",
                    id: name.to_owned(),
                })
            }
            made => made,
        }
    }

    /// All workspaces, the oldest first.
    pub async fn list_workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        let rows = sqlx::query("SELECT id, name FROM workspaces ORDER BY created_at, id")
            .fetch_all(&self.0.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Workspace {
                    id: row.try_get("id")?,
                    name: row.try_get("name")?,
                })
            })
            .collect()
    }
}
