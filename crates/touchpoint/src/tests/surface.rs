//! What a signature of the public surface names, a program can name by this crate alone.

use std::collections::BTreeSet;

/// The surface, as `cargo xtask surface` writes it.
const SURFACE: &str = include_str!("../../public-surface.txt");

/// The names of the standard library, and of traits that are derived or implemented and never written.
const KNOWN: &[&str] = &[
    "Any",
    "Arc",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deref",
    "Display",
    "Duration",
    "Eq",
    "F::Output",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "FromStr",
    "FusedIterator",
    "Future",
    "Hash",
    "Index",
    "Into",
    "IntoIterator",
    "Item",
    "Iterator",
    "Option",
    "Ord",
    "Output",
    "PartialEq",
    "PartialOrd",
    "Path",
    "PathBuf",
    "Pin",
    "Range",
    "Result",
    "Self",
    "Send",
    "String",
    "Sync",
    "TryFrom",
    "Unpin",
    "Vec",
    "std::Error",
];

/// Foreign names, and the name that this crate gives them or their crate. The traits of serde are those that every
/// program has for its own types; the last three are implemented for other crates of ours.
const FOREIGN: &[&str] = &[
    "futures_core::FusedStream",
    "futures_core::Stream",
    "reqwest::Client",
    "reqwest::ClientBuilder",
    "serde_json::Error",
    "serde_json::Number",
    "serde_json::RawValue",
    "serde_json::Value",
    "serde_core::Deserialize",
    "serde_core::DeserializeOwned",
    "serde_core::Deserializer",
    "serde_core::IntoDeserializer",
    "serde_core::Serialize",
    "jsonpath_rust::Queryable",
    "schemars::JsonSchema",
];

/// Names that this crate gives in another form: `FieldKind`, `JsonNumber`, `JsonObject`.
const RENAMED: [&str; 3] = ["Kind", "Number", "Object"];

/// The innards of the engine, whose names stand in `touchpoint::parts`: a plan's own parts, what reads mappings, one
/// call to a store, and what a page is made of.
const PARTS: &[&str] = &[
    "Ahead",
    "Chosen",
    "ListDigests",
    "Listing",
    "Mapping",
    "Needs",
    "Options",
    "Phrase",
    "PlanReader",
    "ReadOutcome",
    "Rows",
    "Shaped",
    "Split",
];

/// The types that a line names, with the crate where it is not ours: `jiff::Timestamp`, `Page`.
fn types(line: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let words = line.split(|c: char| !is_word(c));
    let words = words.map(|word| word.trim_matches(':'));
    words
        .filter(|word| {
            let last = word.rsplit("::").next().unwrap_or_default();
            // `V`, `N` and `ALL` are parameters and constants.
            last.starts_with(|c: char| c.is_ascii_uppercase())
                && last.contains(|c: char| c.is_ascii_lowercase())
        })
        .collect()
}

#[test]
fn no_signature_names_what_a_program_cannot() {
    let lines = || SURFACE.lines().filter(|line| !line.starts_with('#'));
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for line in lines() {
        let (item, rest) = line.split_once(": ").unwrap_or((line, ""));
        // `touchpoint::Timestamp is jiff::timestamp::Timestamp`, `touchpoint::Warning: struct`
        let (item, handed_on) = item
            .split_once(" is ")
            .map_or((item, false), |(item, _)| (item, true));
        let kinds = ["struct", "enum", "trait", "type", "union"];
        if handed_on || kinds.iter().any(|kind| rest.starts_with(kind)) {
            named.extend(item.rsplit("::").next());
        }
        if let Some(of_trait) = rest.strip_prefix("type ") {
            named.insert(of_trait);
        }
    }
    assert!(named.contains("Touchpoint") && named.contains("Timestamp"));
    let mut missing: BTreeSet<&str> = BTreeSet::new();
    for line in lines() {
        let signature = line.split_once(": ").map_or("", |(_, signature)| signature);
        let field = line.split_once('(').map_or("", |(_, inner)| inner);
        // Parameters that have whole words for names.
        let parameters: BTreeSet<&str> = ["Loading", "Saving"].into();
        for name in types(signature).into_iter().chain(types(field)) {
            let last = name.rsplit("::").next().unwrap_or_default();
            let is_ours = !name.contains("::") || name.starts_with("V::");
            let is_named = match name.split_once("::") {
                Some(("jiff" | "indexmap" | "secrecy" | "url", _)) => named.contains(last),
                _ => is_ours && named.contains(last),
            };
            let is_known = KNOWN.contains(&name)
                || FOREIGN.contains(&name)
                || PARTS.contains(&name)
                || RENAMED.contains(&name);
            if !is_named && !is_known && !parameters.contains(name) {
                missing.insert(name);
            }
        }
    }
    assert!(
        missing.is_empty(),
        "without a name in this crate: {missing:?}"
    );
}
