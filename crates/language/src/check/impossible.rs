//! Words, keys and forms that nothing can ever match: a status `4xx`, a value `!x`, a key `01` for
//! a number, an example that breaks its own pattern.

use super::checking::Checking;
use super::secrets::looks_secret;
use super::walk::{is_plain, is_plain_key, last_key, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Entry, Kind, Node, Pointer};
use crate::json::Json;
use crate::model::Scalar;

/// The keys whose maps are conditions.
const CONDITIONS: [&str; 5] = ["when", "unless", "where", "skip", "while"];

/// What other languages write for a value that is there, and for one that is not.
const GIVEN: [&str; 12] = [
    "*", "present", "exists", "exist", "any", "some", "set", "defined", "not_null", "notnull",
    "not null", "required",
];
const ABSENT: [&str; 9] = [
    "missing",
    "empty",
    "none",
    "nil",
    "undefined",
    "unset",
    "not_given",
    "blank",
    "omitted",
];
/// Signs with which other languages begin a comparison.
const SIGNS: [&str; 8] = ["!", "<", ">", "=", "~", "not ", "in ", "like "];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let key = last_key(place);
        let is_entry = place.steps().last().is_some_and(|s| s.as_key().is_some());
        match &node.kind {
            Kind::Map(entries) if is_entry && CONDITIONS.contains(&key) => {
                for entry in entries {
                    clause(checking, place, entry, &mut found);
                }
            }
            Kind::Map(entries) if key == "map" && !lies_below(place, "parameters") => {
                // one report for each map is enough to find the others
                let words = entries.iter();
                found.extend(
                    words
                        .filter_map(|e| vendors_word(checking, place, e))
                        .take(1),
                );
            }
            Kind::Scalar { .. } if key == "pattern" => {
                found.extend(slashes(checking, place, node));
            }
            _ => {}
        }
    });
    examples(checking, &mut found);
    found
}

fn warn(
    checking: &Checking<'_>,
    place: &Pointer,
    at: At,
    title: String,
    text: &str,
    help: impl Into<Help>,
) -> Diagnostic {
    let fault = checking.warning(Code::NeverFits, title, place, at, text);
    fault.with_help(help)
}

fn clause(checking: &Checking<'_>, map: &Pointer, entry: &Entry, found: &mut Vec<Diagnostic>) {
    let place = map.key(entry.key.as_str());
    let items: Vec<(Pointer, &Node)> = match &entry.node.kind {
        Kind::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (place.index(index), item))
            .collect(),
        _ => vec![(place.clone(), &entry.node)],
    };
    for (item_place, item) in items {
        let Kind::Scalar { value } = &item.kind else {
            // a condition among others
            for entry in item.entries() {
                clause(checking, &item_place, entry, found);
            }
            continue;
        };
        // Below `list` it is the caller's parameter.
        if entry.key == "status" && lies_below(map, "connection") {
            found.extend(status(checking, &item_place, value));
            continue;
        }
        if let Some(told) = yes_or_no(checking, &item_place, item) {
            found.push(told);
            continue;
        }
        // in a list a word stands for itself, and the model's words have their own check
        let modelled = matches!(checking.model.filterable(&entry.key), Some(Scalar::Word(_)));
        if item_place == place && !modelled && entry.key != "any" {
            found.extend(word(checking, &place, value));
        }
    }
}

fn status(checking: &Checking<'_>, place: &Pointer, value: &Json) -> Option<Diagnostic> {
    let text = value.as_text()?;
    let code: Option<u16> = text.parse().ok();
    if code.is_some_and(|code| (100..=599).contains(&code)) {
        return None;
    }
    if ["given", "absent", "null"].contains(&text) {
        let title = "every reply has a status".to_owned();
        let help = "write three digits, or a list of them".to_owned();
        return Some(warn(
            checking,
            place,
            At::Value,
            title,
            "decides nothing",
            help,
        ));
    }
    let title = format!("no status is `{text}`");
    let help = match text.chars().next().filter(char::is_ascii_digit) {
        Some(first) => format!("write three digits, or a list such as `[{first}00, {first}04]`"),
        None => "write three digits, such as `429`".to_owned(),
    };
    let fault = checking.warning(Code::NeverFits, title, place, At::Value, "never holds");
    Some(fault.with_help(help))
}

