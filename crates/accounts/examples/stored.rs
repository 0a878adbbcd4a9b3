//! Accounts in an SQLite file, sealed, with the tokens that are renewed while a list is read. A program that keeps
//! them in this way needs one database and no other:
//!
//! ```toml
//! touchpoint-accounts = { version = "0.1", default-features = false, features = ["sqlite"] }
//! ```
//!
//! The vendor is a played one whose refresh tokens end on use.

use futures_util::TryStreamExt;
use touchpoint::Touchpoint;
use touchpoint::testing::{Fault, Vendor};
use touchpoint_accounts::{Key, Keyring, NewAccount, Scope, Store};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The key is yours: keep it apart from the file.
    let keys = Keyring::new(Key::random()?, []);
    // `sqlite://accounts.db` keeps it on disk.
    let store = Store::open("sqlite::memory:", keys).await?;
    let workspace = store.create_workspace("acme").await?.id;

    let vendor = Vendor::of("hubspot").renewable().fault(2, Fault::TokenEnds);
    let builder = Touchpoint::builder().tokens(store.clone());
    let (touchpoint, connected, vendor) = vendor.start_with(builder).await?;

    let new = NewAccount {
        workspace,
        integration: connected.integration,
        context: connected.context,
        credentials: connected.credentials,
        ..NewAccount::default()
    };
    let id = store.add_account(new).await?.id;

    let (_, account) = store
        .account(&Scope::everything(), &id)
        .await?
        .ok_or("no such account")?;
    let calls = touchpoint
        .engagements(&account)
        .engagement_type("call")
        .limit(10);
    let calls: Vec<_> = calls.records().try_collect().await?;
    println!("{} calls, {} renewals", calls.len(), vendor.renewals());
    Ok(())
}
