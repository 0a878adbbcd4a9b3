//! How far the mapping of one page may go: until the deadline, and up to so many bytes of rows. What
//! stands behind is not lost: the page ends there, and its cursor leads on.

/// So many bytes of rows are written at most where a page is read for a caller.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// How far the mapping of one page may go. One record at least is always mapped.
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

    /// True if so many bytes are enough, or it is late.
    pub(crate) fn are_reached(&self, bytes: usize) -> bool {
        bytes >= self.bytes || self.late.is_some_and(|late| late())
    }

    /// The most bytes that are worth being reserved.
    pub(crate) fn reserve(&self, bytes: usize) -> usize {
        bytes.min(self.bytes)
    }
}
