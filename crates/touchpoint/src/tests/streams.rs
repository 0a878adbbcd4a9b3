//! Streams after their end, what they tell beside records, and checkpoints under other keys.

use super::{account, acme};
use crate::testing::Vendor;
use crate::{
    Account, Builder, Checkpoint, Engagement, Error, ErrorKind, ListQuery, RecordStream,
    SourceFile, Touchpoint, Unsupported,
};
use futures_core::stream::FusedStream;
use futures_util::StreamExt;
use std::pin::pin;
use std::sync::Arc;

async fn played(builder: Builder) -> (Touchpoint, Account, Vendor) {
    let vendor = Vendor::of("acme").mapping(acme());
    vendor.start_with(builder).await.unwrap()
}

#[tokio::test]
async fn a_stream_that_has_ended_gives_no_more() {
    let (touchpoint, account, _) = played(Touchpoint::builder()).await;
    let mut records = touchpoint.engagements(&account).page_size(25).records();
    let mut count = 0;
    while records.try_next().await.unwrap().is_some() {
        assert!(!records.is_terminated() || count == 59);
        count += 1;
    }
    assert_eq!(count, 60);
    assert!(records.is_terminated());
    assert!(records.next().await.is_none());

    let mut pages = pin!(touchpoint.stream(account.clone(), ListQuery::default()));
    while pages.next().await.is_some() {}
    assert!(pages.is_terminated() && pages.next().await.is_none());

    // An error ends it too.
    let wrong = ListQuery::default().next_cursor("x");
    let mut records = touchpoint.records::<Engagement>(&account, wrong);
    assert!(records.try_next().await.is_err());
    assert!(records.try_next().await.unwrap().is_none());
}

#[cfg(feature = "blocking")]
#[test]
fn an_iterator_that_has_ended_gives_no_more() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (engine, account, vendor) = runtime.block_on(played(Touchpoint::builder()));
    let query = engine.engagements(&account);
    let builder = Touchpoint::builder().add(acme()).transport(vendor);
    let touchpoint = crate::blocking::Touchpoint::new(builder).unwrap();
    let mut records = touchpoint.records(query);
    assert_eq!(records.by_ref().count(), 60);
    assert!(records.next().is_none());
}

#[tokio::test]
async fn what_was_left_out_is_told_beside_the_records() {
    let (touchpoint, account, _) = played(Touchpoint::builder()).await;
    let query = ListQuery::default()
        .with("status", "open")
        .with("owner.id", "7")
        .unsupported(Unsupported::Ignore);
    let page = touchpoint.list(&account, &query).await.unwrap();
    let mut records: RecordStream = touchpoint.records(&account, query);
    assert!(records.ignored().is_empty());
    let _ = records.try_next().await.unwrap();
    assert_eq!(records.ignored(), page.ignored());
    assert_eq!(records.ignored()[0].parameter, "status");
    assert_eq!(records.filters(), page.filters());
    assert_eq!(records.filters()[0].0, "owner.id");
}

async fn place(builder: Builder) -> (Checkpoint, Account, Vendor) {
    let (touchpoint, account, vendor) = played(builder).await;
    let mut records = touchpoint.engagements(&account).page_size(10).records();
    let record = records.try_next().await.unwrap().unwrap();
    let kept = serde_json::to_string(record.checkpoint()).unwrap();
    (serde_json::from_str(&kept).unwrap(), account, vendor)
}

/// What comes behind a checkpoint: how many records, or the error.
async fn rest(
    (place, account, vendor): &(Checkpoint, Account, Vendor),
    builder: Builder,
) -> Result<usize, Error> {
    let builder = builder.add(acme()).transport(vendor.clone());
    let touchpoint = builder.build().await.unwrap();
    let query = touchpoint.engagements(account).page_size(10);
    let mut records = query.records_after(place);
    let mut count = 0;
    while records.try_next().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn another_cursor_key_is_named_as_the_cause() {
    let with = |key: &[u8]| Touchpoint::builder().cursor_key(key);
    let (none, old) = (
        place(Touchpoint::builder()).await,
        place(with(b"old")).await,
    );
    let says = |ended: Result<usize, Error>| {
        let error = ended.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cursor);
        error.to_string()
    };
    assert_eq!(rest(&none, Touchpoint::builder()).await.unwrap(), 59);
    assert_eq!(rest(&old, with(b"old")).await.unwrap(), 59);
    let both = Touchpoint::builder().cursor_keys([b"new", b"old"]);
    assert_eq!(rest(&old, both).await.unwrap(), 59);

    let said = says(rest(&old, with(b"new")).await);
    assert!(said.contains("another cursor key"), "{said}");
    let said = says(rest(&old, Touchpoint::builder()).await);
    assert!(said.contains("this engine has none"), "{said}");
    let said = says(rest(&none, with(b"new")).await);
    assert!(said.contains("without a cursor key"), "{said}");

    // One that was changed is that, under the same key.
    let text = serde_json::to_string(&old.0).unwrap();
    let changed = text.replacen("\",\"taken\"", "x\",\"taken\"", 1);
    assert_ne!(changed, text);
    let changed = (
        serde_json::from_str(&changed).unwrap(),
        old.1.clone(),
        old.2.clone(),
    );
    let said = says(rest(&changed, with(b"old")).await);
    assert!(said.contains("changed or not made here"), "{said}");
}

#[tokio::test]
async fn an_overlay_of_an_unknown_integration_is_a_fault() {
    let touchpoint = super::builder()
        .transport(played(Touchpoint::builder()).await.2)
        .build()
        .await
        .unwrap();
    let unknown = Account {
        integration: "acmee".to_owned(),
        overlay: Some(Arc::new(SourceFile::new("own.yaml", "nonsense"))),
        ..account()
    };
    let faults = touchpoint.check_overlay(&unknown).unwrap_err();
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["own.yaml:1:1: error[M108]: there is no mapping of `acmee`; did you mean `acme`?"]
    );
    assert!(touchpoint.check_overlay(&account()).is_ok());
}
