//! Writes the page `docs/diagnostics.md` from the table of codes and the cases under
//! `tests/diagnostics/`.

use std::{fmt::Write, fs, path::Path};
use touchpoint_language::diagnostic::Code;

const HEAD: &str = "\
<!-- Written by `cargo xtask generate`; edit crates/language/src/diagnostic/code.rs or the cases under tests/diagnostics/ instead. -->
# Diagnostics

What `touchpoint validate` can say of mappings, overlays, accounts and project files. A code never changes its meaning and is never used again. The first digit is the stage:
1 text and structure, 2 names and small languages, 3 types and promises, 4 cases and paging, 5 safety, 6 the life of an API.
";

/// The page: each code, what it means, and a wrong file with its diagnostics.
///
/// # Errors
/// A case that cannot be read.
pub(crate) fn text(root: &Path) -> Result<String, String> {
    let mut page = HEAD.to_owned();
    let cases = root.join("tests/diagnostics");
    for code in Code::ALL {
        let (number, slug, meaning) = (code.as_str(), code.slug(), code.meaning());
        put(&mut page, &format!("\n## {number} {slug}\n\n{meaning}\n"));
        let folder = cases.join(format!("{number}-{slug}"));
        for (file, language) in [
            ("mapping.yaml", "yaml"),
            ("accounts.yaml", "yaml"),
            ("expected.txt", "text"),
        ] {
            let path = folder.join(file);
            if !path.is_file() {
                continue;
            }
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            put(
                &mut page,
                &format!("\n```{language}\n{}\n```\n", text.trim_end()),
            );
        }
    }
    Ok(page)
}

fn put(page: &mut String, text: &str) {
    // Writing into a text cannot fail.
    let _ = page.write_str(text);
}
