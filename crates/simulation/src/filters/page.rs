//! Writes the page `docs/filters.md`: what becomes of every filter.

use super::planned::{engine, planned};
use std::fmt::Write;
use std::path::Path;
use touchpoint::Operator;

/// The page.
pub const PAGE: &str = "docs/filters.md";

/// The page, as Markdown.
///
/// # Errors
/// As [`planned`].
pub fn page(root: &Path) -> Result<String, String> {
    let mut text = String::from(
        "<!-- Made by `cargo xtask generate` from the mappings. -->\n\n# Filters\n\n\
         What becomes of a filter: the vendor applies it (**P**, pushed); it applies it loosely and the\n\
         records are checked again (**B**, both); the records are checked (**C**), and\n\
         where the list's order ends the reading (**O**); it chose the list, or says\n\
         what every record of it bears (**D**, decided); the call is refused with a 400 (**-**). A filter that is not in a table is refused under every operator.\n\n\
         The tables are the planner's own answers. `tests/data/filters.yaml` says by hand what they must\n\
         be, and a test holds the two equal. The page named above a table is the vendor's own of\n\
         that list, which says what the list can be asked for.\n",
    );
    let touchpoint = engine()?;
    for (slug, ways) in planned(root)? {
        let label = touchpoint
            .plan(&slug)
            .map_or(slug.as_str(), |plan| &plan.mapping.label);
        let _ = writeln!(text, "\n## {label}");
        for way in ways {
            let page = format!("[the vendor's page]({})", way.see);
            let given = match way.beside() {
                beside if beside.is_empty() => format!("Nothing else given; {page}:"),
                beside => format!("With {beside}; {page}:"),
            };
            let operators = Operator::ALL.map(Operator::word).join(" | ");
            let _ = writeln!(text, "\n{given}\n\n| filter | {operators} |");
            let _ = writeln!(text, "|---|{}", "---|".repeat(Operator::ALL.len()));
            for (name, fates) in &way.rows {
                if fates.chars().all(|fate| fate == '-') {
                    continue;
                }
                let cells: Vec<String> = fates.chars().map(String::from).collect();
                let _ = writeln!(text, "| `{name}` | {} |", cells.join(" | "));
            }
        }
    }
    Ok(text)
}
