//! Turns a query string, or its split pairs, into a tree of named values. What the names mean is
//! not known here. By hand: no library names every bad parameter at once.
//!
//! ```text
//! owner[id]=7&tag=a&tag=b&lead[][id]=1
//! { owner: {id: 7}, tag: [a, b], lead: [{id: 1}] }
//! ```

use super::failure::Failure;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// The longest query that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;
/// The most pairs that are read.
pub const MAX_PAIRS: usize = 256;
/// The most brackets after one name: `a[b][c]` has two.
pub const MAX_DEPTH: usize = 8;

/// A query's names and what stands under each, in the caller's order.
pub type Tree = IndexMap<String, Node>;

/// What stands under one name.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// One value: `a=v`. Empty when nothing follows the `=`.
    Text(String),
    /// Several values: `a[]=v`, `a[0]=v`, or `a=v` more than once.
    List(Vec<Node>),
    /// Named values: `a[b]=v`.
    Map(IndexMap<String, Node>),
}

/// Reads a query string, with or without its `?`. Brackets may be percent-encoded; `+` is a space.
///
/// # Errors
/// Every pair that cannot be read, or the one limit that is exceeded; the caller acts.
pub fn parse(text: &str) -> Result<Tree, Vec<Failure>> {
    let text = text.strip_prefix('?').unwrap_or(text);
    if text.len() > MAX_BYTES {
        return Err(vec![too_long()]);
    }
    let mut pairs = Vec::new();
    let mut failures = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (decode(key), decode(value)) {
            (Some(key), Some(value)) => pairs.push((key, value)),
            _ => failures.push(Failure::new(
                key,
                value,
                "is not readable; write UTF-8, and `%25` for a plain `%`",
            )),
        }
    }
    if failures.is_empty() {
        nest(pairs)
    } else {
        Err(failures)
    }
}

/// Nests pairs that are split and decoded already.
///
/// # Errors
/// Every key that cannot be read or nested, or the one limit that is exceeded; the caller
/// acts.
pub fn nest<K, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Tree, Vec<Failure>>
where
    K: AsRef<str>,
    V: Into<String>,
{
    let mut root: IndexMap<String, Growing> = IndexMap::new();
    let mut failures = Vec::new();
    let mut bytes = 0;
    for (count, (key, value)) in pairs.into_iter().enumerate() {
        let (key, value) = (key.as_ref(), value.into());
        bytes += key.len() + value.len();
        if count >= MAX_PAIRS {
            let says = format!("has too many parameters; send at most {MAX_PAIRS}");
            return Err(vec![Failure::new("query", "", &says)]);
        }
        if bytes > MAX_BYTES {
            return Err(vec![too_long()]);
        }
        let Some((base, steps)) = split_key(key) else {
            let says = "is no parameter name; write `name`, `name[member]` or `name[]`";
            failures.push(Failure::new(key, &value, says));
            continue;
        };
        if steps.len() > MAX_DEPTH {
            let says = format!("is nested too deep; use at most {MAX_DEPTH} brackets");
            failures.push(Failure::new(key, &value, &says));
            continue;
        }
        let came = value.clone();
        if !grow(root.entry(base.to_owned()).or_default(), &steps, value) {
            let says = "contradicts another parameter of the same name: one gives a value, \
                        the other members; send one of the two";
            failures.push(Failure::new(key, &came, says));
        }
    }
    if failures.is_empty() {
        Ok(root.into_iter().map(|(k, v)| (k, v.grown())).collect())
    } else {
        Err(failures)
    }
}

fn too_long() -> Failure {
    let says = format!("is too long; send at most {MAX_BYTES} bytes");
    Failure::new("query", "", &says)
}

/// One bracket of a key.
enum Bracket {
    Name(String),
    Index(usize),
    Next,
}

/// `a[b][]` becomes `a` and its steps. A number of more than three digits, or one that starts with
/// a zero, is a name: some vendors name their fields like that.
fn split_key(key: &str) -> Option<(&str, Vec<Bracket>)> {
    let at = key.find('[').unwrap_or(key.len());
    let (base, mut rest) = key.split_at_checked(at)?;
    if base.is_empty() || base.contains(']') {
        return None;
    }
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('[')?.split_once(']')?;
        if inner.contains('[') {
            return None;
        }
        let is_index = inner.bytes().all(|b| b.is_ascii_digit())
            && (inner == "0" || !inner.starts_with('0'))
            && inner.len() <= 3;
        steps.push(match inner.parse() {
            _ if inner.is_empty() => Bracket::Next,
            Ok(index) if is_index => Bracket::Index(index),
            _ => Bracket::Name(inner.to_owned()),
        });
        rest = after;
    }
    Some((base, steps))
}

/// A node while pairs are still coming in: a list keeps its indices.
#[derive(Default)]
enum Growing {
    #[default]
    Nothing,
    Text(String),
    List(BTreeMap<usize, Growing>),
    Map(IndexMap<String, Growing>),
}

impl Growing {
    /// Recursion is bounded by [`MAX_DEPTH`].
    fn grown(self) -> Node {
        match self {
            Growing::Nothing => Node::Text(String::new()),
            Growing::Text(text) => Node::Text(text),
            Growing::List(items) => Node::List(items.into_values().map(Growing::grown).collect()),
            Growing::Map(members) => {
                Node::Map(members.into_iter().map(|(k, v)| (k, v.grown())).collect())
            }
        }
    }
}

