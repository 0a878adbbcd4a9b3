//! How far the mapping of one page may go: until the deadline, and up to a number of bytes. The
//! records after that are not lost: the page ends there, and its cursor leads on.

/// The most bytes of rows in a page for a caller.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// How far the mapping of one page may go. At least one record is always mapped.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'b> {
    /// True once the time is over.
    late: Option<&'b (dyn Fn() -> bool + Sync)>,
    bytes: usize,
}

impl<'b> Bounds<'b> {
    /// To the end of the page.
    pub(crate) fn none() -> Bounds<'b> {
        Bounds {
            late: None,
            bytes: usize::MAX,
        }
    }

    /// Until the time is over, and as many rows as one page may have.
    pub(crate) fn until(late: &'b (dyn Fn() -> bool + Sync)) -> Bounds<'b> {
        Bounds {
            late: Some(late),
            bytes: MOST_BYTES,
        }
    }

    /// True if this many bytes are enough, or the time is over.
    pub(crate) fn are_reached(&self, bytes: usize) -> bool {
        bytes >= self.bytes || self.late.is_some_and(|late| late())
    }

    /// How many bytes are worth reserving.
    pub(crate) fn reserve(&self, bytes: usize) -> usize {
        bytes.min(self.bytes)
    }
}
