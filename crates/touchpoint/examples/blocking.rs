//! The engine in a program without an async runtime.

use touchpoint::EngagementType::Call;
use touchpoint::blocking::Touchpoint;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let touchpoint = Touchpoint::new(touchpoint::Touchpoint::builder().sandbox())?;
    let engine = touchpoint.engine();
    let account = engine
        .sandbox_account("pipedrive")
        .ok_or("no such sandbox")?;
    let calls = engine.engagements(&account).engagement_type(Call).limit(50);
    println!(
        "{} on the first page",
        touchpoint.page(&calls)?.engagements()?.len()
    );
    let mut count = 0;
    for call in touchpoint.records(calls) {
        let _id = &call?.id;
        count += 1;
    }
    println!("{count} in all");
    Ok(())
}