/// Puts one value where its steps lead; false when something of another shape stands there. An
/// empty value counts as absent, and so never conflicts.
fn grow(slot: &mut Growing, steps: &[Bracket], value: String) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        match slot {
            Growing::Nothing => *slot = Growing::Text(value),
            Growing::Text(_) | Growing::List(_) => return grow(slot, &[Bracket::Next], value),
            Growing::Map(_) => return value.is_empty(),
        }
        return true;
    };
    if matches!(slot, Growing::Text(text) if text.is_empty()) && !matches!(step, Bracket::Next) {
        *slot = Growing::Nothing;
    }
    match (step, &mut *slot) {
        (Bracket::Name(_), Growing::Nothing) => *slot = Growing::Map(IndexMap::new()),
        (_, Growing::Nothing) => *slot = Growing::List(BTreeMap::new()),
        (Bracket::Next, Growing::Text(first)) => {
            let first = Growing::Text(std::mem::take(first));
            *slot = Growing::List(BTreeMap::from([(0, first)]));
        }
        _ => {}
    }
    match (step, slot) {
        (Bracket::Name(name), Growing::Map(members)) => {
            grow(members.entry(name.clone()).or_default(), rest, value)
        }
        (Bracket::Index(index), Growing::List(items)) => {
            grow(items.entry(*index).or_default(), rest, value)
        }
        (Bracket::Next, Growing::List(items)) => {
            let next = items.last_key_value().map_or(0, |(last, _)| last + 1);
            grow(items.entry(next).or_default(), rest, value)
        }
        _ => false,
    }
}

/// Percent-decodes one side of a pair; nothing when an escape is broken or the bytes are not UTF-8.
/// The `percent-encoding` crate accepts broken escapes, so it is not used here.
fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next()?)? * 16 + hex(bytes.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Node {
        Node::Text(value.to_owned())
    }

    fn map<const N: usize>(members: [(&str, Node); N]) -> Node {
        Node::Map(
            members
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect(),
        )
    }

    #[test]
    fn every_spelling_has_its_shape() {
        let ids =
            |a: &str, b: &str| Node::List(vec![map([("id", text(a))]), map([("id", text(b))])]);
        for (query, expected) in [
            ("a=v", text("v")),
            ("?a=v", text("v")),
            ("a", text("")),
            ("a=", text("")),
            ("&&a=x%20y+z%2B", text("x y z+")),
            ("a=b=c", text("b=c")),
            ("a[b]=v", map([("b", text("v"))])),
            ("a%5Bb%5D=v", map([("b", text("v"))])),
            (
                "a[b][c]=v&a[b][d]=w",
                map([("b", map([("c", text("v")), ("d", text("w"))]))]),
            ),
            ("a[]=v", Node::List(vec![text("v")])),
            ("a[0]=v", Node::List(vec![text("v")])),
            ("a[1]=w&a[0]=v", Node::List(vec![text("v"), text("w")])),
            (
                "a=v&a=w&a=x",
                Node::List(vec![text("v"), text("w"), text("x")]),
            ),
            ("a=&a[b]=v", map([("b", text("v"))])),
            ("a[b]=v&a=", map([("b", text("v"))])),
            ("a=v&a[]=w", Node::List(vec![text("v"), text("w")])),
            (
                "a[b]=v&a[b]=w",
                map([("b", Node::List(vec![text("v"), text("w")]))]),
            ),
            ("a[][id]=1&a[][id]=2", ids("1", "2")),
            ("a[0][id]=1&a[1][id]=2", ids("1", "2")),
            (
                "a[0][id]=1&a[0][x]=2",
                Node::List(vec![map([("id", text("1")), ("x", text("2"))])]),
            ),
            ("a[1234]=v", map([("1234", text("v"))])),
            ("a[00]=v", map([("00", text("v"))])),
        ] {
            let tree = parse(query).unwrap();
            assert_eq!(tree.get("a"), Some(&expected), "{query}");
        }
        assert_eq!(parse("").unwrap(), Tree::new());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (query, parameter) in [
            ("a=1&a[b]=2", "a[b]"),
            ("a[b]=2&a=1", "a"),
            ("a[b]=2&a[]=1", "a[]"),
            ("a[]=2&a[b]=1", "a[b]"),
            ("a=%4", "a"),
            ("a=%zz", "a"),
            ("a=%ff", "a"),
            ("a[b=1", "a[b"),
            ("a]b=1", "a]b"),
            ("a[b]c=1", "a[b]c"),
            ("[b]=1", "[b]"),
            ("=1", ""),
            ("a[b[c]]=1", "a[b[c]]"),
        ] {
            let failures = parse(query).unwrap_err();
            assert_eq!(failures.len(), 1, "{query}");
            assert_eq!(failures[0].parameter, parameter, "{query}");
        }
        assert_eq!(parse("a=%4&b=%ff&c=1").unwrap_err().len(), 2);
    }

    #[test]
    fn limits_are_kept() {
        assert!(parse(&format!("a{}=v", "[b]".repeat(8))).is_ok());
        assert!(parse(&format!("a{}=v", "[b]".repeat(9))).is_err());
        assert!(parse(&"a=v&".repeat(256)).is_ok());
        assert!(parse(&"a=v&".repeat(257)).is_err());
        assert!(parse(&format!("a={}", "v".repeat(MAX_BYTES - 2))).is_ok());
        assert!(parse(&format!("a={}", "v".repeat(MAX_BYTES - 1))).is_err());
        assert!(nest([("a", "v".repeat(MAX_BYTES))]).is_err());
        assert_eq!(
            nest([("a[b]", "100%")]).unwrap()["a"],
            map([("b", text("100%"))])
        );
    }
}
