//! Unpacks gzip that is one whole member, by libdeflate.

use libdeflater::{DecompressionError, Decompressor};
use std::cell::RefCell;

/// The first bytes of a member: the magic number, and deflate, the only method.
const MEMBER: &[u8] = b"\x1f\x8b\x08";

thread_local! {
    static DECOMPRESSOR: RefCell<Decompressor> = RefCell::new(Decompressor::new());
}

/// Unpacks into at most `room` bytes of this buffer: true where it holds the whole content, false where the content is
/// larger. Nothing where the bytes are no member, or more than one.
pub(crate) fn whole(packed: &[u8], buffer: &mut Vec<u8>, room: usize) -> Option<bool> {
    if may_have_several(packed) {
        return None;
    }
    buffer.resize(room, 0);
    match DECOMPRESSOR.with_borrow_mut(|d| d.gzip_decompress(packed, buffer)) {
        Ok(size) => {
            buffer.truncate(size);
            ends_with(packed, buffer).then_some(true)
        }
        Err(DecompressionError::InsufficientSpace) => Some(false),
        Err(DecompressionError::BadData) => None,
    }
}

/// True if the first bytes of a member occur again, perhaps by chance.
pub(crate) fn may_have_several(packed: &[u8]) -> bool {
    let rest = packed.get(MEMBER.len()..).unwrap_or_default();
    memchr::memmem::find(rest, MEMBER).is_some()
}

/// True if the packed bytes end with the checksum and the size of this content, so that nothing follows
/// the member.
fn ends_with(packed: &[u8], content: &[u8]) -> bool {
    let size = u32::try_from(content.len() & 0xffff_ffff).unwrap_or_default();
    let end = [
        libdeflater::crc32(content).to_le_bytes(),
        size.to_le_bytes(),
    ]
    .concat();
    packed.ends_with(&end)
}
