//! One value on its way: a slice of checked JSON text, or a value that was built. Both mean the same.

use super::scanner::{Scanner, unescape};
use indexmap::IndexMap;
use serde_json::Value;
use std::borrow::Cow;
use touchpoint_language::expr::path::Step;

/// One value.
#[derive(Clone, Debug)]
pub(super) enum Leaf<'v> {
    /// Its text. It has been scanned, so it is JSON.
    Raw(&'v str),
    /// Built elsewhere.
    Value(&'v Value),
    /// Built for this.
    Owned(Value),
}

impl<'v> Leaf<'v> {
    pub(super) fn is_null(&self) -> bool {
        match self {
            Leaf::Raw(text) => text.starts_with('n'),
            Leaf::Value(value) => value.is_null(),
            Leaf::Owned(value) => value.is_null(),
        }
    }

    pub(super) fn is_object(&self) -> bool {
        match self {
            Leaf::Raw(text) => text.starts_with('{'),
            Leaf::Value(value) => value.is_object(),
            Leaf::Owned(value) => value.is_object(),
        }
    }

    pub(super) fn is_empty_text(&self) -> bool {
        match self {
            Leaf::Raw(text) => *text == "\"\"",
            Leaf::Value(value) => value.as_str() == Some(""),
            Leaf::Owned(value) => value.as_str() == Some(""),
        }
    }

    /// The text of a scalar, as [`touchpoint_language::expr::text::as_text`] has it; nothing for null, lists and
    /// objects.
    #[inline]
    pub(super) fn text(self) -> Option<Cow<'v, str>> {
        match self {
            Leaf::Raw(raw) => raw_text(raw),
            Leaf::Value(Value::String(text)) => Some(Cow::Borrowed(text)),
            Leaf::Value(Value::Number(number)) => Some(Cow::Borrowed(number.as_str())),
            Leaf::Value(other) => touchpoint_language::expr::text::as_text(other).map(Cow::Owned),
            Leaf::Owned(value) => touchpoint_language::expr::text::as_text(&value).map(Cow::Owned),
        }
    }

    /// The value itself, for what is not on the fast path.
    pub(super) fn value(&self) -> Cow<'_, Value> {
        match self {
            Leaf::Raw(raw) => Cow::Owned(parse(raw)),
            Leaf::Value(value) => Cow::Borrowed(value),
            Leaf::Owned(value) => Cow::Borrowed(value),
        }
    }

    /// Shows every element of a list; says whether it is one.
    pub(super) fn elements(&self, show: &mut dyn FnMut(Leaf<'_>)) -> bool {
        let list = match self {
            Leaf::Raw(raw) => {
                return raw.starts_with('[') && raw_elements(raw, &mut |e| show(Leaf::Raw(e)));
            }
            Leaf::Value(value) => value.as_array(),
            Leaf::Owned(value) => value.as_array(),
        };
        list.into_iter()
            .flatten()
            .for_each(|element| show(Leaf::Value(element)));
        list.is_some()
    }
}

/// What a scanned text means as a value.
pub(super) fn parse(raw: &str) -> Value {
    serde_json::from_str(raw).unwrap_or_default()
}

/// The text of a scalar's text.
#[inline]
pub(super) fn raw_text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' => {
            let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
            Some(if inner.contains('\\') {
                Cow::Owned(unescape(inner))
            } else {
                Cow::Borrowed(inner)
            })
        }
        b't' | b'f' => Some(Cow::Borrowed(raw)),
        b'n' | b'[' | b'{' => None,
        // `serde_json` writes an exponent as `e+5`, whatever way it came.
        _ if raw.contains(['e', 'E']) => Some(Cow::Owned(parse(raw).to_string())),
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// Shows every element of the text of a list.
pub(super) fn raw_elements<'b>(list: &'b str, show: &mut dyn FnMut(&'b str)) -> bool {
    let mut scanner = Scanner::new(list);
    // The text has been scanned before; a fault is impossible and ends the list.
    let mut walk = || {
        let mut more = scanner.open(b']')?;
        while more {
            let start = scanner.at();
            scanner.skip()?;
            show(scanner.since(start)?);
            more = scanner.more(b']')?;
        }
        Ok::<(), super::scanner::Refused>(())
    };
    walk().is_ok()
}

/// Shows what a wildcard yields of a text: elements, or the values of members, the last of a name in
/// the place of its first.
pub(super) fn raw_children<'b>(raw: &'b str, show: &mut dyn FnMut(&'b str)) {
    if raw.starts_with('[') {
        raw_elements(raw, show);
    } else if raw.starts_with('{') {
        members(raw).into_values().for_each(show);
    }
}

fn members(object: &str) -> IndexMap<Cow<'_, str>, &str> {
    let mut found = IndexMap::new();
    let mut scanner = Scanner::new(object);
    let mut walk = || {
        let mut more = scanner.open(b'}')?;
        let mut first = true;
        while more {
            let key = scanner.key(first)?;
            first = false;
            let start = scanner.at();
            scanner.skip()?;
            found.insert(key.name(), scanner.since(start)?);
            more = scanner.more(b'}')?;
        }
        Ok::<(), super::scanner::Refused>(())
    };
    let _ = walk();
    found
}

/// The text at the end of plain steps.
pub(super) fn raw_follow<'b>(raw: &'b str, steps: &[Step]) -> Option<&'b str> {
    steps.iter().try_fold(raw, |at, step| match step {
        Step::Name(name) if at.starts_with('{') => member(at, name),
        Step::Index(index) if at.starts_with('[') => {
            let (mut place, mut found) = (0, None);
            raw_elements(at, &mut |element| {
                if place == *index {
                    found = Some(element);
                }
                place += 1;
            });
            found
        }
        _ => None,
    })
}

fn member<'b>(object: &'b str, name: &str) -> Option<&'b str> {
    let mut found = None;
    let mut scanner = Scanner::new(object);
    let mut walk = || {
        let mut more = scanner.open(b'}')?;
        let mut first = true;
        while more {
            let key = scanner.key(first)?;
            first = false;
            let start = scanner.at();
            scanner.skip()?;
            if key.name() == name {
                found = Some(scanner.since(start)?);
            }
            more = scanner.more(b'}')?;
        }
        Ok::<(), super::scanner::Refused>(())
    };
    let _ = walk();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::expr::text::as_text;

    #[test]
    fn a_text_and_its_value_are_read_alike() {
        for raw in [
            "null",
            "true",
            "\"\"",
            "\"a\\u0041\"",
            "7",
            "-0",
            "1.50",
            "1e400",
            "1E5",
            "2e-3",
            "[1]",
            "{\"a\":1}",
        ] {
            let value = parse(raw);
            let text = Leaf::Raw(raw).text();
            assert_eq!(text.as_deref(), as_text(&value).as_deref(), "{raw}");
            assert_eq!(Leaf::Raw(raw).is_null(), value.is_null());
            assert_eq!(Leaf::Raw(raw).is_object(), value.is_object());
            assert_eq!(Leaf::Raw(raw).is_empty_text(), value.as_str() == Some(""));
        }
    }

    #[test]
    fn children_and_steps_are_those_of_the_value() {
        let mut seen = Vec::new();
        raw_children(r#"{"a":1,"b":[2 ,3],"\u0061":4}"#, &mut |child| {
            seen.push(child);
        });
        assert_eq!(seen, ["4", "[2 ,3]"]);
        let steps = [Step::Name("b".into()), Step::Index(1)];
        assert_eq!(raw_follow(r#"{"b":0,"b":[2 ,3]}"#, &steps), Some("3"));
        assert_eq!(raw_follow("[1]", &steps), None);
    }
}
