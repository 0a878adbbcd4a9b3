//! Writes the page `docs/unverified.md` from the marks in the mappings: what each takes for true
//! without proof, and the request that would settle it.
//!
//! ```yaml
//! # unverified: the largest page, which rests on clients.
//! # To settle: `GET /calls?limit=250`, in an account with more.
//! size: { send_as: limit, max: 100 }
//! ```

use std::path::Path;
use std::sync::Arc;
use touchpoint::mapping_files;
use touchpoint_language::document::{Kind, Node, parse};
use touchpoint_language::source::SourceFile;

/// Where the page stands.
pub(crate) const PAGE: &str = "docs/unverified.md";

const HEAD: &str = "\
<!-- Written by `cargo xtask generate` from the marks in mappings/. Write there, not here. -->
# What is not verified

What the mappings take for true though no page, client or recording that we know of shows it. With an account of the vendor, one request
settles a line: put what came into a case of [the corpus](../tests/corpus/README.md), with invented values, and take the mark out of the mapping.
";

const MARK: &str = "# unverified:";
const SETTLE: &str = "To settle:";

/// One mark.
#[derive(Debug, PartialEq)]
struct Mark {
    /// The place of what stands below it: `list.paging.size`.
    of: String,
    /// What is taken for true.
    claim: String,
    /// The request that would show it.
    ask: String,
}

/// The page.
///
/// # Errors
/// A mark without a request, with its place.
pub(crate) fn page(root: &Path) -> Result<String, String> {
    let mut page = HEAD.to_owned();
    let mut sources = mapping_files(&[root.join("mappings")]).sources;
    sources.sort_by(|one, other| one.name.cmp(&other.name));
    for source in sources {
        let name = source.name.clone();
        let source = Arc::new(source);
        let (document, _) = parse(Arc::clone(&source));
        let root = document.root.as_ref();
        let marks = marks(&source, root).map_err(|(line, why)| format!("{name}:{line}: {why}"))?;
        if marks.is_empty() {
            continue;
        }
        let label = root.and_then(|root| {
            let mut entries = root.entries().iter();
            entries.find(|entry| entry.key == "label")?.node.as_text()
        });
        let heading = format!("\n## {}\n\n", label.unwrap_or(&name));
        page.push_str(&heading);
        page.push_str("| where | taken for true | to settle |\n|---|---|---|\n");
        for Mark { of, claim, ask } in marks {
            let line = format!("| `{of}` | {} | {} |\n", cell(&claim), cell(&ask));
            page.push_str(&line);
        }
    }
    Ok(page)
}

/// The marks of one file, in its order; or the line of one that cannot be read, and why.
fn marks(source: &SourceFile, root: Option<&Node>) -> Result<Vec<Mark>, (usize, String)> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut marks = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let number = at + 1;
        let Some((before, first)) = line.split_once(MARK) else {
            if line.contains("unverified") {
                return Err((number, format!("a mark is a comment that begins `{MARK}`")));
            }
            continue;
        };
        if !before.trim().is_empty() {
            return Err((
                number,
                "a mark stands on a line of its own, above what it is about".to_owned(),
            ));
        }
        let mut text = first.trim().to_owned();
        let below = lines.iter().skip(number);
        for more in below.map_while(|line| line.trim().strip_prefix("# ")) {
            if more.starts_with(MARK.trim_start_matches("# ")) {
                break;
            }
            text.push(' ');
            text.push_str(more.trim());
        }
        let Some((claim, ask)) = text.split_once(SETTLE) else {
            return Err((
                number,
                format!("say in the same comment what would show it: `# {SETTLE} …`"),
            ));
        };
        // `- &name` begins nothing: the element that has the name begins on the next line.
        let names = |line: &str| {
            line.strip_prefix("- &")
                .is_some_and(|name| !name.contains(' '))
        };
        let is_code = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#') && !names(line)
        };
        let code = lines.iter().skip(number).position(is_code);
        let of = code.and_then(|ahead| at_line(source, root?, number + ahead + 1));
        marks.push(Mark {
            of: of.unwrap_or_else(|| "the whole".to_owned()),
            claim: first_upper(claim.trim()),
            ask: ask.trim().to_owned(),
        });
    }
    Ok(marks)
}

/// The first key or element that begins on a line, dotted: `list.routes.1.send`.
fn at_line(source: &SourceFile, node: &Node, line: usize) -> Option<String> {
    let begins = |at: usize| source.line_column(at).0 == line;
    let below = |name: String, node: &Node, begin: usize| {
        if begins(begin) {
            return Some(name);
        }
        at_line(source, node, line).map(|rest| format!("{name}.{rest}"))
    };
    match &node.kind {
        Kind::Scalar { .. } => None,
        Kind::List(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| below((index + 1).to_string(), item, item.span.start)),
        Kind::Map(entries) => entries
            .iter()
            .find_map(|entry| below(entry.key.clone(), &entry.node, entry.key_span.start)),
    }
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Mark>, (usize, String)> {
        let source = Arc::new(SourceFile::new("acme.yaml", text));
        let (document, _) = parse(Arc::clone(&source));
        marks(&source, document.root.as_ref())
    }

    #[test]
    fn a_mark_is_about_the_key_below_it() {
        let text = "list:\n  routes:\n    - request: GET /a\n      # unverified: the size,\n      # from a client.\n      # To settle: `GET /a?n=9`.\n      size: 5\n";
        let mark = Mark {
            of: "list.routes.1.size".to_owned(),
            claim: "The size, from a client.".to_owned(),
            ask: "`GET /a?n=9`.".to_owned(),
        };
        assert_eq!(read(text), Ok(vec![mark]));
    }

    #[test]
    fn a_mark_that_nobody_can_settle_is_told_with_its_line() {
        let wrong = [
            "a: 1\n# unverified: the size\nb: 2\n",
            "a: 1\nb: 2  # unverified: the size. To settle: `GET /a`.\n",
            "a: 1\n# the size, unverified\nb: 2\n",
        ];
        for text in wrong {
            assert_eq!(read(text).map_err(|(line, _)| line), Err(2), "{text}");
        }
    }
}
