//! A part of a reply → its place: the JSON pointer and the byte at which it begins.

use serde::Serialize;
use touchpoint_core::slices::{elements, members};

/// Where something stands in a reply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The file of the reply: `1.reply.http`.
    pub reply: String,
    /// The JSON pointer in its body.
    pub pointer: String,
    /// The byte of the body at which it begins, from 0.
    pub byte: usize,
}

/// The byte of a body at which a slice of it begins; nothing for any other text.
pub(super) fn byte_of(body: &[u8], part: &str) -> Option<usize> {
    let start = part.as_ptr().addr().checked_sub(body.as_ptr().addr())?;
    (start + part.len() <= body.len()).then_some(start)
}

/// The JSON pointer of a slice of a body.
pub(super) fn pointer_of(body: &str, part: &str) -> Option<String> {
    let wanted = byte_of(body.as_bytes(), part)?;
    let mut pointer = String::new();
    let mut at = body.trim();
    loop {
        if byte_of(body.as_bytes(), at)? == wanted && at.len() == part.len() {
            return Some(pointer);
        }
        let holds = |child: &str| {
            byte_of(body.as_bytes(), child)
                .is_some_and(|start| start <= wanted && wanted < start + child.len())
        };
        let mut found = None;
        if at.starts_with('[') {
            let mut index = 0;
            elements(at, &mut |child| {
                if holds(child) {
                    found = Some((index.to_string(), child));
                }
                index += 1;
            });
        } else {
            let named = members(at).into_iter().find(|(_, child)| holds(child));
            found = named.map(|(name, child)| (name.replace('~', "~0").replace('/', "~1"), child));
        }
        let (step, child) = found?;
        pointer = format!("{pointer}/{step}");
        at = child;
    }
}

#[cfg(test)]
mod tests {
    use super::{byte_of, pointer_of};

    #[test]
    fn a_slice_knows_its_place() {
        let body = r#"  {"data": [{"id": 7}, {"a/b": {"c~": [1, "x"]}}]} "#;
        for (part, pointer) in [
            ("7", "/data/0/id"),
            (r#""x""#, "/data/1/a~1b/c~0/1"),
            (r#"[1, "x"]"#, "/data/1/a~1b/c~0"),
        ] {
            let start = body.find(part).unwrap();
            let part = body.get(start..start + part.len()).unwrap();
            assert_eq!(pointer_of(body, part).as_deref(), Some(pointer));
            assert_eq!(byte_of(body.as_bytes(), part), Some(start));
        }
        assert_eq!(pointer_of(body, body.trim()).as_deref(), Some(""));
        assert_eq!(pointer_of(body, "7 of another text"), None);
    }
}
