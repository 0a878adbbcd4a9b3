//! The text of a JSON value → its parts, as slices of it. The text has been scanned before, so it
//! is JSON and no fault is possible.

use super::scanner::{Refused, Scanner, unescape};
use indexmap::IndexMap;
use std::borrow::Cow;
use touchpoint_language::expr::path::Step;
use touchpoint_language::json::Json;

/// The text of a scalar, digit for digit; nothing for null, lists and objects.
#[inline]
pub fn text(raw: &str) -> Option<Cow<'_, str>> {
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
        _ => Some(number(raw)),
    }
}

/// A number in the one way in which its exponent is written: `1E5` is `1e+5`.
pub(super) fn number(raw: &str) -> Cow<'_, str> {
    let Some((digits, exponent)) = raw.split_once(['e', 'E']) else {
        return Cow::Borrowed(raw);
    };
    let sign = if exponent.starts_with(['+', '-']) {
        ""
    } else {
        "+"
    };
    Cow::Owned(format!("{digits}e{sign}{exponent}"))
}

/// The value that a text means.
pub fn value(raw: &str) -> Json {
    Json::parse(raw).unwrap_or_default()
}

/// Shows every element of a list; false where it is none.
pub fn elements<'b>(list: &'b str, show: &mut dyn FnMut(&'b str)) -> bool {
    if !list.starts_with('[') {
        return false;
    }
    let mut scanner = Scanner::again(list);
    let mut walk = || {
        let mut more = scanner.open(b']')?;
        while more {
            let start = scanner.at();
            scanner.skip()?;
            show(scanner.since(start)?);
            more = scanner.more(b']')?;
        }
        Ok::<(), Refused>(())
    };
    walk().is_ok()
}

/// Shows what a wildcard yields: the elements of a list, or the values of an object's members.
pub fn children<'b>(raw: &'b str, show: &mut dyn FnMut(&'b str)) {
    if !elements(raw, show) {
        members(raw).into_values().for_each(show);
    }
}

/// The members of an object; where a name comes twice, the last value at the position of the first.
/// Other values have none.
pub fn members(object: &str) -> IndexMap<Cow<'_, str>, &str> {
    let mut found = IndexMap::new();
    each_member(object, &mut |name, value| _ = found.insert(name, value));
    found
}

/// The member of an object; where a name comes twice, the last.
pub fn member<'b>(object: &'b str, name: &str) -> Option<&'b str> {
    let mut found = None;
    each_member(object, &mut |known, value| {
        if known == name {
            found = Some(value);
        }
    });
    found
}

fn each_member<'b>(object: &'b str, show: &mut dyn FnMut(Cow<'b, str>, &'b str)) {
    if !object.starts_with('{') {
        return;
    }
    let mut scanner = Scanner::again(object);
    let mut walk = || {
        let mut more = scanner.open(b'}')?;
        let mut first = true;
        while more {
            let key = scanner.key(first)?;
            first = false;
            let start = scanner.at();
            scanner.skip()?;
            show(key.name(), scanner.since(start)?);
            more = scanner.more(b'}')?;
        }
        Ok::<(), Refused>(())
    };
    let _ = walk();
}

/// The text at the end of plain steps.
pub fn follow<'b>(raw: &'b str, steps: &[Step]) -> Option<&'b str> {
    steps.iter().try_fold(raw, |at, step| match step {
        Step::Name(name) => member(at, name),
        Step::Index(index) => {
            let (mut place, mut found) = (0, None);
            elements(at, &mut |element| {
                if place == *index {
                    found = Some(element);
                }
                place += 1;
            });
            found
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(text(raw).as_deref(), value(raw).as_text(), "{raw}");
        }
    }

    #[test]
    fn children_and_steps_are_those_of_the_value() {
        let mut seen = Vec::new();
        children(r#"{"a":1,"b":[2 ,3],"\u0061":4}"#, &mut |child| {
            seen.push(child);
        });
        assert_eq!(seen, ["4", "[2 ,3]"]);
        let steps = [Step::Name("b".into()), Step::Index(1)];
        assert_eq!(follow(r#"{"b":0,"b":[2 ,3]}"#, &steps), Some("3"));
        assert_eq!(follow("[1]", &steps), None);
    }

    #[test]
    fn a_name_that_serde_json_keeps_for_itself_is_a_name() {
        let object = r#"{"$serde_json::private::Number":"1"}"#;
        assert_eq!(
            member(object, "$serde_json::private::Number"),
            Some("\"1\"")
        );
    }
}
