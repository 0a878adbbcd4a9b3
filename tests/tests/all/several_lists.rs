//! Records that stand in several lists of one reply: lists without records are an empty page, and a reply without
//! the lists is none.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids};
use conformance::json;
use touchpoint::ListQuery;
use touchpoint_language::json::Json;

const LIST: &str = r"list:
  request: GET /activities
  paging: { kind: none }
  records: $['calls','mails'][*]
  fields: { id: $.id }
";

async fn read(reply: Json) -> Result<Vec<String>, String> {
    let vendor = Played::new(move |_| (200, reply.clone()));
    let touchpoint = engine(LIST, vendor).await;
    let page = touchpoint.list(&account(), &ListQuery::default()).await;
    let page = page.map_err(|error| error.to_string())?;
    Ok(ids(&Json::from_slice(&page.to_json()).unwrap()))
}

#[tokio::test]
async fn lists_without_records_are_an_empty_page() {
    let call = json!({ "id": 1 });
    assert_eq!(
        read(json!({ "calls": [call.clone()], "mails": [] }))
            .await
            .unwrap(),
        ["1"]
    );
    assert_eq!(read(json!({ "mails": [call] })).await.unwrap(), ["1"]);
    for empty in [
        json!({ "calls": [], "mails": [] }),
        json!({ "calls": [] }),
        json!({ "calls": null, "mails": null }),
        json!({ "calls": [], "mails": null }),
    ] {
        assert_eq!(read(empty.clone()).await.unwrap(), [""; 0], "{empty}");
    }
}

#[tokio::test]
async fn a_reply_without_the_lists_is_no_page() {
    for reply in [
        json!({}),
        json!({ "message": "not yours" }),
        json!({ "calls": null, "mails": "none" }),
    ] {
        let fault = read(reply.clone()).await.unwrap_err();
        assert!(fault.contains("has nothing at"), "{reply}: {fault}");
    }
}
