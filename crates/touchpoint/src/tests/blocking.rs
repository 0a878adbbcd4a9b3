//! The engine without async does all that the async one does.

use super::acme;
use crate::blocking::Touchpoint;
use crate::testing::{Fault, Vendor, VendorBuilder};
use crate::{Consent, ErrorKind, ListQuery, Page};
use std::time::Duration;

fn vendor() -> VendorBuilder {
    Vendor::of("acme").mapping(acme()).records(60)
}

#[test]
fn each_call_of_the_async_engine_has_its_twin() {
    let (touchpoint, account, vendor) = Touchpoint::played(vendor().renewable()).unwrap();
    let query = ListQuery::default();
    let page = touchpoint.list_within(Duration::from_secs(9), &account, &query);
    assert!(!page.unwrap().engagements().unwrap().is_empty());
    touchpoint.renew(&account).unwrap();
    assert_eq!(vendor.renewals(), 1);
    let whole = touchpoint.completed(&account).unwrap();
    assert_eq!(whole.credentials.len(), account.credentials.len());
    let consent = Consent::new("https://me.example/back", "state", &[7; 32]);
    let connected = touchpoint.connect(&account, &consent, "a-code").unwrap();
    assert!(connected.credentials.contains_key("refresh_token"));
    let same = touchpoint.of_resource("crm/engagements").unwrap();
    assert_eq!(same.engine().resource(), "crm/engagements");
    assert!(touchpoint.of_resource("crm/nothing").is_none());
}

#[test]
fn pages_come_to_their_end_and_a_fault_ends_them() {
    let (touchpoint, account, _) = Touchpoint::played(vendor()).unwrap();
    let query = ListQuery::default().limit(25);
    let mut pages = touchpoint.pages(account.clone(), query.clone());
    let count = |page: Result<Page, crate::Error>| page.unwrap().engagements().unwrap().len();
    let by_page: Vec<usize> = pages.by_ref().map(count).collect();
    assert!(by_page.len() > 1, "{by_page:?}");
    let all = touchpoint.engine().engagements(&account);
    let by_record = touchpoint.records(all).count();
    assert_eq!(by_page.iter().sum::<usize>(), by_record);
    assert!(pages.next().is_none());

    let (touchpoint, account, _) =
        Touchpoint::played(vendor().fault(1, Fault::Status(500))).unwrap();
    let mut pages = touchpoint.pages(account, query);
    let told = pages.next().unwrap().unwrap_err();
    assert_eq!(told.kind(), ErrorKind::VendorDown);
    assert!(pages.next().is_none());
}
