//! The target of a relation in `Link` headers (RFC 8288, section 3):
//! `<https://a.example/calls?page=2>; rel="next"`.

/// Why a header that seems to lead on cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a link that cannot be read")]
pub(super) struct LinkFault;

/// The target of the first link with this relation. A link that cannot be read is passed over, unless
/// the header names the relation and no readable link has it.
///
/// # Errors
/// [`LinkFault`]: that is not the end of the list.
pub(super) fn link<'h>(
    lines: impl Iterator<Item = &'h str>,
    relation: &str,
) -> Result<Option<String>, LinkFault> {
    let mut torn = false;
    for line in lines {
        let mut rest = line;
        while let Some(begins) = rest.trim_start_matches([' ', '\t', ',']).strip_prefix('<') {
            if let Some((found, after)) = one(begins) {
                if found.has(relation) {
                    return Ok(Some(found.target.trim().to_owned()));
                }
                rest = after;
            } else {
                torn |= names(line, relation);
                // What stands behind may still be good.
                let next = begins.find('<').and_then(|at| begins.get(at..));
                rest = next.unwrap_or_default();
            }
        }
        let left = rest.trim_matches([' ', '\t', ',']);
        torn |= !left.is_empty() && names(line, relation);
    }
    if torn { Err(LinkFault) } else { Ok(None) }
}

/// True if a line names the relation anywhere.
fn names(line: &str, relation: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains(&relation.to_ascii_lowercase())
}

/// One link that was read.
struct Link<'h> {
    target: &'h str,
    /// The value of the first `rel`; further ones do not count (section 3.3).
    relations: Option<String>,
}

impl Link<'_> {
    fn has(&self, relation: &str) -> bool {
        let mut words = self.relations.iter().flat_map(|r| r.split_whitespace());
        words.any(|word| word.eq_ignore_ascii_case(relation))
    }
}

/// A link behind its `<`, and what stands after it.
fn one(text: &str) -> Option<(Link<'_>, &str)> {
    let (target, mut rest) = text.split_once('>')?;
    if target.contains('<') {
        return None;
    }
    let mut relations = None;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with(',') {
            return Some((Link { target, relations }, rest));
        }
        rest = rest.strip_prefix(';')?.trim_start();
        let end = rest.find(['=', ';', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        rest = after;
        let Some(value) = after.strip_prefix('=') else {
            continue;
        };
        let value = value.trim_start();
        let (value, after) = if let Some(quoted) = value.strip_prefix('"') {
            unquoted(quoted)?
        } else {
            let end = value.find([';', ',']).unwrap_or(value.len());
            let (word, after) = value.split_at_checked(end)?;
            (word.trim().to_owned(), after)
        };
        if name.trim().eq_ignore_ascii_case("rel") && relations.is_none() {
            relations = Some(value);
        }
        rest = after;
    }
}

/// A quoted text behind its first mark, and what stands after its last.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => value.push(letters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(lines: &[&str]) -> Result<Option<String>, LinkFault> {
        link(lines.iter().copied(), "next")
    }

    #[test]
    fn the_target_of_a_relation_is_found() {
        for lines in [
            vec!["<https://a.example/?page=2>; rel=\"next\""],
            vec!["<https://a.example/?page=2>;rel=next"],
            vec!["<https://a.example/?page=2> ; REL = \"prev Next\""],
            vec![
                "<https://a.example/?page=1>; rel=prev",
                "<https://a.example/?page=2>; rel=next",
            ],
            vec!["<x>; rel=\"prev\", <https://a.example/?page=2>; rel=\"next\", <y>; rel=last"],
            // Quoted texts may hold what stands between links.
            vec![
                "<x>; title=\"a, <b>; rel=next\"; rel=prev, <https://a.example/?page=2>; rel=next",
            ],
            vec!["<https://a.example/?page=2>; title=\"a \\\", b; rel=prev\"; rel=next"],
            vec!["<https://a.example/?page=2>; title=\"Seite 2, rel=prev\"; rel=\"next\""],
            // A broken link beside a good one.
            vec!["<x; rel=prev, <https://a.example/?page=2>; rel=next"],
            vec!["", ", ,<https://a.example/?page=2>; crossorigin; rel=next"],
        ] {
            let found = next(&lines);
            assert_eq!(
                found,
                Ok(Some("https://a.example/?page=2".to_owned())),
                "{lines:?}"
            );
        }
        for end in [
            vec![],
            vec!["<x>; rel=prev"],
            vec!["<x>; title=\"next\"; rel=prev"],
            vec!["<x>; rel=prev; rel=next"],
            vec!["<x; rel=prev"],
        ] {
            assert_eq!(next(&end), Ok(None), "{end:?}");
        }
    }

    #[test]
    fn what_seems_to_lead_on_and_cannot_be_read_is_no_end() {
        for torn in [
            "<https://a.example/?page=2; rel=next",
            "<https://a.example/?page=2; rel=\"next\", <y>; rel=prev",
            "https://a.example/?page=2; rel=next",
            "<https://a.example/?page=2>; rel=\"next",
            "<https://a.example/?page=2> rel=next",
        ] {
            assert_eq!(next(&[torn]), Err(LinkFault), "{torn}");
        }
    }
}
