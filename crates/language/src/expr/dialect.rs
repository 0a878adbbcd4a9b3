//! Spellings of other path and expression languages: explains a fault to an author who is used to
//! one of them.

use super::fault::ExprFault;
use crate::diagnostic::Help;
use std::ops::Range;

/// A fault of a path, explained in terms of the language that the author was thinking of, where
/// that is known.
pub fn of_path(text: &str, fault: ExprFault) -> ExprFault {
    let told =
        |at: Range<usize>, message: &str, help: Help| ExprFault::new(message).at(at).help(help);
    if let Some((message, path)) = spelt_otherwise(text) {
        return told(0..text.len(), message, Help::write(&path));
    }
    for (word, ours) in [
        (" and ", "&&"),
        (" or ", "||"),
        (" AND ", "&&"),
        (" OR ", "||"),
    ] {
        if let Some(at) = outside(text, word) {
            let word = word.trim();
            let start = at.saturating_add(1);
            let message = format!("JSONPath has no `{word}`");
            let end = start.saturating_add(word.len());
            return told(start..end, &message, Help::write(ours));
        }
    }
    if let Some(at) = outside(text, "[(") {
        let message = "JSONPath (RFC 9535) has no `(…)` between brackets";
        let last = text.contains(".length");
        let help = if last {
            "the last element is `[-1]`"
        } else {
            "write an index such as `[0]`, or a filter such as `[?@.name == 'x']`"
        };
        return told(at..at.saturating_add(2), message, help.into());
    }
    for (sign, help) in [
        ("=~", "write `match(@.name, 'pattern')`"),
        ("===", "write `==`"),
        (" = ", "write `==`"),
        (" in ", "compare with each value, joined by `||`"),
        (" contains ", "write `search(@.name, 'part')`"),
    ] {
        if let Some(at) = outside(text, sign) {
            let message = format!("JSONPath has no `{}`", sign.trim());
            let help = match sign {
                "===" => Help::write("=="),
                " = " => Help::write("==").value(" == "),
                _ => help.into(),
            };
            return told(at..at.saturating_add(sign.len()), &message, help);
        }
    }
    if let Some(at) = outside(text, "()") {
        let message = "a JSONPath calls no methods";
        let help = "`length(@)`, `count(@.*)`, `match` and `search` stand inside a filter; anything else is for `compute`";
        return told(at..at.saturating_add(2), message, help.into());
    }
    if let Some(told) = bare_word(text) {
        return told;
    }
    if !text.starts_with(['$', '@']) && text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let plain = text
            .chars()
            .all(|c| c.is_alphanumeric() || "._[]*'".contains(c));
        if plain && !text.starts_with("record.") {
            return ExprFault {
                help: Some(Help::write(&format!("$.{text}")).after("a path begins with `$`: ")),
                ..fault
            };
        }
    }
    fault
}

/// A whole path in the spelling of something else, and the same as a path.
fn spelt_otherwise(text: &str) -> Option<(&'static str, String)> {
    let names = |text: &str| {
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let fits =
            text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(plain);
        (fits && !text.ends_with('.') && !text.contains("..")).then(|| format!("$.{text}"))
    };
    let between =
        |start: &str, end: &str| text.strip_prefix(start)?.strip_suffix(end).map(str::trim);
    if let Some(path) = between("{{", "}}").and_then(names) {
        return Some(("a template puts a value in, and a path takes one out", path));
    }
    if let Some(path) = between("${", "}").and_then(names) {
        return Some(("`${…}` is no path", path));
    }
    if let Some(path) = text.strip_prefix('.').and_then(names) {
        return Some(("a path begins with `$`", path));
    }
    let parts = text.strip_prefix('/').map(|rest| rest.replace('/', "."));
    if let Some(path) = parts.as_deref().and_then(names) {
        return Some(("this is a JSON pointer, not a path", path));
    }
    let whole = text.replace("?.", ".");
    let optional = (whole != text).then(|| whole.strip_prefix("$."));
    let path = optional.flatten().and_then(names)?;
    Some(("a path has no `?.`: what is not there is null", path))
}

