//! Cuts the records of one page out of a list.

use crate::asked::list_asked::{AskedList, PageStart};
use crate::world::record::VendorRecord;
use std::sync::Arc;
use touchpoint_language::mapping::Route;

/// A page before it is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageCut {
    pub(crate) records: Vec<Arc<VendorRecord>>,
    /// True if there are records after it.
    pub(crate) more: bool,
    /// The rank after which the next page begins.
    pub(crate) after: u64,
    /// The number of all records.
    pub(crate) total: u64,
    /// The number of all pages.
    pub(crate) pages: u64,
}

/// Cuts the page that is asked for, or a shorter one. Beyond its cap a vendor either says that the list
/// ends, if it is `silent`, or refuses.
///
/// # Errors
/// The page lies beyond the vendor's cap.
pub(crate) fn cut(
    route: &Route,
    asked: &AskedList,
    all: &[Arc<VendorRecord>],
    short: bool,
    silent: bool,
) -> Result<PageCut, String> {
    let size = usize::try_from(asked.size).unwrap_or(usize::MAX).max(1);
    let start = match asked.start {
        PageStart::First => 0,
        // The record may have been deleted.
        PageStart::After(rank) => match all.iter().position(|e| e.rank == rank) {
            Some(place) => place + 1,
            None => all.iter().position(|e| e.rank > rank).unwrap_or(all.len()),
        },
        PageStart::Page(page) => usize::try_from(page)
            .unwrap_or(usize::MAX)
            .saturating_mul(size),
        PageStart::Offset(offset) => usize::try_from(offset).unwrap_or(usize::MAX),
    };
    let cap = route.paging.cap.unwrap_or(u64::MAX);
    let mut cap = usize::try_from(cap).unwrap_or(usize::MAX);
    if matches!(asked.start, PageStart::First | PageStart::After(_)) {
        // A list that is read by a token is capped by the records that it held at first: records
        // that were added behind the reader do not count.
        let given = all.get(..cap).unwrap_or(all).iter();
        cap = cap.saturating_add(given.filter(|record| record.is_added()).count());
    }
    let all = if silent {
        all.get(..cap).unwrap_or(all)
    } else {
        all
    };
    if start >= cap && !silent {
        return Err("there is no page as deep as that".to_owned());
    }
    let taken = if short { (size / 2).max(1) } else { size };
    let end = start.saturating_add(taken).min(cap).min(all.len());
    let records = all.get(start.min(end)..end).unwrap_or_default().to_vec();
    Ok(PageCut {
        more: end < all.len() && start < all.len(),
        after: records.last().map_or(0, |record| record.rank),
        records,
        total: all.len() as u64,
        pages: (all.len() as u64).div_ceil(asked.size.max(1)),
    })
}
