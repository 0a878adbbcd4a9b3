//! Any bytes → the scanner and `serde_json` take or refuse them alike, and a page of them is mapped
//! alike, gone over once or read as values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::LazyLock;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Reply;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_core::run::{Options, map_reply};
use touchpoint_core::scan;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// The name that `serde_json` keeps for itself: the scanner leaves it to it.
const PRIVATE: &[u8] = b"serde_json::private";

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
    reader.read_all(Vec::from(files)).registry
});

fuzz_target!(|bytes: &[u8]| {
    let read = serde_json::from_slice::<Value>(bytes).is_ok();
    // A name may be spelled with escapes.
    let hidden = bytes.windows(2).any(|part| part == b"\\u")
        || bytes.windows(PRIVATE.len()).any(|part| part == PRIVATE);
    let taken = scan::accepts(bytes);
    assert!(read || !taken, "taken, but no JSON");
    assert!(taken || !read || hidden, "refused, but JSON");
    for (name, _, query) in MAPPINGS {
        let plan = PLANS.get(name).expect("a plan");
        let (query, _) = touchpoint_contract::parse(query, &plan.model).expect("a query");
        let options = Options::new(Key::new(b"a fuzzer's own key"));
        let reply = Reply {
            status: 200,
            body: bytes.to_vec(),
            ..Reply::default()
        };
        // To take away what is not there needs values, and changes nothing.
        let ways = [query.clone(), query.exclude("nothing.nowhere")];
        let [fast, slow] =
            ways.map(
                |query| match map_reply(plan, &query, reply.clone(), &options) {
                    // A reply is deeper than its page, and may be deeper than it can be read back.
                    Ok(page) => serde_json::from_slice::<Value>(&page.response.to_json()).ok(),
                    Err(error) => Some(error.to_json()),
                },
            );
        assert_eq!(fast, slow, "{name}");
    }
});
