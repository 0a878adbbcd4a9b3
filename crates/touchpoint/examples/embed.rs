//! Unified engagements in a program of your own, on the sandbox: no account, no network.

use touchpoint::{ListQuery, Touchpoint};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let touchpoint = Touchpoint::builder().sandbox().build().await?;
    let account = touchpoint
        .sandbox_account("hubspot")
        .ok_or("no such sandbox")?;
    let query = ListQuery::default()
        .with("engagement_type", "call")
        .limit(10);
    let page = touchpoint.list(&account, &query).await?;
    for engagement in page.engagements() {
        let subject = engagement.subject.unwrap_or_default();
        println!(
            "{}  {:20}  {subject}",
            engagement.id,
            engagement.start_time.unwrap_or_default()
        );
    }
    Ok(())
}
