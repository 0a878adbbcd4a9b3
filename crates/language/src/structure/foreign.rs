//! Keys of other formats, with what a mapping has instead: the next step for an author who knows
//! another format.

use serde_json::Value;

use super::foreign_keys::ROWS;

/// Our keys that take a path, and those that take a list.
const PATHS: [&str; 5] = ["from", "next", "while", "records", "entries"];
const LISTS: [&str; 2] = ["any", "first_of"];

/// Where other formats let a secret go.
const IN_QUERY: [&str; 5] = ["query", "params", "query_params", "querystring", "in"];

/// Our key for a key of other formats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ours {
    /// The key.
    pub(super) key: &'static str,
    /// True if the value that stands there is one of this key.
    pub(super) fits: bool,
}

impl Ours {
    /// True for a key that says the version of a file: its value is said with it.
    pub(super) fn is_version(self) -> bool {
        ["touchpoint", "overlay"].contains(&self.key)
    }
}

/// What to write instead of a key of other formats, where an allowed key stands for it; and that key,
/// where it is another name for the same.
pub(super) fn help<S: AsRef<str>>(
    key: &str,
    value: Option<&Value>,
    allowed: &[S],
) -> Option<(&'static str, Option<Ours>)> {
    let key = key.to_lowercase().replace('-', "_");
    // A way to sign in has headers and little else.
    let signs_in = allowed.len() <= 2 && allowed.iter().any(|word| word.as_ref() == "headers");
    if signs_in && IN_QUERY.contains(&key.as_str()) {
        return Some((
            "a secret is sent in a header alone, since addresses are written down: `headers: { name: { credential: api_key } }`",
            None,
        ));
    }
    let fits = |ours: &str| ours.is_empty() || allowed.iter().any(|word| word.as_ref() == ours);
    let mut rows = ROWS.iter();
    let (_, _, help, ours) =
        rows.find(|(theirs, ours, ..)| theirs.contains(&key.as_str()) && fits(ours))?;
    let text = value.and_then(Value::as_str);
    let of_its_kind = match *ours {
        path if PATHS.contains(&path) => text.is_some_and(|text| text.starts_with('$')),
        list if LISTS.contains(&list) => value.is_some_and(Value::is_array),
        "request" => text.is_some_and(is_request),
        _ => true,
    };
    let named = !ours.is_empty() && fits(ours);
    let fits = of_its_kind;
    Some((help, named.then_some(Ours { key: ours, fits })))
}

/// True for a verb and a path.
fn is_request(text: &str) -> bool {
    ["GET /", "POST /"]
        .iter()
        .any(|begin| text.starts_with(begin))
}

/// The same for a word of a list, such as that of `operators`.
pub(super) fn word<S: AsRef<str>>(word: &str, allowed: &[S]) -> Option<&'static str> {
    let (_, ours) = help(word, None, allowed)?;
    ours.map(|ours| ours.key)
}

/// What to write instead of a condition's key in another format; the keys of conditions are paths and
/// names.
pub(super) fn help_in_condition(key: &str) -> Option<&'static str> {
    help(key, None, &["any"]).map(|(help, _)| help)
}
