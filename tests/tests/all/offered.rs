//! Each filter that a vendor documents for its list goes there, or a reason is written: `offers` in
//! `data/filters.yaml`, for each integration of the contract's page.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::given::plans;
use conformance::root;
use touchpoint_describe::coverage::derive;
use touchpoint_language::unified::engagement_model;
use touchpoint_simulation::filters::{expected, unsaid};

#[test]
fn each_filter_that_a_vendor_documents_is_used_or_has_a_reason() {
    let ways = expected(&root()).unwrap();
    let coverage = derive(&plans(), &engagement_model()).on_page();
    let slugs: Vec<&str> = coverage
        .integrations
        .iter()
        .map(|i| i.slug.as_str())
        .collect();
    assert_eq!(slugs.len(), 13, "{slugs:?}");
    let faults: Vec<String> = slugs
        .into_iter()
        .flat_map(|slug| {
            let faults = unsaid(&ways[slug]).into_iter();
            faults.map(move |fault| format!("{slug}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
