//! Reuses the memory of one page for the next. A page and its rows are a few hundred KiB, and new
//! memory of that size costs half as much as the mapping: the system hands it out page by page,
//! zeroed.
//!
//! Each thread keeps a few buffers of its own, so nothing is locked. A buffer still has its old
//! content, so whoever takes one must write before reading.

use std::cell::RefCell;

/// How many buffers a thread keeps.
const BUFFERS: usize = 8;
/// Smaller buffers are not worth keeping.
const SMALLEST: usize = 4 * 1024;
/// Larger buffers are rare, and would be kept for nothing.
const LARGEST: usize = 2 * 1024 * 1024;

thread_local! {
    static KEPT: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer with room for this many bytes: the smallest kept one that is large enough, else a new
/// one. It may still have its old content.
pub(crate) fn used(bytes: usize) -> Vec<u8> {
    let kept = KEPT.with_borrow_mut(|kept| {
        let fit = kept.iter().enumerate();
        let fit = fit.filter(|(_, buffer)| buffer.capacity() >= bytes);
        let (place, _) = fit.min_by_key(|(_, buffer)| buffer.capacity())?;
        Some(kept.swap_remove(place))
    });
    kept.unwrap_or_else(|| Vec::with_capacity(bytes))
}

/// An empty buffer with room for this many bytes.
///
/// ```
/// let mut body = touchpoint_core::room::take(64 * 1024);
/// body.extend_from_slice(b"[]");
/// touchpoint_core::room::give(body);
/// assert!(touchpoint_core::room::take(1024).is_empty());
/// ```
pub fn take(bytes: usize) -> Vec<u8> {
    let mut buffer = used(bytes);
    buffer.clear();
    buffer
}

/// Gives a buffer back once it has served.
pub fn give(buffer: Vec<u8>) {
    if !(SMALLEST..=LARGEST).contains(&buffer.capacity()) {
        return;
    }
    // A thread that is ending has no buffers left.
    let _ = KEPT.try_with(|kept| {
        let Ok(mut kept) = kept.try_borrow_mut() else {
            return;
        };
        if kept.len() < BUFFERS {
            kept.push(buffer);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_serves_again() {
        let mut buffer = take(100_000);
        buffer.extend_from_slice(b"rows");
        let place = buffer.as_ptr();
        give(buffer);
        give(Vec::with_capacity(900_000));
        let again = take(50_000);
        assert_eq!((again.as_ptr(), again.len()), (place, 0));
        assert!(take(500_000).capacity() >= 900_000);
    }

    #[test]
    fn few_are_kept_and_none_that_is_too_large_or_too_small() {
        for _ in 0..2 * BUFFERS {
            give(Vec::with_capacity(SMALLEST));
        }
        give(Vec::with_capacity(2 * LARGEST));
        give(Vec::new());
        KEPT.with_borrow(|kept| {
            assert_eq!(kept.len(), BUFFERS);
            assert!(kept.iter().all(|buffer| buffer.capacity() < LARGEST));
        });
    }
}
