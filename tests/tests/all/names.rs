//! No crate knows an integration: the words are read from the mappings and looked for in the Rust. Only the
//! examples in the documentation of the crate `touchpoint` show some.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use conformance::{files_below, mappings, root};
use std::{collections::BTreeSet, fs};

/// Slugs that are also words of English: they count as a slug or a host only.
const ENGLISH: [&str; 3] = ["close", "monday", "nutshell"];

/// Hosts that stand in mappings and are no vendor's own.
const COMMON_HOSTS: &[&str] = &[
    "github.com",
    "example.com",
    "rfc-editor.org",
    "json-schema.org",
];

fn words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for path in mappings().unwrap() {
        let text = fs::read_to_string(&path).unwrap();
        let value = |key: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap();
            line.trim().trim_matches('"').to_lowercase()
        };
        let (slug, label) = (value("integration:"), value("label:"));
        // `Acme CRM` is known by its first word too.
        words.extend(label.split_whitespace().next().map(str::to_owned));
        words.extend([slug, label]);
    }
    words
}

/// The last two names of every host that the mappings speak of.
fn hosts() -> BTreeSet<String> {
    let mut hosts = BTreeSet::new();
    for path in mappings().unwrap() {
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("https://").skip(1) {
            let host = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
            let names: Vec<&str> = host
                .take(1)
                .flat_map(|host| host.trim_end_matches('.').split('.'))
                .collect();
            if let [.., last_but_one, last] = names.as_slice() {
                hosts.insert(format!("{last_but_one}.{last}").to_lowercase());
            }
        }
    }
    hosts.retain(|host| !COMMON_HOSTS.contains(&host.as_str()));
    hosts
}

fn stands_in(text: &str, word: &str) -> bool {
    if ENGLISH.contains(&word) {
        return text.contains(&format!("{word}.com")) || text.contains(&format!("\"{word}\""));
    }
    let text = text.to_lowercase();
    text.match_indices(word).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let before = before.chars().next_back();
        let after = rest.strip_prefix(word).and_then(|rest| rest.chars().next());
        let inside = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
        !inside(before) && !inside(after)
    })
}

#[test]
fn no_crate_names_an_integration_or_its_hosts() {
    let words = words();
    assert!(words.len() >= mappings().unwrap().len(), "{words:?}");
    let hosts = hosts();
    assert!(!hosts.is_empty());
    let mut found = Vec::new();
    for path in files_below(&root().join("crates")).unwrap() {
        if !path.components().any(|part| part.as_os_str() == "src") {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        // What programs embed is shown with accounts that they may have.
        let shows = path.starts_with(root().join("crates/touchpoint/src"));
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            let said = line.trim_start();
            let doc = said.strip_prefix("///").or(said.strip_prefix("//!"));
            if doc.is_some_and(|doc| doc.trim_start().starts_with("```")) {
                fenced = !fenced;
            }
            if shows && fenced && doc.is_some() {
                continue;
            }
            let named = words.iter().filter(|word| stands_in(line, word));
            let lower = line.to_lowercase();
            let linked = hosts.iter().filter(|host| lower.contains(host.as_str()));
            for word in named.chain(linked) {
                found.push(format!("{}:{}: `{word}`", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn whole_words_are_found_and_parts_are_not() {
    assert!(stands_in("an acme_id", "acme"));
    assert!(stands_in("(acme)", "acme"));
    assert!(!stands_in("acmes", "acme"));
    assert!(!stands_in("to close a file", "close"));
    assert!(stands_in("get(\"close\")", "close"));
    assert!(stands_in("api.close.com", "close"));
}
