//! The audit: one line for each change of an account, a token or a workspace, written together with
//! the change. It says who, what and when, and names the parts that were changed, never their
//! values.

use super::store::{Store, now_ms, storable, time};
use crate::{Scope, StoreError, random};
use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};
use std::sync::Arc;

/// One line of the audit.
///
/// ```text
/// 2026-03-02T10:00:00Z  cli  account.change  of workspace 0b…  account 4f…  [label, credentials]
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who: the id of a token, `cli`, or what a program calls itself.
    pub actor: String,
    /// What: `account.add`, `account.change`, `account.remove`, `token.create`, `token.revoke`,
    /// `workspace.add`, `workspace.remove`.
    pub action: String,
    /// The id of the workspace.
    pub workspace: String,
    /// The id of the account, the token or the workspace.
    pub subject: String,
    /// The names of the parts that were given.
    pub parts: Vec<String>,
}

/// A change, as it is noted.
pub(crate) struct Note<'a> {
    pub(crate) action: &'static str,
    pub(crate) workspace: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) parts: &'a [&'static str],
}

impl Store {
    /// The same store; the audit says of its changes that this actor made them.
    #[must_use]
    pub fn acting_as(&self, actor: &str) -> Store {
        Store(self.0.clone(), Arc::from(storable(actor)))
    }

    /// Notes a change within its transaction.
    pub(super) async fn note(
        &self,
        changes: &mut AnyConnection,
        note: Note<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (id, at_ms, actor, action, workspace, subject, parts) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(random::id()?)
        .bind(now_ms())
        .bind(&*self.1)
        .bind(note.action)
        .bind(note.workspace)
        .bind(note.subject)
        .bind(serde_json::to_string(note.parts).unwrap_or_default())
        .execute(changes)
        .await?;
        Ok(())
    }

    /// The newest lines of the audit, at most `limit`, of one workspace or of all.
    pub async fn audit(&self, scope: &Scope, limit: usize) -> Result<Vec<AuditLine>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM audit WHERE ($1 IS NULL OR workspace = $1) \
             ORDER BY at_ms DESC, id LIMIT $2",
        )
        .bind(&scope.workspace)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.0.reading)
        .await?;
        let line = |row: &sqlx::any::AnyRow| {
            Ok(AuditLine {
                at: time(row.try_get("at_ms")?),
                actor: row.try_get("actor")?,
                action: row.try_get("action")?,
                workspace: row.try_get("workspace")?,
                subject: row.try_get("subject")?,
                parts: serde_json::from_str(&row.try_get::<String, _>("parts")?)
                    .unwrap_or_default(),
            })
        };
        rows.iter().map(line).collect()
    }
}
