//! Accounts of your own: secrets from a vault that is asked before each page, and renewed tokens kept in a table
//! of yours. The vendor is a played one whose refresh tokens end on use.

use futures_util::TryStreamExt;
use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex};
use touchpoint::testing::{Fault, Vendor};
use touchpoint::tokens::{Simple, StoreFault, TokenKey};
use touchpoint::{Account, SecretString, Touchpoint};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Your table of tokens: one sealed text for each account.
    let table: Arc<Mutex<HashMap<TokenKey, SecretString>>> = Arc::default();
    let rows = table.clone();
    let away = || StoreFault::from("the table is away");
    let tokens = Simple::new(
        move |key| {
            ready(
                rows.lock()
                    .map(|rows| rows.get(&key).cloned())
                    .map_err(|_| away()),
            )
        },
        move |key, text| {
            println!("saved the tokens of {key}");
            ready(
                table
                    .lock()
                    .map(|mut rows| drop(rows.insert(key, text)))
                    .map_err(|_| away()),
            )
        },
    );
    // Your vault: what the account was connected with.
    let vault: Arc<Mutex<Account>> = Arc::default();
    let secrets = vault.clone();
    let credentials = move |given: Account| {
        let secrets = secrets.lock().map(|known| known.credentials.clone());
        let account = secrets.map(|credentials| Account {
            credentials,
            ..given
        });
        ready(account.map_err(|_| StoreFault::from("the vault is sealed")))
    };

    let builder = Touchpoint::builder()
        .credentials(credentials)
        .tokens(tokens);
    let vendor = Vendor::of("hubspot").renewable().fault(2, Fault::TokenEnds);
    let (touchpoint, mut account, vendor) = vendor.start_with(builder).await?;
    *vault.lock().map_err(|_| "the vault is sealed")? = account.clone();
    account.credentials.clear();

    let calls = touchpoint
        .engagements(&account)
        .engagement_type("call")
        .limit(10);
    let calls: Vec<_> = calls.records().try_collect().await?;
    println!("{} calls, {} renewals", calls.len(), vendor.renewals());
    Ok(())
}
