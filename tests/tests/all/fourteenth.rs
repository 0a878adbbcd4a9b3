//! One more CRM is a mapping and cases: an imaginary vendor in a folder, and no Rust of its own.

use std::path::Path;
use touchpoint::mapping_files;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::diagnostic::text;
use touchpoint_language::unified::engagement_model;
use touchpoint_workbench::replay;

#[tokio::test]
async fn a_new_crm_needs_a_mapping_and_cases_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fourteenth");
    let reader = PlanReader::new(engagement_model()).unwrap();
    let outcome = Registry::read(&reader, mapping_files(&[folder.join("mappings")]).sources);
    let told = text::render(&outcome.diagnostics, false);
    assert!(outcome.diagnostics.is_empty(), "{told}");
    let cases = touchpoint_corpus::read_dir(folder.join("corpus")).unwrap();
    assert_eq!(cases.len(), 2);
    for case in &cases {
        let plan = outcome.registry.get(&case.slug).unwrap();
        let differences = replay::replay(case, plan).await;
        assert!(differences.is_empty(), "{}: {differences:#?}", case.name);
    }
}
