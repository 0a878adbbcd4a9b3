//! Any bytes → the scanner and `Json` take or refuse them alike, and a page of them is mapped by
//! the engine as by the oracle.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Reply;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_core::run::Options;
use touchpoint_core::slices;
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;
use touchpoint_oracle::hold_reply;

/// Mappings of different kinds of paths, and a query of each.
const MAPPINGS: [(&str, &str, &str); 3] = [
    (
        "hubspot",
        include_str!("../../mappings/hubspot.yaml"),
        "engagement_type=call",
    ),
    ("planhat", include_str!("../../mappings/planhat.yaml"), ""),
    (
        "outreach",
        include_str!("../../mappings/outreach.yaml"),
        "contact_id=1",
    ),
];

static PLANS: LazyLock<Registry> = LazyLock::new(|| {
    let reader = PlanReader::new(engagement_model()).expect("the model");
    let files = MAPPINGS.map(|(name, text, _)| SourceFile::new(format!("{name}.yaml"), text));
    Registry::read(&reader, Vec::from(files)).registry
});

fuzz_target!(|bytes: &[u8]| {
    let read = Json::from_slice(bytes).is_ok();
    assert_eq!(slices::read(bytes).is_ok(), read, "one takes it");
    // The oracle mends nothing: it is given what the engine reads of such bytes.
    let mended = slices::mend(bytes).filter(|_| !read);
    let body = mended.map_or_else(|| bytes.to_vec(), |mended| mended.body);
    for (name, _, query) in MAPPINGS {
        let plan = PLANS.get(name).expect("a plan");
        let (query, _) = touchpoint_contract::parse(query, &plan.model).expect("a query");
        let options = Options::new(Key::new(b"a fuzzer's own key"));
        let reply = Reply {
            status: 200,
            body: body.clone(),
            ..Reply::default()
        };
        let held = hold_reply(plan, &query, &reply, &options);
        assert_eq!(held, Ok(()), "{name}");
    }
});
