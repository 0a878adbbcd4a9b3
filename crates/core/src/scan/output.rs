//! The JSON that is being written, as bytes. Short texts that are written often are copied in
//! blocks of a fixed size, which costs a fraction of a copy of variable length.

use touchpoint_language::json::Json;

/// The length of a block; the keys of ordinary models fit into one.
const BLOCK: usize = 32;

/// A JSON text that is being written.
pub(crate) struct Output {
    /// Memory that may be written to; what was written ends at `at`.
    room: Vec<u8>,
    at: usize,
}

/// A part of the text that is always the same, ready to be copied.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    text: String,
    block: [u8; BLOCK],
}

impl Literal {
    pub(crate) fn new(text: String) -> Literal {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(text.as_bytes()) {
            *to = *from;
        }
        Literal { text, block }
    }

    /// `"name":`.
    pub(crate) fn key(name: &str) -> Literal {
        Literal::new(format!("{}:", Json::from(name)))
    }

    /// As it is written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl Output {
    /// An empty text that is written into a reused buffer.
    pub(crate) fn new(room: Vec<u8>) -> Output {
        Output { room, at: 0 }
    }

    /// Makes room for this many more bytes, at once.
    pub(crate) fn reserve(&mut self, length: usize) {
        let needed = self.at.saturating_add(length);
        if self.room.len() < needed {
            self.room.resize(needed, 0);
        }
    }

    /// What was written.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.room.truncate(self.at);
        self.room
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.at
    }

    #[inline]
    pub(crate) fn truncate(&mut self, length: usize) {
        self.at = self.at.min(length);
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.block(&[byte], 1);
    }

    #[inline]
    pub(crate) fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let to = self.next(bytes.len());
        copy(to, bytes);
    }

    #[inline]
    pub(crate) fn null(&mut self) {
        self.block(b"null", 4);
    }

    /// The first bytes of a block.
    #[inline]
    pub(crate) fn block<const N: usize>(&mut self, block: &[u8; N], length: usize) {
        let at = self.at;
        if let Some(to) = self.next(N).first_chunk_mut() {
            *to = *block;
        }
        self.at = at + length.min(N);
    }

    /// Appends a constant text.
    #[inline]
    pub(crate) fn literal(&mut self, literal: &Literal) {
        if literal.text.len() <= BLOCK {
            self.block(&literal.block, literal.text.len());
        } else {
            self.text(&literal.text);
        }
    }

    /// Appends a whole number.
    pub(crate) fn number(&mut self, number: i64) {
        if number < 0 {
            self.byte(b'-');
        }
        let mut digits = [b'0'; 20];
        let (mut left, mut length) = (number.unsigned_abs(), 0);
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(left % 10).unwrap_or_default();
            (left, length) = (left / 10, length + 1);
            if left == 0 {
                break;
            }
        }
        let start = digits.len() - length;
        let to = self.next(length);
        to.copy_from_slice(digits.get(start..).unwrap_or_default());
    }

    /// Appends a comma, except before the first member of an object.
    #[inline]
    pub(crate) fn comma(&mut self) {
        let last = self.at.checked_sub(1).and_then(|last| self.room.get(last));
        if last != Some(&b'{') {
            self.byte(b',');
        }
    }

    /// Takes back a closing brace that was written last.
    pub(crate) fn reopen(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Appends the key of a member, with the comma before it.
    #[inline]
    pub(crate) fn key(&mut self, key: &Literal) {
        self.comma();
        self.literal(key);
    }

    /// Appends a text, escaped for a JSON string, without the quotes.
    pub(crate) fn escaped(&mut self, text: &str) {
        let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
        if !text.bytes().any(special) {
            self.text(text);
            return;
        }
        let quoted = Json::from(text).to_string();
        let inner = quoted
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        self.text(inner.unwrap_or_default());
    }

    /// What was written from one place to another.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> &[u8] {
        let written = self.room.get(..self.at).unwrap_or_default();
        written.get(range).unwrap_or_default()
    }

    /// The place of the next bytes, which count as written.
    #[inline]
    fn next(&mut self, length: usize) -> &mut [u8] {
        let start = self.at;
        let end = start + length;
        if end > self.room.len() {
            self.grow(end);
        }
        self.at = end;
        self.room.get_mut(start..end).unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self, needed: usize) {
        self.room
            .resize(needed.max(2 * self.room.len()).max(256), 0);
    }
}

/// Copies bytes to a place of the same length.
#[inline]
fn copy(to: &mut [u8], from: &[u8]) {
    let length = from.len();
    // Two overlapping blocks are copied, so the exact length need not be known.
    if !(8..=64).contains(&length) {
        to.copy_from_slice(from);
    } else if length > 32 {
        ends::<32>(to, from);
    } else if length > 16 {
        ends::<16>(to, from);
    } else {
        ends::<8>(to, from);
    }
}

#[inline]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(to), Some(from)) = (to.first_chunk_mut::<N>(), from.first_chunk::<N>()) {
        *to = *from;
    }
    if let (Some(to), Some(from)) = (to.last_chunk_mut::<N>(), from.last_chunk::<N>()) {
        *to = *from;
    }
}

#[cfg(test)]
mod tests {
    use super::{Literal, Output};

    #[test]
    fn texts_of_every_length_are_written_one_after_another() {
        let mut out = Output::new(vec![b'x'; 40]);
        let mut expected = String::new();
        for length in 0..150 {
            let text: String = (0..length).map(|n| char::from(b'a' + n % 26)).collect();
            out.text(&text);
            out.literal(&Literal::new(text.clone()));
            out.byte(b'-');
            expected = format!("{expected}{text}{text}-");
            assert_eq!(out.part(0..out.len()), expected.as_bytes());
        }
        out.truncate(2);
        out.null();
        assert_eq!(out.into_bytes(), b"-anull");
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 7, -7, 10, 1_800_000, i64::MAX, i64::MIN] {
            let mut out = Output::new(Vec::new());
            out.number(number);
            assert_eq!(out.into_bytes(), number.to_string().into_bytes());
        }
    }

    #[test]
    fn keys_are_parted_by_commas() {
        let mut out = Output::new(Vec::new());
        out.byte(b'{');
        for name in ["a", "b\"c"] {
            out.key(&Literal::key(name));
            out.escaped("1\n");
        }
        assert_eq!(out.into_bytes(), br#"{"a":1\n,"b\"c":1\n"#);
    }
}
