//! No secret stands in a mapping: a text that looks like one is refused where it would be sent.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Kind, Node, Pointer, Step};

/// How tokens of well-known kinds begin.
const MARKS: [&str; 22] = [
    "pat-",
    "pat_",
    "sk-",
    "sk_",
    "pk_",
    "rk_",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "shpat_",
    "SG.",
    "AIza",
    "ya29.",
    "eyJ",
    "AKIA",
    "ASIA",
    "whsec_",
];
/// Names of keys whose values are secrets.
const NAMES: [&str; 7] = [
    "token",
    "secret",
    "password",
    "passwd",
    "key",
    "apikey",
    "accesstoken",
];
const LEAST: usize = 16;
/// Keys of our own whose texts are sent.
const TEXTS: [&str; 7] = [
    "request",
    "once",
    "batch",
    "base_url",
    "authorize_url",
    "token_url",
    "token_prefix",
];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let top = Pointer::new();
    for (key, value) in [
        ("connection", true),
        ("lookups", true),
        ("list", true),
        ("context", false),
    ] {
        let place = top.key(key);
        if let Some(node) = checking.document.get(&place) {
            walk(checking, node, &place, value, 0, &mut found);
        }
    }
    found
}

/// Walks the texts that are sent: those below these keys, at any depth.
fn walk(
    checking: &Checking<'_>,
    node: &Node,
    place: &Pointer,
    sent: bool,
    depth: usize,
    found: &mut Vec<Diagnostic>,
) {
    if depth > 64 {
        return; // the parser allows no such depth
    }
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let place = place.key(entry.key.as_str());
                walk(checking, &entry.node, &place, sent, depth + 1, found);
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(checking, item, &place.index(index), sent, depth + 1, found);
            }
        }
        Kind::Scalar { .. } => {
            let Some(text) = node.as_text().filter(|_| is_sent(place, sent)) else {
                return;
            };
            let key = place.steps().iter().rev().find_map(|step| match step {
                Step::Key(key) => Some(&**key),
                Step::Index(_) => None,
            });
            // `token_url` has `token` in its name, but is no secret.
            let name = key.filter(|key| !TEXTS.contains(key));
            let told = name.is_none() && in_address(text);
            if told || looks_secret(name.unwrap_or_default(), text) {
                let title = "what looks like a secret stands in the mapping";
                let fault = checking.error(
                    Code::LiteralSecret,
                    title,
                    place,
                    At::Value,
                    "does not belong in a file",
                );
                let help = "let the account bring it: under `connection.auth`, write `{ credential: name }`";
                found.push(fault.with_help(help));
            }
        }
    }
}

/// True if a text is sent, or stands for one that is.
fn is_sent(place: &Pointer, sent: bool) -> bool {
    let keys: Vec<&str> = place
        .steps()
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(&**key),
            Step::Index(_) => None,
        })
        .collect();
    let last = keys.last().copied().unwrap_or_default();
    if !sent {
        return ["default", "example"].contains(&last);
    }
    let above = |name: &str| keys.iter().rev().skip(1).any(|key| *key == name);
    let part = ["headers", "send", "body", "authorize_with"]
        .iter()
        .any(|key| above(key));
    // A path, and the name of a credential, are no secrets.
    (part && !["names_read_under", "credential"].contains(&last)) || TEXTS.contains(&last)
}

/// True if an address has a user with a password, or a parameter that is named like a secret and
/// has a value.
fn in_address(text: &str) -> bool {
    let after = text.split_once("://").map_or("", |(_, after)| after);
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    let user = host.rsplit_once('@').map_or("", |(user, _)| user);
    if user.contains(':') && !user.ends_with(':') && !user.contains("{{") {
        return true;
    }
    let query = text.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        is_named_secret(name) && value.len() >= 6 && !value.contains("{{")
    })
}

/// True if a name is that of a secret: `x-api-key`.
fn is_named_secret(name: &str) -> bool {
    let named = name.to_lowercase();
    let mut parts = named.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| NAMES.contains(&part))
}

pub(super) fn looks_secret(name: &str, text: &str) -> bool {
    let literal = literal(text);
    let words: Vec<&str> = literal
        .split(|c: char| c.is_whitespace() || ",;?&=/".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let lower = literal.trim_start().to_lowercase();
    let schemes = ["bearer ", "basic ", "token "];
    let after = schemes.iter().find_map(|scheme| lower.strip_prefix(scheme));
    if after.is_some_and(|token| {
        let digit = token.contains(|c: char| c.is_ascii_digit());
        (digit || token.len() >= 8) && !token.trim().contains(' ')
    }) {
        return true;
    }
    let marked = |word: &&str| {
        let mut marks = MARKS.iter();
        marks.any(|mark| {
            word.strip_prefix(mark)
                .is_some_and(|rest| rest.len() >= 8 && rest.chars().any(|c| c.is_ascii_digit()))
        })
    };
    if words.iter().any(|word| marked(word) || is_random(word)) {
        return true;
    }
    is_named_secret(name)
        && literal.len() == text.len()
        && text.len() >= LEAST
        && !text.contains(char::is_whitespace)
}

/// A text without its holes.
fn literal(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("}}").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// True for a long word of letters and digits that looks random rather than written by a person.
fn is_random(word: &str) -> bool {
    let fits = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_+.".contains(c));
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    // Words that people write have few digits, and few places where letters and digits meet.
    fits && word.len() >= 24 && digits >= 4 && letters >= 4 && entropy(word) > 3.3
}

/// Bits for each character.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 128];
    for byte in word.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = f64::from(u32::try_from(word.len()).unwrap_or(u32::MAX));
    let shares = counts.iter().filter(|count| **count > 0);
    shares
        .map(|count| f64::from(*count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn secrets_are_told_from_words() {
        for (name, text) in [
            ("authorization", "Bearer abc123"),
            ("authorization", "Basic dXNlcjpwYXNz"),
            ("x-note", "pat-eu1-01234567-89ab"),
            ("x-note", "f3a91c0d77e24b6c8a15d0e9"),
            ("x-api-key", "correct-horse-battery"),
            ("request", "/things?sig=f3a91c0d77e24b6c8a15d0e9"),
        ] {
            assert!(looks_secret(name, text), "{name}: {text}");
        }
        for (name, text) in [
            ("accept", "application/vnd.api+json"),
            ("x-api-key", "{{ context.application }}"),
            ("x-api-key", "short"),
            ("embed", "party,project,opportunity,creator,activity_type"),
            ("x-api-version", "2023-09-26"),
            ("include", "prospectPhoneNumbersAndEverythingBeside"),
            ("authorization", "Bearer {{ context.kind }}"),
        ] {
            assert!(!looks_secret(name, text), "{name}: {text}");
        }
    }
}
