//! Each call to a vendor counted by integration, purpose and status, and each warning by its code.

use futures_util::TryStreamExt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint::testing::{Fault, Vendor};
use touchpoint::{About, Account, CallReport, Observer, Touchpoint, Warning};

#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<BTreeMap<String, u32>>>);

impl Metrics {
    fn count(&self, what: String) {
        if let Ok(mut counts) = self.0.lock() {
            *counts.entry(what).or_default() += 1;
        }
    }
}

impl Observer for Metrics {
    fn called(&self, call: &CallReport<'_>) {
        let (about, status) = (call.about, call.status().unwrap_or(0));
        let (purpose, attempt) = (about.purpose.word(), about.attempt);
        self.count(format!(
            "{} {purpose} {status}, attempt {attempt}",
            about.integration
        ));
    }

    fn waits(&self, about: &About, wait: Duration) {
        self.count(format!("{} waited {} s", about.account, wait.as_secs()));
    }

    fn warned(&self, account: &Account, warning: &Warning) {
        self.count(format!(
            "{} warned of {}",
            account.integration, warning.code
        ));
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let metrics = Metrics::default();
    let builder = Touchpoint::builder().observe(metrics.clone());
    let vendor = Vendor::of("hubspot").fault(2, Fault::RateLimited(Duration::from_secs(7)));
    let (touchpoint, account, _) = vendor.start_with(builder).await?;
    let calls = touchpoint
        .engagements(&account)
        .engagement_type("call")
        .limit(10);
    let calls: Vec<_> = calls.records().try_collect().await?;
    println!("{} calls", calls.len());
    for (what, count) in metrics.0.lock().map_err(|_| "no metrics")?.iter() {
        println!("{count:4}  {what}");
    }
    Ok(())
}
