//! Writes the part of the book's contents that lists the coverage pages; the rest is written by hand and
//! stays.

use std::{fs, path::Path};
use touchpoint_describe::coverage::Coverage;

/// The contents of the book.
pub(crate) const PAGE: &str = "docs/SUMMARY.md";

const START: &str = "<!-- coverage: written by `cargo xtask generate` -->\n";
const END: &str = "<!-- end of coverage -->\n";

/// The contents with a line for each integration.
///
/// # Errors
/// The file cannot be read, or the marker lines around that part are missing.
pub(crate) fn text(root: &Path, coverage: &Coverage) -> Result<String, String> {
    let page = fs::read_to_string(root.join(PAGE)).map_err(|e| format!("{PAGE}: {e}"))?;
    let gone = |mark: &str| format!("{PAGE} has no line `{}`", mark.trim_end());
    let (before, rest) = page.split_once(START).ok_or_else(|| gone(START))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| gone(END))?;
    let lines = coverage
        .integrations
        .iter()
        .map(|one| format!("  - [{}](coverage/{}.md)\n", one.label, one.slug));
    let lines: Vec<String> = lines.collect();
    let first = "- [Who supports what](coverage.md)\n";
    Ok(format!(
        "{before}{START}{first}{}{END}{after}",
        lines.concat()
    ))
}
