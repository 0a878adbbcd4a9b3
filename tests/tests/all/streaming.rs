//! All pages of a list as a stream: the next page is asked for while the caller still has this one,
//! and no further page before the caller wants it.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::played::{account, engine};
use futures_util::StreamExt;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint::{ListQuery, Transport};
use touchpoint_core::exchange::{BoxFuture, Headers, Reply, Request, SendFault};

const LIST: &str = r"list:
  request: GET /notes
  paging: { kind: cursor, send_as: after, next: $.next }
  records: $.notes[*]
  fields: { id: $.id }
";

/// Four pages; what happens is told in order.
#[derive(Clone, Default)]
struct Vendor(Arc<Mutex<Vec<String>>>);

impl Vendor {
    fn tell(&self, what: &str, page: u32) {
        self.0.lock().unwrap().push(format!("{what} {page}"));
    }
}

impl Transport for Vendor {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let address = request.address();
        let after = address.split_once("after=");
        let page = after.map_or(1, |(_, page)| page.parse::<u32>().unwrap());
        Box::pin(async move {
            self.tell("asked", page);
            // The answer is not there at once.
            tokio::task::yield_now().await;
            self.tell("answered", page);
            let next = if page < 4 {
                (page + 1).to_string()
            } else {
                "null".to_owned()
            };
            Ok(Reply {
                status: 200,
                headers: Headers::default(),
                body: format!(r#"{{"notes":[{{"id":{page}}}],"next":{next}}}"#).into_bytes(),
                ..Reply::default()
            })
        })
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn chance(&self) -> f64 {
        0.0
    }
}

async fn reading(vendor: &Vendor) -> impl futures_util::Stream<Item = usize> {
    let touchpoint = engine(LIST, vendor.clone()).await;
    let pages = touchpoint.stream(account(), ListQuery::default());
    pages.map(|page| page.unwrap().response().result_count)
}

#[tokio::test]
async fn the_next_page_is_asked_for_while_this_one_is_used() {
    let vendor = Vendor::default();
    let mut pages = pin!(reading(&vendor).await);
    let mut page = 0;
    while let Some(records) = pages.next().await {
        page += 1;
        assert_eq!(records, 1);
        vendor.tell("used", page);
    }
    let told = vendor.0.lock().unwrap().join(", ");
    let expected = "asked 1, answered 1, asked 2, used 1, answered 2, asked 3, used 2, \
                    answered 3, asked 4, used 3, answered 4, used 4";
    assert_eq!(told, expected);
}

#[tokio::test]
async fn no_page_is_asked_for_that_is_further_ahead() {
    let vendor = Vendor::default();
    let mut pages = pin!(reading(&vendor).await);
    assert_eq!(pages.next().await, Some(1));
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        *vendor.0.lock().unwrap(),
        ["asked 1", "answered 1", "asked 2"]
    );
}
