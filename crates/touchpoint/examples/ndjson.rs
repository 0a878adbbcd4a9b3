//! All calls as NDJSON, a line for each, with a checkpoint beside them: stopped anywhere, the next run goes on
//! behind the last line that was written.
//!
//! `cargo run -p touchpoint --features sandbox --example ndjson -- calls.ndjson`

use std::fs::{File, read_to_string, write};
use std::io::Write;
use touchpoint::{Checkpoint, EngagementType::Call, Touchpoint};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or("calls.ndjson".to_owned());
    let place = format!("{path}.checkpoint");
    let touchpoint = Touchpoint::builder().sandbox().build().await?;
    let account = touchpoint
        .sandbox_account("pipedrive")
        .ok_or("no such sandbox")?;
    let calls = touchpoint
        .engagements(&account)
        .engagement_type(Call)
        .page_size(50);

    let mut out = File::options().create(true).append(true).open(&path)?;
    let mut records = match read_to_string(&place) {
        Ok(kept) => calls.records_after(&serde_json::from_str::<Checkpoint>(&kept)?),
        Err(_) => calls.records(),
    };
    let mut lines = 0;
    while let Some(call) = records.try_next().await? {
        writeln!(out, "{}", call.json())?;
        write(&place, serde_json::to_string(call.checkpoint())?)?;
        lines += 1;
    }
    println!("{lines} lines more in {path}");
    Ok(())
}
