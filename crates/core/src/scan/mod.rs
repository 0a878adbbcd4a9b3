//! A page's bytes become the rows of the reply in one pass over them, without a value of the page
//! being built: scan finds the records and what the mapping reads of them as slices, and emission
//! writes them into one output.
//!
//! ```text
//! bytes ─Road::scan─► Scanned (a table of slices) ─Road::map─► rows as JSON, faults
//! ```
//!
//! What it means is written in [`crate::plan`], over `serde_json` values. A page that is not read here is
//! read there, and so is every page that is refused: the words of an error are always the same.

mod elements;
mod emit;
mod evaluate;
mod filtered;
mod layout;
mod leaf;
mod leaves;
mod map;
mod order;
mod output;
mod program;
mod quick;
mod read;
mod road;
mod scanner;
mod test;
mod time;
mod trie;

pub use leaves::leaves;
pub use map::{Mapped, fits};
pub use road::{Road, Scanned};

use crate::plan::{Chosen, Plan, RecordFacts, Tables, tables_in_reply, tables_used};
use crate::query::ListQuery;

/// Whether a text is gone over here to its end. Then `serde_json` reads it too; what it reads and this
/// does not has a name or an escape that only it gives a meaning.
pub fn accepts(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| {
        let mut scanner = scanner::Scanner::new(text);
        scanner.skip().and_then(|()| scanner.end()).is_ok()
    })
}

/// Maps a whole page in one go, without filters. Nothing when the page is not read here.
///
/// Tables that are asked for are not at hand: what is looked up in them is empty.
pub fn map_page(plan: &Plan, chosen: Chosen, body: &[u8], query: &ListQuery) -> Option<Mapped> {
    let road = plan.road(chosen).ok()?;
    let (case, _) = plan.at(chosen)?;
    let page = road.scan(body)?;
    let mut tables = Tables::default();
    tables_in_reply(plan, &tables_used(case), &page.body, &mut tables);
    let facts = RecordFacts {
        query: &serde_json::Map::new(),
        tables: &tables,
    };
    Some(road.map(&page, 0, page.len(), &facts, &[], query))
}
