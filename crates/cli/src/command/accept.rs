//! `test --accept`: what came becomes what is expected. Only pages are written; a page that became
//! an error, or an error that became a page, is a person's to judge.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::pretty;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use touchpoint::ListQuery;
use touchpoint::core::cursor::Key;
use touchpoint::core::plan::Plan;
use touchpoint::core::run::{Options, list};
use touchpoint::corpus::{A_CURSOR, Case, Expected, Recorded};
use touchpoint::replay::account;

/// Rewrites the expected pages of a case that differ; says which files.
pub(super) async fn accept(
    folder: &Path,
    case: &Case,
    plan: &Plan,
) -> Result<Vec<PathBuf>, Failed> {
    let mut written = Vec::new();
    let Ok((mut query, _)) = ListQuery::parse(&case.query, &plan.model) else {
        return Ok(written);
    };
    let account = account(case, plan);
    let transport = Recorded::new(case);
    let options = Options::new(Key::new(b"accepted pages show no cursor"));
    for (page, expected) in (1..).zip(&case.expected) {
        let Ok(listing) = list(plan, &query, &account, &transport, &options).await else {
            break;
        };
        let came = without_cursor(&listing.response.to_json());
        if let (Expected::Page(expected), Some(came)) = (expected, came)
            && *expected != came
        {
            let file = folder.join(&case.slug).join(&case.name);
            let file = file.join(format!("{page}.expected.json"));
            fs::write(&file, pretty(&came) + "\n").map_err(|error| {
                let name = file.display();
                Failed::said(
                    Exit::Unreadable,
                    format!("`{name}` cannot be written: {error}"),
                )
            })?;
            written.push(file);
        }
        query.next_cursor = listing.response.next_cursor;
        if query.next_cursor.is_none() {
            break;
        }
    }
    Ok(written)
}

fn without_cursor(bytes: &[u8]) -> Option<Value> {
    let mut page: Value = serde_json::from_slice(bytes).ok()?;
    if let Some(cursor) = page
        .get_mut("next_cursor")
        .filter(|cursor| cursor.is_string())
    {
        *cursor = A_CURSOR.into();
    }
    Some(page)
}
