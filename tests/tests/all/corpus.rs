//! Every case of the corpus is replayed through the engine: the calls that we make, the pages and
//! the errors that the caller gets. Adding a case needs no Rust.

use crate::given::{cases, plans};
use touchpoint_workbench::replay::replay;

#[tokio::test]
async fn every_case_is_as_recorded() {
    let plans = plans();
    let cases = cases();
    assert!(cases.len() > 300, "only {} cases were found", cases.len());
    let mut failed = Vec::new();
    for case in &cases {
        let Some(plan) = plans.get(&case.slug) else {
            failed.push(format!(
                "{}/{}: there is no such mapping",
                case.slug, case.name
            ));
            continue;
        };
        let lines = replay(case, plan).await;
        if !lines.is_empty() {
            let lines = lines.join("\n    ");
            failed.push(format!("{}/{}\n    {lines}", case.slug, case.name));
        }
    }
    println!("{} cases as recorded", cases.len() - failed.len());
    assert!(
        failed.is_empty(),
        "{} of {} cases differ:\n\n{}\n",
        failed.len(),
        cases.len(),
        failed.join("\n\n")
    );
}
