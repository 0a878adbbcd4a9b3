//! Writes the part of the language page that describes the transforms; the rest of the page is
//! written by hand and stays.

use std::{fs, path::Path};
use touchpoint_language::transform::Transform;

/// The page.
pub(crate) const PAGE: &str = "docs/mapping-language.md";

const START: &str =
    "<!-- transforms: written by `cargo xtask generate` from crates/language/src/transform -->\n";
const END: &str = "<!-- end of transforms -->\n";

/// The page with the current descriptions of the transforms.
///
/// # Errors The page cannot be read, or the marker lines around that part are missing.
pub(crate) fn text(root: &Path) -> Result<String, String> {
    let page = fs::read_to_string(root.join(PAGE)).map_err(|e| format!("{PAGE}: {e}"))?;
    let gone = |mark: &str| format!("{PAGE} has no line `{}`", mark.trim_end());
    let (before, rest) = page.split_once(START).ok_or_else(|| gone(START))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| gone(END))?;
    Ok(format!("{before}{START}{}{END}{after}", transforms()))
}

fn transforms() -> String {
    let docs = Transform::DOCS;
    let keys = docs.iter().filter_map(|doc| doc.rows.first());
    let keys: Vec<&str> = keys.map(|(key, _)| *key).collect();
    let rows = docs.iter().flat_map(|doc| doc.rows);
    let rows: Vec<String> = rows
        .map(|(key, meaning)| format!("| {key} | {meaning} |\n"))
        .collect();
    let examples = docs.iter().map(|doc| format!("  {}\n", doc.example));
    let examples: Vec<String> = examples.collect();
    let (rows, examples) = (rows.concat(), examples.concat());
    format!(
        "The work is done in this order: pick, then {}.\n\n| then | |\n|---|---|\n{rows}\n\
         ```yaml\nfields:\n{examples}```\n",
        keys.join(", then ")
    )
}
