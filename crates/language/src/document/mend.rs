//! Mistakes of one line that stop the parser: each is reported and repaired, so that the parser
//! reads on and one mistake does not hide the rest of the file. The repaired text has as many bytes
//! as the author's, so that every place stays the same.

use super::around::Around;
use super::slip::Repair;
use super::{behind, brackets, colons, columns, pasted, quotes, unkeyed};

/// The mistake at which the parser stopped, where it is a known one.
pub(super) fn mend(around: Around<'_>) -> Option<Repair> {
    let slips: [fn(Around<'_>) -> Option<Repair>; 17] = [
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
        behind::behind,
        unkeyed::no_key,
        unkeyed::item,
        colons::no_colon,
        columns::in_item,
        columns::deeper,
        colons::second_colon,
    ];
    slips.iter().find_map(|slip| slip(around))
}
