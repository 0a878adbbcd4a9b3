//! A row of any reply and form, read as a type.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::scan_equality::{PAGES, PLANS, forms, options};
use touchpoint_core::run;
use touchpoint_language::unified::Engagement;

/// A row is read as a type part by part, as its whole text is.
#[test]
fn every_row_is_read_as_its_text() {
    let mut apart = 0;
    for (query, case, reply) in PAGES.iter() {
        let plan = PLANS.get(&case.slug).unwrap();
        for query in forms(query) {
            let Ok(page) = run::map_reply(plan, &query, reply.clone(), &options()) else {
                continue;
            };
            for row in page.response.result.each() {
                let whole = serde_json::from_slice::<Engagement>(row.text());
                apart += usize::from(row.is_apart());
                match (row.read::<Engagement>(), whole) {
                    (Ok(one), Ok(other)) => assert_eq!(one, other),
                    (one, other) => assert_eq!(
                        one.map_err(|fault| fault.to_string()),
                        other.map_err(|fault| fault.to_string())
                    ),
                }
            }
        }
    }
    assert!(apart > 1_000, "only {apart} rows were read in parts");
}
