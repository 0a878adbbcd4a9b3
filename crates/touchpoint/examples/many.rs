//! Many record streams at once, each with a page at hand and the next one under way, and the memory that they
//! take: `cargo run --release -p touchpoint --features testing --example many -- 10000`.

use futures_util::TryStreamExt;
use std::time::Instant;
use touchpoint::testing::Vendor;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(10_000), |n| n.parse())?;
    let (touchpoint, account, _vendor) = Vendor::of("pipedrive").records(200).start().await?;
    let query = || touchpoint.engagements(&account).limit(10);
    // The mapping is compiled, and the vendor has made its records.
    let page = query().page().await?;
    let before = resident_kib();
    let began = Instant::now();
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        let mut records = query().records();
        records.try_next().await?.ok_or("no record")?;
        streams.push(records);
    }
    let held = resident_kib().saturating_sub(before);
    println!(
        "{count} streams, each with a page of {} bytes at hand",
        page.to_json().len()
    );
    println!("opened in {:.1} s", began.elapsed().as_secs_f64());
    let each = held / u64::try_from(count.max(1))?;
    println!("{} MiB in all, {each} KiB for each", held / 1024);
    let mut rest = 0_usize;
    for stream in streams {
        rest += stream
            .try_fold(0, |count, _| async move { Ok(count + 1) })
            .await?;
    }
    println!(
        "{rest} further records read in {:.1} s",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// The memory of this process, where the system tells it as Linux does.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    number.unwrap_or(0)
}
