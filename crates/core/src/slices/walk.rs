//! Walks a path over the text of a JSON value, and yields slices in the path's order.

use super::parts::{children, follow, text};
use super::tree::TextTree;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{PlainFilter, PlainLiteral, Step};

/// How one path is walked in texts.
#[derive(Clone, Debug)]
pub struct Walk(How);

#[derive(Clone, Debug)]
enum How {
    Plain(Vec<Step>),
    /// These steps, then every child, then further steps.
    Each(Vec<Step>, Vec<Step>),
    /// These steps, then the children with a member of a wanted value.
    MemberFilter(Vec<Step>, MemberFilter),
    /// By the library, if the list after these steps holds a text; no other value can pass.
    Texts(Vec<Step>, Path),
    /// By the library, over a tree of the whole text.
    Free(Path),
}

/// A filter for children whose member is this literal, and what is taken of them.
#[derive(Clone, Debug)]
struct MemberFilter {
    name: [Step; 1],
    literal: PlainLiteral,
    tail: Vec<Step>,
}

impl Walk {
    /// How a path is walked.
    pub fn new(path: &Path) -> Walk {
        let prefix = path.prefix().to_vec();
        Walk(if path.plain().is_some() {
            How::Plain(prefix)
        } else if let Some((_, tail)) = path.wildcard_tail() {
            How::Each(prefix, tail.to_vec())
        } else {
            match path.filter() {
                Some(PlainFilter::Member {
                    name,
                    literal,
                    tail,
                }) => {
                    let name = [Step::Name(name)];
                    let member = MemberFilter {
                        name,
                        literal,
                        tail,
                    };
                    How::MemberFilter(prefix, member)
                }
                Some(PlainFilter::Texts) => How::Texts(prefix, path.clone()),
                None => How::Free(path.clone()),
            }
        })
    }

    /// True if a tree of the whole text must be built for it.
    pub fn is_free(&self) -> bool {
        matches!(self.0, How::Texts(..) | How::Free(_))
    }

    /// The steps before and after a single wildcard, where the path is that simple.
    pub(crate) fn each(&self) -> Option<(&[Step], &[Step])> {
        match &self.0 {
            How::Each(prefix, tail) => Some((prefix, tail)),
            _ => None,
        }
    }

    /// The first value.
    pub fn one<'b>(&self, raw: &'b str) -> Option<&'b str> {
        if let How::Plain(steps) = &self.0 {
            return follow(raw, steps);
        }
        let mut first = None;
        self.all(raw, &mut |found| first = first.or(Some(found)));
        first
    }

    /// Shows every value, in order; false, with nothing shown, where the text is too large for the
    /// path.
    pub fn all<'b>(&self, raw: &'b str, show: &mut dyn FnMut(&'b str)) -> bool {
        match &self.0 {
            How::Plain(steps) => follow(raw, steps).into_iter().for_each(show),
            How::Each(prefix, tail) => {
                if let Some(list) = follow(raw, prefix) {
                    children(list, &mut |child| {
                        follow(child, tail).into_iter().for_each(&mut *show);
                    });
                }
            }
            How::MemberFilter(prefix, member) => {
                if let Some(list) = follow(raw, prefix) {
                    children(list, &mut |child| {
                        member.of(child).into_iter().for_each(&mut *show);
                    });
                }
            }
            How::Texts(prefix, _) if !follow(raw, prefix).is_some_and(has_texts) => {}
            How::Texts(_, path) | How::Free(path) => {
                let Some(tree) = TextTree::of(raw) else {
                    return false;
                };
                for found in path.all(&tree) {
                    show(found.text);
                }
            }
        }
        true
    }

    /// True if nothing is found in a text because it is too large for the path.
    pub(crate) fn gives_up(&self, raw: &str) -> bool {
        self.is_free() && raw.len() > FEWEST_BYTES && !self.all(raw, &mut |_| {})
    }
}

/// Shorter texts are never too large.
const FEWEST_BYTES: usize = 4 * 1024;

impl MemberFilter {
    /// What is taken of a child, where its member is the literal.
    fn of<'b>(&self, child: &'b str) -> Option<&'b str> {
        let raw = follow(child, &self.name)?;
        let holds = match &self.literal {
            PlainLiteral::Flag(flag) => raw == if *flag { "true" } else { "false" },
            PlainLiteral::Text(wanted) => {
                raw.starts_with('"') && text(raw).is_some_and(|text| text == **wanted)
            }
        };
        holds.then(|| follow(child, &self.tail)).flatten()
    }
}

/// True if there is a text in a list, or among the members of an object.
fn has_texts(list: &str) -> bool {
    let mut any = false;
    children(list, &mut |child| any |= child.starts_with('"'));
    any
}

#[cfg(test)]
mod tests {
    use super::{How, Walk};
    use touchpoint_language::expr::Path;
    use touchpoint_language::json::Json;

    const LISTS: &[&str] = &[
        "[]",
        "{}",
        "7",
        r#"[{"kind":"x","id":1},{"kind":"y","id":2},{"id":3},{"kind":"\u0078","id":4},{"kind":"x"}]"#,
        r#"[{"kind":true,"id":1},{"kind":"true","id":2},{"kind":null,"id":3},{"kind":["x"],"id":4}]"#,
        r#"{"a":{"kind":"x","id":{"b":5}},"c":{"kind":"y","kind":"x","id":6},"a":{"kind":"x","id":7}}"#,
        r#"["x",1,null,["x"],{"kind":1}]"#,
        r#"[{"kind":1.0,"id":12345678901234567890.10},{"kind":1,"id":[1E5]},{"kind":2,"id":"z"}]"#,
    ];

    #[test]
    fn every_path_takes_what_it_takes_of_values() {
        for text in [
            "$",
            "$[1].id",
            "$[*].id",
            "$.*",
            "$.c.id",
            "$[-1].id",
            "$[?@.kind == 'x'].id",
            "$[?@.kind=='x']",
            "$[?@.kind == true].id",
            "$[?@.kind == false]",
            "$[?@.kind == 'x'].id.b",
            "$[?match(@, 'x')]",
            "$[?@.kind == 1].id",
            "$[?@.kind > 1].id",
            "$[?@.kind == $[0].kind].id",
            "$[0:2].id",
            "$..id",
            "$['a', 'c']['id']",
        ] {
            let path = Path::parse(text).unwrap();
            let walk = Walk::new(&path);
            for list in LISTS {
                let value: Json = Json::parse(list).unwrap();
                let mut found = Vec::new();
                walk.all(list, &mut |raw| {
                    found.push(Json::parse(raw).unwrap());
                });
                let expected: Vec<Json> = path.all(&value).into_iter().cloned().collect();
                assert_eq!(found, expected, "{text} of {list}");
                let one = walk.one(list).map(|raw| Json::parse(raw).unwrap());
                assert_eq!(one, expected.into_iter().next(), "{text} of {list}");
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
            let walk = Walk::new(&Path::parse(path).unwrap());
            assert!(matches!(walk.0, How::Free(_)), "{path}");
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
            let walk = Walk::new(&Path::parse(path).unwrap());
            assert_eq!(matches!(walk.0, How::Texts(..)), expected, "{path}");
        }
    }
}
