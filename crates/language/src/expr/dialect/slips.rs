//! Slips in a path that is nearly one: a name that wants quotes, a step that is forgotten, a filter behind
//! it. What is meant is shown as the whole path.

use super::super::fault::ExprFault;
use super::super::path::Path;
use super::unquoted::outside;
use crate::diagnostic::Help;

/// The words for the last element of a list in other languages.
const LASTS: [&str; 5] = ["[last]", "[last()]", "[end]", "[$]", "[-1:]"];

/// The words that stand for themselves in a filter.
const LITERALS: [&str; 3] = ["true", "false", "null"];

/// What a path with a slip is told, where it is known.
pub(super) fn slip(text: &str) -> Option<ExprFault> {
    mended(text).or_else(|| explained(text))
}

/// A filter in the words of other languages, where the whole path that was meant is known: `=` for `==`, `not` for
/// `!`, a word without its quotes.
pub(super) fn filter(text: &str) -> Option<ExprFault> {
    let (before, inside) = text.split_once("[?")?;
    let end = inside.rfind(']')?;
    let (condition, after) = inside.split_at_checked(end)?;
    let (condition, message) = if let Some(at) = single_equals(condition) {
        let (left, right) = condition.split_at_checked(at)?;
        let right = right.trim_start_matches('=').trim();
        let (value, closed) = match right.strip_suffix(')').filter(|_| left.starts_with('(')) {
            Some(value) => (value.trim(), ")"),
            None => (right, ""),
        };
        let letter = value.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let name = |c: char| c.is_alphanumeric() || "_-".contains(c);
        let word = letter && value.chars().all(name) && !LITERALS.contains(&value);
        let value = if word {
            format!("'{value}'")
        } else {
            value.to_owned()
        };
        (
            format!("{} == {value}{closed}", left.trim_end()),
            "JSONPath compares by `==`",
        )
    } else {
        let negated = condition.trim_start_matches('(').strip_prefix("not ")?;
        (
            condition.replacen(
                &format!("not {negated}"),
                &format!("!{}", negated.trim_start()),
                1,
            ),
            "JSONPath has no `not`",
        )
    };
    let path = format!("{before}[?{condition}{after}");
    let told = ExprFault::new(message).at(0..text.len());
    Path::parse(&path)
        .is_ok()
        .then(|| told.help(Help::write(&path)))
}

/// Where a single `=` compares.
fn single_equals(text: &str) -> Option<usize> {
    let at = outside(text, "=")?;
    let before = text.get(..at)?;
    let after = text.get(at.saturating_add(1)..)?;
    let alone = !before.ends_with(['=', '!', '<', '>', '~']) && !after.starts_with(['=', '~']);
    alone.then_some(at)
}

/// A slip with the one path that was meant.
fn mended(text: &str) -> Option<ExprFault> {
    let rest = text.strip_prefix('$')?;
    let whole = |message: &str, path: String| {
        let reads = path != text && Path::parse(&path).is_ok();
        let told = ExprFault::new(message).at(0..text.len());
        reads.then(|| told.help(Help::write(&path)))
    };
    let letter = rest.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let of_record = rest.strip_prefix("record.").unwrap_or(rest);
    let dotted = || letter.then(|| whole("behind `$` comes a `.`", format!("$.{of_record}")))?;
    let optional = || {
        let plain = text.strip_suffix('?')?;
        whole(
            "a path has no `?`: what is not there is null",
            plain.to_owned(),
        )
    };
    let ended = || {
        let plain = text.trim_end_matches('.');
        whole("the path ends too early", plain.to_owned())
    };
    let last = || {
        let word = LASTS.iter().find(|word| text.contains(**word))?;
        whole("the last element is `[-1]`", text.replace(word, "[-1]"))
    };
    let bare = || {
        let (before, rest) = text.split_once('[')?;
        let (word, after) = rest.split_once(']')?;
        let name = |c: char| c.is_alphanumeric() || "_-".contains(c);
        let letter = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let path = format!("{before}['{word}']{after}");
        (letter && word.chars().all(name))
            .then(|| whole("a name in brackets wants quotes", path))?
    };
    let every = || {
        let all = text.replace("[]", "[*]");
        whole("every element is `[*]`", all)
    };
    let of_element = || {
        let (before, inside) = text.split_once("[?")?;
        let inside = inside.strip_prefix('(').unwrap_or(inside);
        let name = inside.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let path = format!("{before}[?@.{inside}");
        name.then(|| whole("a filter looks at the element, `@`", path))?
    };
    dotted()
        .or_else(optional)
        .or_else(ended)
        .or_else(last)
        .or_else(bare)
        .or_else(every)
        .or_else(of_element)
        .or_else(|| whole("a name with other signs stands in quotes", quoted(text)?))
}

