//! The plainest filters of a path, `[?@.kind == 'x']` and `[?match(@, 'x')]` → questions to the texts
//! of a list, so that no value of them is built. Every other filter is the library's.

use super::leaf::{raw_children, raw_follow, raw_text};
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Step;

/// `[?@.name == literal]`, then plain steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filtered {
    name: [Step; 1],
    literal: Literal,
    tail: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Flag(bool),
    Text(String),
}

impl Filtered {
    /// Reads the filter of a path that is plain but for it.
    pub(super) fn new(path: &Path) -> Option<Filtered> {
        let rest = filter(path)?.strip_prefix("@.")?;
        let (name, rest) = rest.split_once("==")?;
        let (literal, tail) = rest.split_once(']')?;
        let name = Some(name.trim()).filter(|name| is_name(name))?;
        let literal = match literal.trim() {
            "true" => Literal::Flag(true),
            "false" => Literal::Flag(false),
            quoted => Literal::Text(text(quoted)?.to_owned()),
        };
        let tail = Path::parse(&format!("${tail}")).ok()?.plain()?.to_vec();
        Some(Filtered {
            name: [Step::Name(name.to_owned())],
            literal,
            tail,
        })
    }

    /// Shows what is behind the filter, in order.
    pub(super) fn all<'b>(&self, list: &'b str, show: &mut dyn FnMut(&'b str)) {
        raw_children(list, &mut |child| {
            let holds = raw_follow(child, &self.name).is_some_and(|raw| self.literal.is(raw));
            if let Some(found) = raw_follow(child, &self.tail).filter(|_| holds) {
                show(found);
            }
        });
    }
}

impl Literal {
    fn is(&self, raw: &str) -> bool {
        match self {
            Literal::Flag(flag) => raw == if *flag { "true" } else { "false" },
            Literal::Text(text) => {
                raw.starts_with('"') && raw_text(raw).is_some_and(|raw| raw == **text)
            }
        }
    }
}

/// Whether a path takes nothing but texts of its list: its filter is a `match` or a `search` in the
/// element itself, which no other value passes.
pub(super) fn takes_texts(path: &Path) -> bool {
    let Some(rest) = filter(path) else {
        return false;
    };
    let call = rest
        .strip_prefix("match(@,")
        .or_else(|| rest.strip_prefix("search(@,"));
    let pattern = call.and_then(|call| call.strip_suffix(")]"));
    pattern.and_then(|pattern| text(pattern.trim())).is_some()
}

/// Whether there is a text in a list.
pub(super) fn has_texts(list: &str) -> bool {
    let mut any = false;
    raw_children(list, &mut |child| any |= child.starts_with('"'));
    any
}

/// What follows `[?`, where all before it are plain steps.
fn filter(path: &Path) -> Option<&str> {
    let (before, rest) = path.text().split_once("[?")?;
    let before = Path::parse(before).ok()?;
    (before.plain()? == path.prefix()).then_some(rest)
}

/// What stands between quotes, where it means itself.
fn text(quoted: &str) -> Option<&str> {
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains(['\'', '\\'])).then_some(inner)
}

fn is_name(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(letter)
        && name
            .bytes()
            .all(|byte| letter(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Filtered, takes_texts};
    use serde_json::Value;
    use touchpoint_language::expr::Path;

    const LISTS: &[&str] = &[
        "[]",
        "{}",
        "7",
        r#"[{"kind":"x","id":1},{"kind":"y","id":2},{"id":3},{"kind":"\u0078","id":4},{"kind":"x"}]"#,
        r#"[{"kind":true,"id":1},{"kind":"true","id":2},{"kind":null,"id":3},{"kind":["x"],"id":4}]"#,
        r#"{"a":{"kind":"x","id":{"b":5}},"c":{"kind":"y","kind":"x","id":6},"a":{"kind":"x","id":7}}"#,
        r#"["x",1,null,["x"],{"kind":1}]"#,
    ];

    #[test]
    fn plain_filters_take_what_the_library_takes() {
        for filter in [
            "[?@.kind == 'x'].id",
            "[?@.kind=='x']",
            "[?@.kind == true].id",
            "[?@.kind == false]",
            "[?@.kind == 'x'].id.b",
        ] {
            let path = Path::parse(&format!("${filter}")).unwrap();
            let filtered = Filtered::new(&path).unwrap();
            for list in LISTS {
                let value: Value = serde_json::from_str(list).unwrap();
                let mut found = Vec::new();
                filtered.all(list, &mut |raw| {
                    found.push(serde_json::from_str::<Value>(raw).unwrap());
                });
                let expected: Vec<Value> = path.all(&value).into_iter().cloned().collect();
                assert_eq!(found, expected, "{filter} of {list}");
            }
        }
    }

    #[test]
    fn every_other_filter_is_left_to_the_library() {
        for path in [
            "$.a[?@.b > 1]",
            "$.a[?@.b == 1]",
            "$.a[?@.b == null]",
            "$.a[?@.b == 'x' && @.c == 'y']",
            "$.a[?@.b.c == 'x']",
            "$.a[?@.b == 'x'][0:2]",
            "$.a[*][?@.b == 'x']",
            "$.a[?@.b == $.c]",
            r"$.a[?@.b == 'x\n']",
            "$.a[?@.b]",
        ] {
            assert_eq!(Filtered::new(&Path::parse(path).unwrap()), None, "{path}");
        }
    }

    #[test]
    fn a_pattern_in_the_element_itself_takes_texts_alone() {
        for (path, expected) in [
            ("$.a[?match(@, '.+')]", true),
            ("$.a[?search(@, 'x')]", true),
            ("$.a[?match(@.b, 'x')]", false),
            ("$.a[?!match(@, 'x')]", false),
            ("$.a[?match(@, 'x') || @.b]", false),
            ("$.a[?match(@, 'x')].b", false),
            ("$.a[?@.b]", false),
        ] {
            assert_eq!(takes_texts(&Path::parse(path).unwrap()), expected, "{path}");
        }
    }
}
