//! What a program does about an error: wait, ask a person, or tell its operator.

use std::time::Duration;
use touchpoint::testing::{Fault, Vendor};
use touchpoint::{Account, Error, ErrorKind, ListQuery, Touchpoint};

fn next_step(error: &Error) -> String {
    let wait = error.retry_after().unwrap_or(Duration::from_secs(30));
    match error.kind() {
        _ if error.is_retryable() => format!("again in {} s", wait.as_secs()),
        ErrorKind::Cursor => "start the list anew".to_owned(),
        ErrorKind::NeedsReauth | ErrorKind::Account => {
            "ask its owner to connect it again".to_owned()
        }
        ErrorKind::Query | ErrorKind::Forbidden => "tell the user".to_owned(),
        _ => "tell the operator".to_owned(),
    }
}

async fn tell(touchpoint: &Touchpoint, account: &Account, query: ListQuery) {
    if let Err(error) = touchpoint.list(account, &query).await {
        println!(
            "{:?} {} {error}\n    → {}",
            error.kind(),
            error.code(),
            next_step(&error)
        );
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let query = ListQuery::default;
    for fault in [
        Fault::RateLimited(Duration::from_secs(7)),
        Fault::Status(403),
        Fault::Status(500),
        Fault::TokenEnds,
        Fault::Html,
    ] {
        let (touchpoint, account, _) = Vendor::of("pipedrive").fault(1, fault).start().await?;
        tell(&touchpoint, &account, query()).await;
    }
    let (touchpoint, account, _) = Vendor::of("pipedrive").start().await?;
    tell(&touchpoint, &account, query().with("ownr.id", "1")).await;
    tell(&touchpoint, &account, query().next_cursor("x")).await;
    let unknown = Account {
        integration: "pipedrv".to_owned(),
        ..account
    };
    tell(&touchpoint, &unknown, query()).await;
    Ok(())
}
