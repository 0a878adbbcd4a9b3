//! Slips of one line that the parser stumbles over: each is told for what it is, and mended so that
//! the parser reads on and one slip does not hide the rest of the file. A mended text has as many
//! bytes as the author's, so that every place stays.

use super::around::Around;
use super::slip::Mend;
use super::{brackets, colons, pasted, quotes};

/// The slip at which the parser stopped, where it is one that is known.
pub(super) fn mend(around: Around<'_>) -> Option<Mend> {
    let slips: [fn(Around<'_>) -> Option<Mend>; 13] = [
        pasted::conflict,
        pasted::fence,
        pasted::bullet,
        pasted::tab,
        pasted::comment,
        brackets::open_bracket,
        brackets::bracket,
        brackets::comma,
        brackets::behind_alias,
        quotes::mend,
        colons::no_colon,
        colons::deeper,
        colons::second_colon,
    ];
    slips.iter().find_map(|slip| slip(around))
}
