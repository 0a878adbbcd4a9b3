//! What a reply tells beside its records.

use super::{map, read};
use conformance::json;
use touchpoint_core::plan::RateLimit;
use touchpoint_core::query::ListQuery;

#[test]
fn counts_are_read_from_the_body() {
    let (plan, _) = read("told");
    let query = ListQuery::default();
    let body = json!({
        "items": [{ "id": 1, "begin": "02/03/2026 10:00", "made": "2026-03-01" }], "next": null,
        "budget": { "of": 5000, "left": "4200.5", "reset_in": 31.2 }
    });
    let listing = map(&plan, &query, 200, &body).unwrap();
    let told = RateLimit {
        limit: Some(5000),
        remaining: Some(4200),
        reset_seconds: Some(32),
    };
    assert_eq!(listing.rate_limit, Some(told));
    let nothing = json!({ "items": [], "next": null });
    assert_eq!(map(&plan, &query, 200, &nothing).unwrap().rate_limit, None);
}
