//! Workspaces: each has its own accounts and tokens, and cannot see those of others.

use super::audit::Note;
use super::store::{Store, now_ms, storable};
use crate::{Scope, StoreError, random};
use sqlx::Row as _;

/// A workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// Its name; no two have the same.
    pub name: String,
}

/// What went with a workspace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RemovedWorkspace {
    /// The number of its accounts.
    pub accounts: u64,
    /// The number of its tokens, those that were revoked among them.
    pub tokens: u64,
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
        let mut changes = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(&workspace.id)
        .bind(&workspace.name)
        .bind(now_ms())
        .execute(&mut *changes)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Taken {
                what: "workspace",
                name: workspace.name,
            });
        }
        let note = Note {
            action: "workspace.add",
            workspace: &workspace.id,
            subject: &workspace.id,
            parts: &[],
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        Ok(workspace)
    }

    /// Removes a workspace with everything of it: its tokens at once, its accounts as soon as nobody
    /// renews them, and what the audit says of both. One line of the audit stays, which says that it
    /// was removed. None when there is no such workspace.
    pub async fn remove_workspace(
        &self,
        name: &str,
    ) -> Result<Option<RemovedWorkspace>, StoreError> {
        let all = self.list_workspaces().await?;
        let Some(workspace) = all.into_iter().find(|known| known.name == name) else {
            return Ok(None);
        };
        let mut removed = RemovedWorkspace {
            accounts: 0,
            tokens: 0,
        };
        let tokens = sqlx::query("DELETE FROM tokens WHERE workspace = $1");
        let tokens = tokens.bind(&workspace.id).execute(&self.0.writing).await?;
        removed.tokens = tokens.rows_affected();
        let scope = Scope::workspace(&workspace.id);
        loop {
            let (page, _) = self.list_accounts(&scope, None, 100, None).await?;
            if page.is_empty() {
                break;
            }
            for info in page {
                removed.accounts += u64::from(self.remove_account(&scope, &info.id).await?);
            }
        }
        let mut changes = self.begin().await?;
        for statement in [
            "DELETE FROM audit WHERE workspace = $1",
            "DELETE FROM workspaces WHERE id = $1",
        ] {
            let statement = sqlx::query(statement).bind(&workspace.id);
            statement.execute(&mut *changes).await?;
        }
        let note = Note {
            action: "workspace.remove",
            workspace: &workspace.id,
            subject: &workspace.id,
            parts: &[],
        };
        self.note(&mut changes, note).await?;
        changes.commit().await?;
        Ok(Some(removed))
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
            .fetch_all(&self.0.reading)
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
