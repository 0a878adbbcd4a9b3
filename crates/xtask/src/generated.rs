//! The files that are written by the code: each is a path and a function that makes its text.

use crate::diagnostics_page;
use serde_json::Value;
use std::{fs, path::Path};
use touchpoint_core::{schema::mapping_schema, unified};

/// One file that the code writes.
pub struct Generated {
    /// Where it stands, from the root of the workspace.
    pub path: &'static str,
    /// What makes its text; it is given the root.
    pub text: fn(&Path) -> Result<String, String>,
}

/// Every generated file. A new one is one more line.
pub const FILES: &[Generated] = &[
    Generated {
        path: "schemas/mapping.schema.json",
        text: |_| pretty(&mapping_schema(&unified::engagement_model())),
    },
    Generated {
        path: "schemas/overlay.schema.json",
        text: |_| {
            let mapping = mapping_schema(&unified::engagement_model());
            pretty(&touchpoint_core::overlay::overlay_schema(&mapping))
        },
    },
    Generated {
        path: "schemas/engagement.schema.json",
        text: |_| pretty(&unified::engagement_schema()),
    },
    Generated {
        path: "schemas/accounts.schema.json",
        text: |_| pretty(&touchpoint::accounts::schema()),
    },
    Generated {
        path: "docs/diagnostics.md",
        text: diagnostics_page::text,
    },
];

/// Writes every generated file.
///
/// # Errors
/// The first file that cannot be made or written.
pub fn write(root: &Path) -> Result<(), String> {
    for file in FILES {
        let text = (file.text)(root)?;
        let path = root.join(file.path);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("cannot write {}: {error}", file.path))?;
        println!("{}", file.path);
    }
    Ok(())
}

/// The paths of those files that are not what the code would write now.
///
/// # Errors
/// The first file that cannot be made.
pub fn stale(root: &Path) -> Result<Vec<&'static str>, String> {
    let mut stale = Vec::new();
    for file in FILES {
        let wanted = (file.text)(root)?;
        let there = fs::read_to_string(root.join(file.path)).unwrap_or_default();
        if there != wanted {
            stale.push(file.path);
        }
    }
    Ok(stale)
}

/// Fails when a generated file is stale, and says what to do.
///
/// # Errors
/// The stale files, and the command that writes them.
pub fn check(root: &Path) -> Result<(), String> {
    let stale = stale(root)?;
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "stale: {}; run `cargo xtask generate` and commit what it writes",
        stale.join(", ")
    ))
}

fn pretty(value: &Value) -> Result<String, String> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
