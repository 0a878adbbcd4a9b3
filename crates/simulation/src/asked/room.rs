//! A query text that has room for so many clauses: more filters, or more values, may be refused where no
//! field shows them.

use super::asker::declared;
use touchpoint_core::query::{Filter, ListQuery};
use touchpoint_emulator::PlayedVendor;
use touchpoint_language::mapping::Route;

/// True if the filters of a query may be more clauses than the route's query text takes.
pub(super) fn may_lack_room(world: &PlayedVendor, route: &Route, query: &ListQuery) -> bool {
    let Some(most) = route.grammar.as_ref().and_then(|grammar| grammar.at_most) else {
        return false;
    };
    let clauses = |filter: &Filter| {
        let parameter = declared(world, route, &filter.parameter);
        let words = |value: &String| parameter.map_or(1, |own| own.words(value).len().max(1));
        filter.values.iter().map(words).sum::<usize>()
    };
    let filters = query.filters.iter().map(clauses).sum::<usize>();
    filters.saturating_add(route.clauses.len()) > most
}
