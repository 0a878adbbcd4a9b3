//! A whole page in one go, as the engine maps it, without filters. Tables that are asked for are not at
//! hand: what is looked up in them is empty.

use touchpoint::ListQuery;
use touchpoint_core::plan::{Chosen, Plan, tables_in_reply};
use touchpoint_core::record::{RecordFacts, Tables, Words};
use touchpoint_core::response::{Mapped, Part, Wanted, map};

/// Maps a page; nothing where it is none.
pub(crate) fn map_page(
    plan: &Plan,
    chosen: Chosen<'_>,
    body: &[u8],
    query: &ListQuery,
) -> Option<Mapped> {
    let page = chosen.reader.scan(body).ok()?;
    let mut tables = Tables::default();
    tables_in_reply(plan, chosen.case, &page.body, &mut tables);
    let facts = RecordFacts {
        query: &Words::default(),
        tables: &tables,
    };
    let wanted = Wanted {
        query,
        model: &plan.model,
        ending: None,
        checks: &[],
        order_by: None,
    };
    let whole = Part {
        start: 0,
        most: page.len(),
    };
    Some(map(chosen.reader, &page, whole, &facts, wanted))
}
