//! Turns what a query asks for into a digest that does not depend on the order in which it was
//! written.

use crate::digest::sorted;
use crate::query::{Direction, Filter, ListQuery};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use touchpoint_language::json::Json;

/// A digest of which records a query reads, and in which order: its filters, sort and remote
/// query, whatever order the caller wrote them in. Limit and format are not in it: they may
/// change from page to page.
pub fn filters_digest(query: &ListQuery) -> String {
    let mut filters: Vec<String> = query.filters.iter().map(canonical_filter).collect();
    filters.sort();
    let sort = query
        .sort
        .iter()
        .map(|(field, direction)| Json::from([field.as_str(), Direction::word(*direction)]));
    let remote = sorted(&Json::Object(query.remote_query.clone()));
    let text = Json::from([filters.into(), sort.collect(), remote]).to_string();
    let bytes = Sha256::digest(text);
    URL_SAFE_NO_PAD.encode(bytes.iter().take(16).copied().collect::<Vec<u8>>())
}

fn canonical_filter(filter: &Filter) -> String {
    let mut values = filter.values.clone();
    values.sort();
    Json::from([
        Json::from(&filter.parameter),
        filter.operator.word().into(),
        values.into(),
        filter.bare.into(),
    ])
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Format, Operator};
    use touchpoint_language::json::object;

    #[test]
    fn the_filters_digest_minds_meaning_not_order() {
        let a = ListQuery::default()
            .with("shop.id", "7")
            .filter("colour", Operator::In, ["red", "blue"])
            .remote("x", "1")
            .remote("y", object! { "p": "1", "q": "2" });
        let b = ListQuery::default()
            .remote("y", object! { "q": "2", "p": "1" })
            .remote("x", "1")
            .filter("colour", Operator::In, ["blue", "red"])
            .with("shop.id", "7")
            .limit(5)
            .format(Format::Raw)
            .next_cursor("abc");
        assert_eq!(filters_digest(&a), filters_digest(&b));
        for other in [
            a.clone().with("shop.id", "8"),
            a.clone().remote("x", "2"),
            a.clone().sort_by("placed_at", Direction::Asc),
            ListQuery::default(),
        ] {
            assert_ne!(filters_digest(&a), filters_digest(&other));
        }
    }
}
