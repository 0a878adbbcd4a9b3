//! Recognises a name that was scanned before, by comparing two blocks.

use super::block::BLOCK;

/// The reserved names of `serde_json` for numbers and raw texts begin with this.
pub(super) const PRIVATE: &str = "$serde_json::private::";

/// A name that came before, ready to be recognised quickly: most objects of a list have the members
/// of the one before, in the same order.
pub(crate) struct KnownName<'b> {
    /// With its quotes and colon.
    pub(super) text: &'b str,
    start: u128,
    mask: u128,
    end: u128,
}

impl<'b> KnownName<'b> {
    /// Takes a text that was scanned as `"name":`; nothing for a reserved name of `serde_json`.
    pub(crate) fn new(text: &'b str) -> Option<KnownName<'b>> {
        let bytes = text.as_bytes();
        let mut start = [0; BLOCK];
        let mut mask = [0; BLOCK];
        for ((start, mask), byte) in start.iter_mut().zip(&mut mask).zip(bytes) {
            (*start, *mask) = (*byte, u8::MAX);
        }
        let end = bytes
            .last_chunk()
            .map_or(0, |end| u128::from_le_bytes(*end));
        let private = text.get(1..).is_some_and(|name| name.starts_with(PRIVATE));
        (text.ends_with("\":") && !private).then_some(KnownName {
            text,
            start: u128::from_le_bytes(start),
            mask: u128::from_le_bytes(mask),
            end,
        })
    }

    /// True if these bytes begin with it.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8]) -> bool {
        let length = self.text.len();
        let Some(start) = bytes.first_chunk() else {
            return false;
        };
        if u128::from_le_bytes(*start) & self.mask != self.start {
            return false;
        }
        if length <= BLOCK {
            return true;
        }
        let Some(whole) = bytes.get(..length) else {
            return false;
        };
        let end = whole
            .last_chunk()
            .map_or(0, |end| u128::from_le_bytes(*end));
        end == self.end && (length <= 2 * BLOCK || whole == self.text.as_bytes())
    }
}
