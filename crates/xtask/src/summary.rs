//! Writes the part of the book's contents that lists the coverage pages; the rest is written by hand and
//! stays.

use std::{fs, path::Path};
use touchpoint_describe::coverage::Coverage;

/// The contents of the book.
pub(crate) const PAGE: &str = "docs/SUMMARY.md";

const START: &str = "<!-- coverage: written by `cargo xtask generate` -->\n";
const END: &str = "<!-- end of coverage -->\n";

/// The coverage pages of one unified model.
pub(crate) struct Part {
    /// What its overview is called.
    pub(crate) title: String,
    /// The overview's file without `.md`, and the folder of the others.
    pub(crate) name: String,
    /// The integrations that have a page.
    pub(crate) coverage: Coverage,
}

/// The contents with a line for each model, and for each of its integrations.
///
/// # Errors
/// The file cannot be read, or the marker lines around that part are missing.
pub(crate) fn text(root: &Path, parts: &[Part]) -> Result<String, String> {
    let page = fs::read_to_string(root.join(PAGE)).map_err(|e| format!("{PAGE}: {e}"))?;
    let gone = |mark: &str| format!("{PAGE} has no line `{}`", mark.trim_end());
    let (before, rest) = page.split_once(START).ok_or_else(|| gone(START))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| gone(END))?;
    let mut lines = String::new();
    for Part {
        title,
        name,
        coverage,
    } in parts
    {
        let line = format!("- [{title}]({name}.md)\n");
        lines.push_str(&line);
        for one in &coverage.integrations {
            let line = format!("  - [{}]({name}/{}.md)\n", one.label, one.slug);
            lines.push_str(&line);
        }
    }
    Ok(format!("{before}{START}{lines}{END}{after}"))
}
