//! Unpacks gzip (RFC 1952) of one or several members into a buffer of a given size.
//!
//! With the feature `libdeflate`, libdeflate unpacks one whole member, twice as fast as a decoder that reads in
//! parts. flate2 unpacks the bodies that have several members, or bytes after the first.

use flate2::write::MultiGzDecoder;
use std::io::{self, Write};

/// The size that a body claims is used for the first try up to this multiple of its packed bytes.
const LIKELY_GROWTH: usize = 32;
/// Otherwise the buffer of the first try is this multiple of the packed bytes.
const USUAL_GROWTH: usize = 8;
/// The smallest buffer of a first try, in bytes.
const SMALLEST_ROOM: usize = 4 * 1024;

/// The result of one try.
#[derive(Debug, PartialEq)]
pub(crate) enum Unpacked {
    /// The whole content.
    Whole(Vec<u8>),
    /// The content is larger than the buffer may be.
    Larger,
}

/// The buffer size for a first try: the size that the last member claims where that is likely, else a
/// guess.
pub(crate) fn first_room(packed: &[u8]) -> usize {
    let told = packed.last_chunk::<4>().copied().map(u32::from_le_bytes);
    let told = told.and_then(|told| usize::try_from(told).ok());
    let likely = packed.len().saturating_mul(LIKELY_GROWTH);
    let usual = packed.len().saturating_mul(USUAL_GROWTH);
    told.filter(|told| *told <= likely)
        .unwrap_or(usual)
        .max(SMALLEST_ROOM)
}

/// Unpacks into at most `room` bytes of this buffer.
///
/// # Errors
/// Why the bytes are not gzip.
pub(crate) fn unpack(packed: &[u8], mut buffer: Vec<u8>, room: usize) -> Result<Unpacked, String> {
    buffer.clear();
    if packed.is_empty() {
        return Ok(Unpacked::Whole(buffer));
    }
    #[cfg(feature = "libdeflate")]
    match crate::deflate::whole(packed, &mut buffer, room) {
        Some(true) => return Ok(Unpacked::Whole(buffer)),
        Some(false) => return Ok(Unpacked::Larger),
        // flate2 says what is wrong.
        None => {}
    }
    unpack_members(packed, buffer, room)
}

/// Unpacks all members.
fn unpack_members(packed: &[u8], mut buffer: Vec<u8>, room: usize) -> Result<Unpacked, String> {
    buffer.clear();
    let mut decoder = MultiGzDecoder::new(Bounded {
        buffer,
        room,
        full: false,
    });
    let written = decoder
        .write_all(packed)
        .and_then(|()| decoder.try_finish());
    let into = decoder.get_mut();
    match written {
        _ if into.full => Ok(Unpacked::Larger),
        Ok(()) => Ok(Unpacked::Whole(std::mem::take(&mut into.buffer))),
        Err(fault) => Err(fault.to_string()),
    }
}

/// A buffer that takes at most `room` bytes.
struct Bounded {
    buffer: Vec<u8>,
    room: usize,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.room.saturating_sub(self.buffer.len()) {
            self.full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(packed: &[u8], room: usize) -> Result<Unpacked, String> {
        unpack(packed, Vec::new(), room)
    }

    fn whole(bytes: &[u8]) -> Unpacked {
        Unpacked::Whole(bytes.to_vec())
    }

    #[test]
    fn one_member_and_several_are_read_whole() {
        assert_eq!(unpacked(&gzip(b"{}"), 9).unwrap(), whole(b"{}"));
        assert_eq!(unpacked(b"", 9).unwrap(), whole(b""));
        let members = [gzip(b"[1,"), gzip(b"2]")].concat();
        assert_eq!(unpacked(&members, 9).unwrap(), whole(b"[1,2]"));
        // The end of the second is the end of the first, too.
        let twice = [gzip(b"1"), gzip(b"1")].concat();
        assert_eq!(unpacked(&twice, 9).unwrap(), whole(b"11"));
    }

    #[test]
    fn what_begins_like_a_member_by_chance_is_content() {
        let mut stored = GzEncoder::new(Vec::new(), Compression::none());
        stored.write_all(b"[\x1f\x8b\x08]").unwrap();
        let stored = stored.finish().unwrap();
        #[cfg(feature = "libdeflate")]
        assert!(crate::deflate::may_have_several(&stored));
        assert_eq!(unpacked(&stored, 9).unwrap(), whole(b"[\x1f\x8b\x08]"));
    }

    #[test]
    fn what_is_no_gzip_or_not_all_of_it_is_a_fault() {
        assert!(unpacked(b"{\"a\":1234567890}", 99).is_err());
        let all = gzip(b"[1,2,3,4,5,6,7,8,9]");
        for cut in 1..all.len() {
            assert!(unpacked(&all[..cut], 99).is_err(), "{cut} bytes");
        }
        let mut wrong = all.clone();
        let end = wrong.len() - 6;
        wrong[end] ^= 1;
        assert!(unpacked(&wrong, 99).is_err(), "another checksum");
        let more = [&all[..], b"and more"].concat();
        assert!(unpacked(&more, 99).is_err(), "bytes behind it");
    }

    #[test]
    fn no_more_is_written_than_there_is_room_for() {
        let one = gzip(b"0123456789");
        assert_eq!(unpacked(&one, 10).unwrap(), whole(b"0123456789"));
        assert_eq!(unpacked(&one, 9), Ok(Unpacked::Larger));
        let two = [one.clone(), one].concat();
        assert_eq!(unpacked(&two, 20).unwrap(), whole(b"01234567890123456789"));
        assert_eq!(unpacked(&two, 19), Ok(Unpacked::Larger));
        let bomb = gzip(&vec![0; 50_000_000]);
        assert_eq!(unpacked(&bomb, 1_000_000), Ok(Unpacked::Larger));
    }

    #[test]
    fn a_told_size_is_believed_only_where_it_is_likely() {
        let text = "a fairly long text of words ".repeat(9);
        assert_eq!(first_room(&gzip(text.as_bytes())), SMALLEST_ROOM);
        let mut lie = gzip(&vec![b'x'; 9_000_000]);
        let room = lie.len() * USUAL_GROWTH;
        let end = lie.len() - 4;
        lie[end..].copy_from_slice(&[0xff; 4]);
        assert_eq!(first_room(&lie), room);
        assert_eq!(first_room(b""), SMALLEST_ROOM);
    }
}
