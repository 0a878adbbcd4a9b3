//! Names and values hold no invisible character, and none that looks like another one.

use super::checking::Checking;
use super::walk::{is_plain, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic, Help, disguised, look_alike};
use crate::document::{At, Kind, Pointer};
use crate::expr::dialect;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let entry = place.steps().last().and_then(|step| step.as_key());
        // names of the model have their own check
        if let Some(key) = entry.filter(|key| is_disguised(key) && !lies_below(place, "sort")) {
            found.push(tell(checking, place, At::Key, key));
        }
        let Some(text) = node.as_text() else { return };
        if matches!(node.kind, Kind::Scalar { .. })
            && (is_disguised(text)
                || is_plain(checking.document, place, node) && in_odd_quotes(text))
        {
            found.push(tell(checking, place, At::Value, text));
        }
    });
    found
}

fn tell(checking: &Checking<'_>, place: &Pointer, at: At, text: &str) -> Diagnostic {
    let (words, plain) = disguised(text).unwrap_or_default();
    let label = checking.document.label(place, at, words);
    let title = format!("`{text}` is not the text that it looks like");
    let plain = plain.trim();
    let quoted = dialect::with_quotes(plain).filter(|_| is_odd_path(text));
    let help = Help::write(quoted.as_deref().unwrap_or(plain));
    Diagnostic::warning(Code::LookAlike, title, label).with_help(help)
}

/// True if a text holds an invisible character, a word that mixes letters of two alphabets, or begins
/// or ends with a blank that is none.
fn is_disguised(text: &str) -> bool {
    let unseen = text.chars().any(|c| look_alike(c) == Some(""));
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let mixed = |word: &str| {
        let looks = |c: char| look_alike(c).is_some_and(|plain| !plain.trim().is_empty());
        word.chars().any(|c| c.is_ascii_alphabetic()) && word.chars().any(looks)
    };
    let blank = |c: char| look_alike(c) == Some(" ");
    let around = text.starts_with(blank) || text.ends_with(blank);
    unseen || around || words.any(mixed) || is_odd_path(text)
}

/// True for a path with a dash or a blank that is none, outside of quotes.
fn is_odd_path(text: &str) -> bool {
    let path = text.starts_with("$.") || text.starts_with("$[") || text.starts_with("record.$");
    let mut quote = None;
    path && text.chars().any(|c| {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(_) | None => {}
        }
        quote.is_none() && matches!(look_alike(c), Some("-" | " "))
    })
}

/// True if a text stands between quotes that YAML does not know, or begins with one because a comma
/// between braces has cut it.
fn in_odd_quotes(text: &str) -> bool {
    let odd = |c: Option<char>| {
        c.and_then(|c| look_alike(c).filter(|_| !c.is_ascii()))
            .is_some_and(|plain| plain == "\"" || plain == "'")
    };
    let whole = odd(text.chars().next_back()) || !text.contains(char::is_whitespace);
    text.chars().count() > 1 && odd(text.chars().next()) && whole
}
