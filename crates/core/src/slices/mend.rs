//! Repairs a body that is nearly JSON, and notes where: half a character written as an escape
//! (`\ud83d`), a control character inside a text, a byte that is no UTF-8. Such texts arise where a
//! vendor cuts them in the middle of a character, and one of them must not block a list for ever.

use std::borrow::Cow;

/// A body that was repaired.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// The body as it can be read.
    pub body: Vec<u8>,
    /// Where half a character stood, and how it was written: as long as what stands there now.
    halves: Vec<(usize, [u8; 6])>,
    /// All places that were repaired, in the body as it can be read.
    places: Vec<usize>,
}

/// What replaces half a character: the replacement character.
const REPLACED: &[u8; 6] = b"\\ufffd";

/// Repairs a body; nothing where there is nothing of this kind to repair.
pub fn mend(body: &[u8]) -> Option<Mended> {
    let mut mended = Mended {
        body: Vec::with_capacity(body.len() + 64),
        halves: Vec::new(),
        places: Vec::new(),
    };
    let mut at = 0;
    let mut inside = false;
    while let Some(byte) = body.get(at) {
        let rest = body.get(at..).unwrap_or_default();
        at += match byte {
            b'"' => {
                inside = !inside;
                mended.copy(rest, 1)
            }
            b'\\' if inside => mended.escape(rest),
            0..0x20 if inside => {
                mended.places.push(mended.body.len());
                mended
                    .body
                    .extend_from_slice(format!("\\u{byte:04x}").as_bytes());
                1
            }
            0x80.. => mended.character(rest),
            _ => mended.copy(rest, 1),
        };
    }
    (!mended.places.is_empty()).then_some(mended)
}

impl Mended {
    fn copy(&mut self, rest: &[u8], length: usize) -> usize {
        let part = rest.get(..length).unwrap_or(rest);
        self.body.extend_from_slice(part);
        part.len()
    }

    /// Copies an escape, with both halves of a character or neither.
    fn escape(&mut self, rest: &[u8]) -> usize {
        match (unit(rest), unit(rest.get(6..).unwrap_or_default())) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => self.copy(rest, 12),
            (Some(0xD800..=0xDFFF), _) => {
                let came = rest.first_chunk::<6>().copied().unwrap_or(*REPLACED);
                self.places.push(self.body.len());
                self.halves.push((self.body.len(), came));
                self.body.extend_from_slice(REPLACED);
                6
            }
            (Some(_), _) => self.copy(rest, 6),
            (None, _) => self.copy(rest, 2),
        }
    }

    /// Copies a character, or replaces a byte that is none.
    fn character(&mut self, rest: &[u8]) -> usize {
        let some = rest.get(..4).unwrap_or(rest);
        let valid = match std::str::from_utf8(some) {
            Ok(text) => text.chars().next().map_or(0, char::len_utf8),
            Err(fault) if fault.valid_up_to() > 0 => {
                let text = some.get(..fault.valid_up_to()).unwrap_or_default();
                let text = std::str::from_utf8(text).unwrap_or_default();
                text.chars().next().map_or(0, char::len_utf8)
            }
            Err(_) => 0,
        };
        if valid > 0 {
            return self.copy(rest, valid);
        }
        self.places.push(self.body.len());
        self.body.extend_from_slice("\u{fffd}".as_bytes());
        1
    }

    /// Where a part of the body begins.
    fn start_of(&self, part: &str) -> Option<usize> {
        let start = (part.as_ptr() as usize).checked_sub(self.body.as_ptr() as usize)?;
        (start + part.len() <= self.body.len()).then_some(start)
    }

    /// True if a part of the body was repaired.
    pub fn touches(&self, part: &str) -> bool {
        let start = self.start_of(part);
        start.is_some_and(|start| {
            let first = self.places.partition_point(|place| *place < start);
            let place = self.places.get(first);
            place.is_some_and(|place| *place < start + part.len())
        })
    }

    /// A part of the body with the halves as they came.
    pub fn as_it_came<'p>(&self, part: &'p str) -> Cow<'p, str> {
        let Some(start) = self.start_of(part) else {
            return Cow::Borrowed(part);
        };
        let mut bytes = part.as_bytes().to_vec();
        let first = self.halves.partition_point(|(place, _)| *place < start);
        for (place, came) in self.halves.iter().skip(first) {
            let Some(to) = bytes
                .get_mut(place - start..)
                .and_then(<[u8]>::first_chunk_mut)
            else {
                break;
            };
            *to = *came;
        }
        String::from_utf8(bytes).map_or(Cow::Borrowed(part), Cow::Owned)
    }
}

/// The number of `\u` and four digits at the start.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::mend;

    fn mended(body: &[u8]) -> String {
        let mended = mend(body).unwrap().body;
        let text = String::from_utf8(mended).unwrap();
        assert!(
            touchpoint_language::json::Json::parse(&text).is_ok(),
            "{text}"
        );
        text
    }

    #[test]
    fn what_can_be_read_is_mended() {
        assert_eq!(mended(br#"["a\ud83d"]"#), r#"["a\ufffd"]"#);
        assert_eq!(
            mended(br#"["\uDE00x\ud83d\u0041"]"#),
            r#"["\ufffdx\ufffd\u0041"]"#
        );
        assert_eq!(
            mended(br#"["\ud83d\ud83d\ude00"]"#),
            r#"["\ufffd\ud83d\ude00"]"#
        );
        assert_eq!(mended(b"[\"a\tb\x01\"]"), r#"["a\u0009b\u0001"]"#);
        assert_eq!(mended(b"[\"\xff\xc3\xa9\xc3\"]"), "[\"\u{fffd}é\u{fffd}\"]");
        assert_eq!(
            mended(b"{\"\xf0\x9f\x98\":1}"),
            "{\"\u{fffd}\u{fffd}\u{fffd}\":1}"
        );
    }

    #[test]
    fn what_is_right_is_left() {
        for body in [
            &br#"["\ud83d\ude00 \\ud83d \" "]"#[..],
            "[\"é😀\"]".as_bytes(),
            b"[\n\t1]",
            b"<html>",
            b"",
        ] {
            assert_eq!(mend(body), None);
        }
    }

    #[test]
    fn a_part_is_given_as_it_came() {
        let body = br#"[{"a":"\ud83d"},{"a":"b"},{"a":"\ude00\ud83d"}]"#;
        let mended = mend(body).unwrap();
        let text = std::str::from_utf8(&mended.body).unwrap();
        let parts: Vec<&str> = text
            .trim_matches(['[', ']'])
            .split_inclusive('}')
            .map(|part| part.trim_start_matches(','))
            .collect();
        let came: Vec<String> = parts
            .iter()
            .map(|part| mended.as_it_came(part).into())
            .collect();
        assert_eq!(
            came,
            [
                r#"{"a":"\ud83d"}"#,
                r#"{"a":"b"}"#,
                r#"{"a":"\ude00\ud83d"}"#
            ]
        );
        let touched: Vec<bool> = parts.iter().map(|part| mended.touches(part)).collect();
        assert_eq!(touched, [true, false, true]);
    }
}
