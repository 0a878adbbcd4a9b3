//! Spellings of other path and expression languages: explains a fault to an author who is used to
//! one of them.

mod slips;
mod unquoted;

use super::fault::ExprFault;
use super::path::Path;
use crate::diagnostic::Help;
use std::ops::Range;
use unquoted::outside;

/// How a mapping chooses between two values.
const CHOOSE: &str =
    "write `choose: [{ when: { $.path: value }, from: $.path }, { from: $.other }]`";

/// A fault of a path, explained in terms of the language that the author was thinking of, where
/// that is known.
pub fn of_path(text: &str, fault: ExprFault) -> ExprFault {
    let told =
        |at: Range<usize>, message: &str, help: Help| ExprFault::new(message).at(at).help(help);
    if let Some((message, path)) = spelt_otherwise(text) {
        return told(0..text.len(), message, Help::write(&path));
    }
    if let Some((path, filter)) = filtered(text) {
        let message = format!("a path has no filter `{filter}`");
        let help = format!(
            "the path is `{path}`; what changes a value stands in keys beside `from`, or in `compute`"
        );
        return told(0..text.len(), &message, help.into());
    }
    if text.starts_with("{{") && text.ends_with("}}") {
        let message = "a template puts a value in, and a path takes one out";
        let help = "a path begins with `$`, the record; what the caller gave is `query: name`";
        return told(0..text.len(), message, help.into());
    }
    if let Some(at) = outside(text, "? ").filter(|_| outside(text, " : ").is_some()) {
        let message = "a path has no `? :`";
        return told(at..at.saturating_add(1), message, CHOOSE.into());
    }
    if let Some(fault) = slips::filter(text) {
        return fault;
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
        let last = ["[(@.length-1)]", "[(@.length - 1)]"];
        let path = last
            .iter()
            .fold(text.to_owned(), |path, last| path.replace(last, "[-1]"));
        if path != text && Path::parse(&path).is_ok() {
            let help = Help::write(&path).after("the last element is `[-1]`: ");
            return told(0..text.len(), message, help);
        }
        let help = if text.contains(".length") {
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
    if let Some(told) = slips::slip(text) {
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

/// `{{ record.title | upper }}`: the path, and the filter behind it.
fn filtered(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("{{")?.strip_suffix("}}")?;
    let (name, filter) = inner.split_once('|')?;
    let (path, filter) = (format!("{{{{ {} }}}}", name.trim()), filter.trim());
    let filter = filter.split(['(', '|', ':', ' ']).next().unwrap_or(filter);
    let (_, path) = spelt_otherwise(&path)?;
    Some((path, filter))
}

/// A path with quotes around the names that want them.
///
/// ```
/// use touchpoint_language::expr::dialect::with_quotes;
/// assert_eq!(with_quotes("$.a-b").as_deref(), Some("$['a-b']"));
/// ```
pub fn with_quotes(path: &str) -> Option<String> {
    slips::quoted(path)
}

/// A whole path in the spelling of something else, and the same as a path.
fn spelt_otherwise(text: &str) -> Option<(&'static str, String)> {
    let names = |text: &str| {
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let fits =
            text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(plain);
        (fits && !text.ends_with('.') && !text.contains("..")).then(|| format!("$.{text}"))
    };
    // `{{ record.title }}` is the record's `title`; the other scopes of a template are none of a path's.
    let of_record = |text: &'_ str| {
        let inner = text.strip_prefix("record.").unwrap_or(text).to_owned();
        let (scope, _) = text.split_once('.').unwrap_or_default();
        let other = ["query", "context", "page", "credentials", "lookup"].contains(&scope);
        (!other).then_some(inner)
    };
    let between = |start: &str, end: &str| {
        let inner = text.strip_prefix(start)?.strip_suffix(end).map(str::trim)?;
        of_record(inner)
    };
    if let Some(path) = between("{{", "}}").as_deref().and_then(names) {
        return Some(("a template puts a value in, and a path takes one out", path));
    }
    if let Some(path) = between("${", "}").as_deref().and_then(names) {
        return Some(("`${…}` is no path", path));
    }
    let every = || {
        let path = format!("${}", text.replace("[]", "[*]"));
        let begins = text.starts_with('.') && !text.starts_with("..");
        (begins && text.contains("[]") && Path::parse(&path).is_ok()).then_some(path)
    };
    if let Some(path) = every() {
        return Some(("a path begins with `$`, and every element is `[*]`", path));
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
        let names = rest.strip_prefix("$.").unwrap_or_default();
        let end = names.find(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        let path = names.get(..end.unwrap_or(names.len())).unwrap_or_default();
        let fault = ExprFault::new("JMESPath has no `$`");
        // Beside a letter or a dot it is no beginning of a path.
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let begins = before.is_none_or(|c| !(c.is_alphanumeric() || "._$".contains(c)));
        if path.is_empty() || !begins {
            let sign = at..at.saturating_add(1);
            return fault.at(sign).help("names stand alone: `subject.text`");
        }
        let whole = at..at.saturating_add(2).saturating_add(path.len());
        return fault.at(whole).help(Help::write(path));
    }
    let question = outside(text, "? ").filter(|_| outside(text, " : ").is_some());
    if let Some(at) = question {
        return ExprFault::new("JMESPath has no `? :`")
            .at(at..at.saturating_add(1))
            .help(CHOOSE);
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
    in_our_words(text, fault)
}

/// What the library says, in words for an author.
fn in_our_words(text: &str, fault: ExprFault) -> ExprFault {
    let said = fault.message.to_lowercase();
    let more = |open: char, close: char| text.matches(open).count() > text.matches(close).count();
    let told = |message: &str, help: Help| ExprFault {
        at: fault.at.clone(),
        message: message.to_owned(),
        help: Some(help),
    };
    if said.contains("found eof") || said.contains("unclosed") {
        let help = match (more('(', ')'), more('[', ']'), more('{', '}')) {
            (true, ..) => "close it with `)`",
            (_, true, _) => "close it with `]`",
            (_, _, true) => "close it with `}`",
            _ => "a value, or the second quote of a text, is missing at the end",
        };
        return told("the expression ends too early", help.into());
    }
    if said.contains("'-'") {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        let help = if text.chars().all(plain) && !text.contains("..") {
            let name = |name: &str| {
                if name.contains('-') {
                    format!("\"{name}\"")
                } else {
                    name.to_owned()
                }
            };
            let names: Vec<String> = text.split('.').map(name).collect();
            Help::write(&names.join("."))
        } else {
            "a name with a `-` stands in double quotes: `\"call-title\"`".into()
        };
        let message = "`-` is no part of a name, and nothing is subtracted";
        return told(message, help).at(0..text.len());
    }
    if let Some((_, sign)) = said.split_once("invalid character: ") {
        let message = format!("JMESPath has no `{sign}`");
        let help = "texts are joined by `join('', [a, b])`; other signs stand in quotes";
        return told(&message, help.into());
    }
    if said.contains("nud token") {
        return told(
            "a value is missing before this",
            "write a name or a text here".into(),
        );
    }
    if said.contains("led token") {
        let help = "join two parts by `.`, `||` or `&&`, or put a text between single quotes";
        return told("nothing joins this to what stands before it", help.into());
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
            (
                "$.a[(@.length-1)]",
                "$.a[(@.length-1)]",
                "the last element is `[-1]`: write `$.a[-1]`",
            ),
            ("$.a[(@.length-2)]", "[(", "the last element is `[-1]`"),
            (".data[].name", ".data[].name", "write `$.data[*].name`"),
            (
                "$.a[?@.b=word]",
                "$.a[?@.b=word]",
                "write `$.a[?@.b == 'word']`",
            ),
            ("$.a[?(@.b=1)]", "$.a[?(@.b=1)]", "write `$.a[?(@.b == 1)]`"),
            ("$.a[?not @.b]", "$.a[?not @.b]", "write `$.a[?!@.b]`"),
            ("$.a.", "$.a.", "write `$.a`"),
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
            ("$.a.b", "$.a.b", "write `a.b`"),
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
