//! What a file is, by its top keys alone: a mapping, an overlay, an accounts file, a project file.
//! It reads faulty texts too, so that a fault is told by the one who reads that kind.

use crate::document::{Node, parse_data};
use crate::json::fields;
use crate::source::SourceFile;
use crate::written::Mapping;
use std::path::Path;
use std::sync::Arc;

/// What a file is.
#[derive(Clone, Debug, PartialEq)]
pub enum FileKind {
    /// Keys of a mapping.
    Mapping,
    /// `overlay:`, laid over the mapping of an account.
    Overlay,
    /// `accounts:` with a list.
    Accounts,
    /// `touchpoint:`, what commands work on.
    Project,
    /// Keys that are none of these files', in the order of the text.
    Other(Vec<String>),
    /// No key can be read: the file is empty, or no YAML at all.
    Unknown,
}

/// The name of a project file.
pub const PROJECT_FILE: &str = "touchpoint.yaml";

/// What a text is. A key that only one kind has decides, then the file's name.
///
/// ```
/// use touchpoint_language::kind::{FileKind, kind};
/// use touchpoint_language::source::SourceFile;
///
/// let of = |text: &str| kind(&SourceFile::new("a.yaml", text));
/// assert_eq!(of("mapping: 1\nintegration: acme\n"), FileKind::Mapping);
/// assert_eq!(of("overlay: 1\nof: acme\nlist: {}\n"), FileKind::Overlay);
/// assert_eq!(of("accounts:\n- id: a\n"), FileKind::Accounts);
/// assert_eq!(of("services: {}\n"), FileKind::Other(vec!["services".into()]));
/// ```
pub fn kind(source: &SourceFile) -> FileKind {
    let keys = top_keys(source);
    let has = |key: &str| keys.iter().any(|(known, _)| known == key);
    let name = Path::new(&source.name).file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let named = |ending: &str| {
        let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
        stem == ending || stem.ends_with(&format!(".{ending}"))
    };
    let listed = |(key, scalar): &(String, bool)| key == "accounts" && !scalar;
    // `mapping: folder/` beside `touchpoint: 1` is a slip of a project file.
    if has("touchpoint") && !has("integration") {
        FileKind::Project
    } else if has("mapping") && (has("integration") || !has("of")) {
        FileKind::Mapping
    } else if has("touchpoint") || name == PROJECT_FILE {
        FileKind::Project
    } else if has("overlay") || has("of") {
        FileKind::Overlay
    } else if keys.iter().any(listed) {
        FileKind::Accounts
    } else if keys
        .iter()
        .any(|(key, _)| fields::<Mapping>().contains(&key.as_str()))
    {
        FileKind::Mapping
    } else if named("overlay") {
        FileKind::Overlay
    } else if named("accounts") {
        FileKind::Accounts
    } else if keys.is_empty() {
        FileKind::Unknown
    } else {
        FileKind::Other(keys.into_iter().map(|(key, _)| key).collect())
    }
}

/// The keys at the top; true for those that have a text on their own line.
fn top_keys(source: &SourceFile) -> Vec<(String, bool)> {
    let text = source.text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with('{') {
        return text.lines().filter_map(key).collect();
    }
    let (document, _) = parse_data(Arc::new(SourceFile::new("", text)));
    let entries = document.root.iter().flat_map(Node::entries);
    entries
        .map(|entry| (entry.key.clone(), entry.node.as_text().is_some()))
        .collect()
}

/// The key that a line begins with, where it is not indented.
fn key(line: &str) -> Option<(String, bool)> {
    let (key, value) = line.split_once(':')?;
    let follows = value.is_empty() || value.starts_with([' ', '\t']);
    let key = key.trim_end().trim_matches(['"', '\'']);
    let plain = |c: char| c.is_alphanumeric() || "_-.$".contains(c);
    let is_key = follows && !key.is_empty() && key.chars().all(plain) && !key.starts_with('-');
    let value = value.split('#').next().unwrap_or_default().trim();
    is_key.then(|| (key.to_owned(), !value.is_empty() && !value.starts_with('[')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, text: &str) -> FileKind {
        kind(&SourceFile::new(name, text))
    }

    #[test]
    fn a_faulty_file_is_still_known() {
        assert_eq!(of("a.yaml", "maping: 1\nlist:\n\tx: ["), FileKind::Mapping);
        assert_eq!(of("a.yaml", "overlays: 1\nof: acme\n"), FileKind::Overlay);
        assert_eq!(of("a.yaml", "mapping: 1\nof: acme\n"), FileKind::Overlay);
        assert_eq!(of("acme.overlay.yaml", "fields: {}\n"), FileKind::Overlay);
        assert_eq!(of("touchpoint.yaml", "mappings: x\n"), FileKind::Project);
        assert_eq!(of("a.json", "{ \"accounts\": [] }"), FileKind::Accounts);
        assert_eq!(of("a.yaml", "<html>\n"), FileKind::Unknown);
        assert_eq!(of("a.yaml", ""), FileKind::Unknown);
    }

    #[test]
    fn the_accounts_of_a_server_are_a_path() {
        let settings = of("settings.yaml", "listen: 127.0.0.1:80\naccounts: a.yaml\n");
        let keys = ["listen".to_owned(), "accounts".to_owned()];
        assert_eq!(settings, FileKind::Other(keys.to_vec()));
    }
}