/// The path with quotes around the names that want them, and brackets around its numbers.
pub(super) fn quoted(text: &str) -> Option<String> {
    let rest = text.strip_prefix("$.")?;
    if rest.contains(['[', '\'', '"', '(', '|', '+', '?', '=', '^', '*', '\\', '{']) {
        return None;
    }
    let mut path = "$".to_owned();
    for name in rest.split('.') {
        let plain = |c: char| c.is_alphanumeric() || c == '_';
        let letter = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let step = if name.is_empty() {
            return None;
        } else if letter && name.chars().all(plain) {
            format!(".{name}")
        } else if name.bytes().all(|c| c.is_ascii_digit()) {
            format!("[{name}]")
        } else {
            format!("['{name}']")
        };
        path.push_str(&step);
    }
    Some(path)
}

/// A slip whose mend is not a path.
fn explained(text: &str) -> Option<ExprFault> {
    for (sign, message, help) in [
        (
            "||",
            "a path holds no alternatives",
            "several places stand in `first_of: [$.one, $.other]`",
        ),
        (
            "??",
            "a path holds no alternatives",
            "several places stand in `first_of: [$.one, $.other]`",
        ),
        (
            "|",
            "a path takes no filter",
            "keys beside `from` change a value, such as `map` and `unit`; anything else is for `compute`",
        ),
        (
            "+",
            "a path joins nothing",
            "texts are joined by `compute: \"join(' ', [first, last])\"`",
        ),
        (
            "^",
            "a path goes only down",
            "inside a list, `record.$` begins at the whole record",
        ),
    ] {
        let at = outside(text, sign).filter(|at| !within_brackets(text, *at));
        if let Some(at) = at {
            let end = at.saturating_add(sign.len());
            return Some(ExprFault::new(message).at(at..end).help(help));
        }
    }
    None
}

/// True if a place lies within a filter.
fn within_brackets(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.matches('[').count() > before.matches(']').count()
}

#[cfg(test)]
mod tests {
    use super::slip;

    fn help(text: &str) -> String {
        let help = slip(text).and_then(|fault| fault.help);
        help.map(String::from).unwrap_or_default()
    }

    #[test]
    fn a_path_with_a_slip_is_shown_as_it_was_meant() {
        for (text, meant) in [
            ("$data[*]", "$.data[*]"),
            ("$record.title", "$.title"),
            ("$.title?", "$.title"),
            ("$.titles[last]", "$.titles[-1]"),
            ("$.titles[].name", "$.titles[*].name"),
            ("$.a[?type == 'x'].b", "$.a[?@.type == 'x'].b"),
            ("$.call-title", "$['call-title']"),
            ("$.@type", "$['@type']"),
            ("$.a.2nd", "$.a['2nd']"),
            ("$.a.0.b", "$.a[0].b"),
            ("$.call title", "$['call title']"),
        ] {
            assert_eq!(help(text), format!("write `{meant}`"), "{text}");
        }
    }

    #[test]
    fn what_is_no_path_is_explained() {
        assert!(help("$.title | trim").starts_with("keys beside"));
        assert!(help("$.a || $.b").starts_with("several places"));
        assert!(help("$.^.title").starts_with("inside a list"));
        assert_eq!(help("$.a["), "");
    }
}
