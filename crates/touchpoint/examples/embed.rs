//! Unified engagements in a program of your own, on the sandbox: no account, no network.

use touchpoint::{EngagementType::Call, Touchpoint};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let touchpoint = Touchpoint::builder().sandbox().build().await?;
    let account = touchpoint
        .sandbox_account("hubspot")
        .ok_or("no such sandbox")?;
    let calls = touchpoint
        .engagements(&account)
        .engagement_type(Call)
        .limit(10);
    for call in calls.page().await?.engagements()? {
        let at = call.start_time().map(|at| at.to_string());
        let subject = call.subject.unwrap_or_default();
        println!("{}  {:20}  {subject}", call.id, at.unwrap_or_default());
    }
    Ok(())
}
