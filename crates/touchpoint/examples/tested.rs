//! A program of your own, and its tests without a network: `cargo test -p touchpoint --features testing --example
//! tested`.

use futures_util::TryStreamExt;
use touchpoint::{Account, EngagementType::Call, Error, Touchpoint};

/// The program: how many calls there are.
async fn nightly_sync(touchpoint: &Touchpoint, account: &Account) -> Result<usize, Error> {
    let calls = touchpoint
        .engagements(account)
        .engagement_type(Call)
        .limit(10);
    calls
        .records()
        .try_fold(0, |count, _| async move { Ok(count + 1) })
        .await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (touchpoint, account, _) = touchpoint::testing::Vendor::of("pipedrive").start().await?;
    println!("{} calls", nightly_sync(&touchpoint, &account).await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use touchpoint::testing::{Fault, Vendor};
    use touchpoint::{ErrorKind, Page};

    async fn synced(vendor: touchpoint::testing::VendorBuilder) -> Result<usize, Error> {
        let (touchpoint, account, _) = vendor.start().await.unwrap();
        nightly_sync(&touchpoint, &account).await
    }

    #[tokio::test]
    async fn a_limit_in_the_middle_is_waited_out() {
        let whole = synced(Vendor::of("pipedrive")).await.unwrap();
        let limited = Vendor::of("pipedrive").fault(2, Fault::RateLimited(Duration::from_secs(60)));
        assert_eq!(synced(limited).await.unwrap(), whole);
    }

    #[tokio::test]
    async fn a_failure_is_told() {
        let error = synced(Vendor::of("pipedrive").fault(2, Fault::Status(500)))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.vendor_status()),
            (ErrorKind::VendorDown, Some(500))
        );
    }

    #[tokio::test]
    async fn a_token_that_ends_is_renewed() {
        let renewed = Vendor::of("pipedrive")
            .renewable()
            .fault(2, Fault::TokenEnds);
        assert!(synced(renewed).await.is_ok());
    }

    #[test]
    fn a_page_of_my_own() {
        let call = touchpoint::Engagement {
            id: "1".into(),
            ..Default::default()
        };
        assert_eq!(Page::of([call]).unwrap().engagements().unwrap()[0].id, "1");
    }
}