fn word(checking: &Checking<'_>, place: &Pointer, value: &Json) -> Option<Diagnostic> {
    let text = value.as_str()?;
    let lower = text.trim().to_lowercase();
    let quoted = |text: &str| format!("write `[{text}]` where the value itself is meant");
    let meant = [(&GIVEN[..], "any", "given"), (&ABSENT[..], "no", "absent")];
    let mut meant = meant.into_iter();
    if let Some((_, which, word)) = meant.find(|(words, _, _)| words.contains(&lower.as_str())) {
        let title = format!("`{text}` is a value here");
        let help = format!("for {which} value write `{word}`; {}", quoted(text));
        return Some(warn(
            checking,
            place,
            At::Value,
            title,
            "no word of a condition",
            help,
        ));
    }
    let sign = SIGNS.iter().find(|sign| lower.starts_with(**sign))?;
    let regex = lower.starts_with('/') && lower.ends_with('/');
    let title = format!("`{}` is part of the value here", sign.trim());
    let help = if regex || *sign == "~" {
        "there are no patterns in a condition: list the values".to_owned()
    } else {
        format!(
            "there is no \"not\" and no comparison: list the values that are meant, or let an earlier branch take the others; {}",
            quoted("…")
        )
    };
    Some(warn(
        checking,
        place,
        At::Value,
        title,
        "compared as it stands",
        help,
    ))
}

/// `yes` without quotes, which is a text here and a boolean elsewhere.
fn yes_or_no(checking: &Checking<'_>, place: &Pointer, node: &Node) -> Option<Diagnostic> {
    let text = node.as_text()?;
    let truth = truth(text).filter(|_| is_plain(checking.document, place, node))?;
    let title = format!("`{text}` is a text");
    let help = format!("for a boolean write `{truth}`; put quotes around the text `{text}`");
    Some(warn(checking, place, At::Value, title, "no boolean", help))
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "on" | "y" => Some(true),
        "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

/// A key of a field's `map`, which is compared with the value as text.
fn vendors_word(checking: &Checking<'_>, map: &Pointer, entry: &Entry) -> Option<Diagnostic> {
    if !is_plain_key(checking.document, map, entry) {
        return None;
    }
    let key = entry.key.as_str();
    let place = map.key(key);
    if let Some(truth) = truth(key) {
        let title = format!("the key `{key}` is a text, and no boolean");
        let help = format!("for a boolean write `{truth}`; put quotes around the text `{key}`");
        let text = "matches no `true` and no `false`";
        return Some(warn(checking, &place, At::Key, title, text, help));
    }
    if let Some(truth) = ["True", "TRUE", "False", "FALSE"]
        .contains(&key)
        .then(|| key.to_lowercase())
    {
        let title = format!("the key `{key}` is a text, and no boolean");
        let help = format!("for a boolean write `{truth}`; put quotes around the text `{key}`");
        let text = format!("matches no `{truth}`");
        return Some(warn(checking, &place, At::Key, title, &text, help));
    }
    let digits = key.len() > 1 && key.bytes().all(|byte| byte.is_ascii_digit());
    if digits && key.starts_with('0') {
        let number = key.trim_start_matches('0');
        let number = if number.is_empty() { "0" } else { number };
        let title = format!("the key `{key}` is a text, and matches no number");
        let help =
            format!("for the number write `\"{number}\"`; put quotes around the text `{key}`");
        return Some(warn(
            checking,
            &place,
            At::Key,
            title,
            "begins with a zero",
            help,
        ));
    }
    None
}

fn slashes(checking: &Checking<'_>, place: &Pointer, node: &Node) -> Option<Diagnostic> {
    let text = node.as_text()?;
    let inside = text.strip_prefix('/')?;
    let (inside, flags) = inside.rsplit_once('/')?;
    if !flags.chars().all(|c| "gimsuxy".contains(c)) {
        return None;
    }
    let title = "the slashes are part of this pattern".to_owned();
    let bare = inside.trim_start_matches('^').trim_end_matches('$');
    let help = format!("write it without them, as the whole value is matched: `{bare}`");
    let help = Help::from(help).value(bare);
    Some(warn(
        checking,
        place,
        At::Value,
        title,
        "a value would have to hold them",
        help,
    ))
}

/// An example must match its own pattern.
fn examples(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    for variable in &checking.mapping.context {
        let Some(pattern) = &variable.need.pattern else {
            continue;
        };
        for (key, value) in [
            ("example", &variable.need.example),
            ("default", &variable.need.default),
        ] {
            // what looks like a secret is reported as that
            let wrong = |value: &&String| {
                let slashes = pattern.text().starts_with('/');
                !pattern.matches(value) && !slashes && !looks_secret("", value)
            };
            let Some(value) = value.as_ref().filter(wrong) else {
                continue;
            };
            let title = format!("`{value}` does not match the pattern beside it");
            let place = variable.pointer.key(key);
            let shown = checking.document.label(
                &variable.pointer.key("pattern"),
                At::Value,
                "the whole value must match",
            );
            let fault = checking.warning(
                Code::NeverFits,
                title,
                &place,
                At::Value,
                "no account could bring it",
            );
            let help = "write a value that matches, or mend the pattern";
            found.push(fault.with_secondary(shown).with_help(help));
        }
    }
}
