//! The JSON that is being written, as bytes. What is written often and is short is copied in blocks of
//! a fixed size, which costs a fraction of a copy whose length is only known as it happens.

use serde_json::Value;

/// How long a block is; all keys of ordinary models fit into one.
const BLOCK: usize = 32;

/// A JSON text in the making.
pub(super) struct Output(pub(super) Vec<u8>);

/// `"name":`, ready to be copied.
#[derive(Clone, Debug)]
pub(super) struct Key {
    text: String,
    block: Option<[u8; BLOCK]>,
}

impl Key {
    pub(super) fn new(name: &str) -> Key {
        let text = format!("{}:", Value::from(name));
        let mut block = [0; BLOCK];
        let fits = block.get_mut(..text.len());
        let fits = fits.map(|start| start.copy_from_slice(text.as_bytes()));
        Key {
            block: fits.map(|()| block),
            text,
        }
    }

    /// As it is written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl Output {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    #[inline]
    pub(super) fn null(&mut self) {
        self.0.extend_from_slice(b"null");
    }

    /// The first bytes of a block.
    #[inline]
    pub(super) fn block<const N: usize>(&mut self, block: &[u8; N], length: usize) {
        let end = self.0.len() + length;
        self.0.extend_from_slice(block);
        self.0.truncate(end);
    }

    /// A comma, except before the first member of an object.
    #[inline]
    pub(super) fn comma(&mut self) {
        if self.0.last() != Some(&b'{') {
            self.0.push(b',');
        }
    }

    /// The key of a member, with the comma before it.
    #[inline]
    pub(super) fn key(&mut self, key: &Key) {
        self.comma();
        match &key.block {
            Some(block) => self.block(block, key.text.len()),
            None => self.text(&key.text),
        }
    }

    /// A text as it stands between the quotes of a JSON string.
    pub(super) fn escaped(&mut self, text: &str) {
        let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
        if !text.bytes().any(special) {
            self.text(text);
            return;
        }
        let quoted = Value::from(text).to_string();
        let inner = quoted
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        self.text(inner.unwrap_or_default());
    }

    /// What was written from one place to another.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> &[u8] {
        self.0.get(range).unwrap_or_default()
    }
}