/// `== word`: a text without its quotes.
fn bare_word(text: &str) -> Option<ExprFault> {
    let (start, sign) = ["==", "!="]
        .iter()
        .filter_map(|sign| Some((outside(text, sign)?, sign.len())))
        .min()?;
    let after = text.get(start.saturating_add(sign)..)?;
    let word = after.trim_start();
    let at = text.len().saturating_sub(word.len());
    let end = word.find(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
    let word = word.get(..end.unwrap_or(word.len()))?;
    let literal = ["true", "false", "null"].contains(&word);
    let call = text.get(at.saturating_add(word.len())..)?.starts_with('(');
    let letter = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !letter || literal || call {
        return None;
    }
    Some(
        ExprFault::new("a text wants quotes")
            .at(at..at.saturating_add(word.len()))
            .help(Help::write(&format!("'{word}'"))),
    )
}

/// A fault of a computation, explained in terms of the language that the author was thinking of,
/// where that is known.
pub fn of_compute(text: &str, fault: ExprFault) -> ExprFault {
    if let Some(at) = outside(text, "$") {
        let rest = text.get(at..).unwrap_or_default();
        let path = rest.strip_prefix("$.").unwrap_or_default();
        let end = path.find(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        let path = path.get(..end.unwrap_or(path.len())).unwrap_or_default();
        let help = if path.is_empty() {
            Help::from("names stand alone: `subject.text`")
        } else {
            Help::write(path)
        };
        return ExprFault::new("JMESPath has no `$`")
            .at(at..at.saturating_add(1))
            .help(help);
    }
    let question = outside(text, "? ").filter(|_| outside(text, " : ").is_some());
    if let Some(at) = question {
        return ExprFault::new("JMESPath has no `? :`")
            .at(at..at.saturating_add(1))
            .help(
                "write `choose: [{ when: { $.path: value }, from: $.path }, { from: $.other }]`",
            );
    }
    for (sign, help) in [
        ("??", "write `||`, or `not_null(a, b)`"),
        (
            " + ",
            "texts are joined by `join('', [a, b])`, numbers by `sum([a, b])`",
        ),
        (" and ", "write `&&`"),
        (" or ", "write `||`"),
        ("===", "write `==`"),
        (" = ", "write `==`"),
        ("{{", "an expression stands without braces"),
    ] {
        if let Some(at) = outside(text, sign) {
            let blanks = sign.len().saturating_sub(sign.trim_start().len());
            let start = at.saturating_add(blanks);
            return ExprFault::new(format!("JMESPath has no `{}`", sign.trim()))
                .at(start..start.saturating_add(sign.trim().len()))
                .help(match ours(sign) {
                    Some(ours) => Help::write(ours),
                    None => help.into(),
                });
        }
    }
    fault
}

/// The sign of ours that means the same as one of other languages.
fn ours(sign: &str) -> Option<&'static str> {
    match sign.trim() {
        "and" => Some("&&"),
        "or" => Some("||"),
        "===" | "=" => Some("=="),
        _ => None,
    }
}

/// Where something stands outside of quotes.
fn outside(text: &str, part: &str) -> Option<usize> {
    let mut open = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match open {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(quote) if c == quote => open = None,
            None if text.get(at..).is_some_and(|rest| rest.starts_with(part)) => return Some(at),
            None if matches!(c, '\'' | '"' | '`') => open = Some(c),
            Some(_) | None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(of: fn(&str, ExprFault) -> ExprFault, text: &str) -> (String, String) {
        let fault = of(text, ExprFault::new("no"));
        let marked = fault.at.and_then(|at| text.get(at)).unwrap_or_default();
        let help = fault.help.map(String::from);
        (marked.to_owned(), help.unwrap_or_default())
    }

    #[test]
    fn paths_of_other_languages_are_known() {
        for (text, marked, help) in [
            ("$.a[?@.b == 'x' and @.c]", "and", "write `&&`"),
            ("$.a[(@.length-1)]", "[(", "the last element is `[-1]`"),
            ("$.a[?@.b == word]", "word", "write `'word'`"),
            ("$.a[?@.b =~ 'x']", "=~", "write `match(@.name, 'pattern')`"),
            ("{{ note }}", "{{ note }}", "write `$.note`"),
            ("${note}", "${note}", "write `$.note`"),
            (".note.text", ".note.text", "write `$.note.text`"),
            ("/note/text", "/note/text", "write `$.note.text`"),
            ("$.a?.b", "$.a?.b", "write `$.a.b`"),
            ("has_more", "", "a path begins with `$`: write `$.has_more`"),
            ("$.a[?@.b == 'x and y'", "", ""),
        ] {
            assert_eq!(
                told(of_path, text),
                (marked.to_owned(), help.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn expressions_of_other_languages_are_known() {
        for (text, marked, help) in [
            ("$.a.b", "$", "write `a.b`"),
            ("a ?? b", "??", "write `||`, or `not_null(a, b)`"),
            ("a[?b == '$'", "", ""),
        ] {
            assert_eq!(
                told(of_compute, text),
                (marked.to_owned(), help.to_owned()),
                "{text}"
            );
        }
        let (marked, help) = told(of_compute, "type == 'call' ? subject : note");
        assert!(marked == "?" && help.starts_with("write `choose"), "{help}");
    }
}
