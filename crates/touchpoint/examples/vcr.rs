//! Calls that are recorded once and played again: the second run needs no vendor. What is kept stays in memory here;
//! `touchpoint record` writes it as files without secrets and names, which `testing::Recorded` plays.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;
use touchpoint::testing::{Recorder, Vendor};
use touchpoint::{
    Account, BoxFuture, Error, Reply, Request, SendFault, Timestamp, Touchpoint, Transport,
};

/// Each reply, by its request.
struct Tape(HashMap<String, Reply>);

fn key(request: &Request) -> String {
    format!("{} {}", request.method, request.address())
}

impl Transport for Tape {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let kept = self.0.get(&key(request)).cloned();
        let missing = || SendFault::Refused(format!("not on the tape: {}", key(request)));
        Box::pin(ready(kept.ok_or_else(missing)))
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

async fn ids(touchpoint: &Touchpoint, account: &Account) -> Result<Vec<String>, Error> {
    let mut records = touchpoint.engagements(account).page_size(20).records();
    let mut ids = Vec::new();
    while let Some(record) = records.try_next().await? {
        ids.push(record.id.clone());
    }
    Ok(ids)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (_, account, vendor) = Vendor::of("pipedrive").start().await?;
    let recorder = Arc::new(Recorder::new(Arc::new(vendor.clone())));
    let touchpoint = Touchpoint::builder().transport(recorder.clone());
    let recorded = ids(&touchpoint.build().await?, &account).await?;

    let calls = recorder.take().into_iter();
    let tape = Tape(
        calls
            .map(|(request, reply)| (key(&request), reply))
            .collect(),
    );
    println!("{} records in {} calls", recorded.len(), tape.0.len());
    let asked = vendor.calls();
    let touchpoint = Touchpoint::builder().transport(tape).build().await?;
    if ids(&touchpoint, &account).await? != recorded || vendor.calls() != asked {
        return Err("the tape plays something else".into());
    }
    println!("played again without the vendor");
    Ok(())
}
