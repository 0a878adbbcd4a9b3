//! Each kind of error: what it says, and what a program may do about it.

use super::*;
use touchpoint_core::cursor::CursorFault;
use touchpoint_core::exchange::AccountFault;
use touchpoint_core::query::Failure;
use touchpoint_core::run::{RemoteFault, Trouble};

fn remote(trouble: Trouble, status: Option<u16>) -> Error {
    let fault = RemoteFault {
        remote_status: status,
        ..RemoteFault::new(trouble, "no")
    };
    run::Error::from(fault).into()
}

#[test]
fn a_kind_says_who_must_act_and_if_waiting_helps() {
    let query = run::Error::Caller(vec![Failure::new("x", "", "is no parameter")].into());
    let timeout = run::Error::NoAnswer(SendFault::Timeout(Duration::from_millis(200)));
    let private = run::Error::NoAnswer(SendFault::Refused("a private address".to_owned()));
    let all: [(Error, ErrorKind, bool); 15] = [
        (query.into(), ErrorKind::Query, false),
        (
            run::Error::Caller(CursorFault::Forged.into()).into(),
            ErrorKind::Cursor,
            false,
        ),
        (
            run::Error::Account(vec![AccountFault::BaseUrl]).into(),
            ErrorKind::Account,
            false,
        ),
        (
            remote(Trouble::Credentials, Some(401)),
            ErrorKind::NeedsReauth,
            false,
        ),
        (
            remote(Trouble::Refused, Some(403)),
            ErrorKind::Forbidden,
            false,
        ),
        (
            remote(Trouble::Refused, Some(404)),
            ErrorKind::Refused,
            false,
        ),
        (
            remote(Trouble::Refused, Some(500)),
            ErrorKind::VendorDown,
            true,
        ),
        (remote(Trouble::Refused, None), ErrorKind::VendorDown, true),
        (
            remote(Trouble::RateLimited, Some(429)),
            ErrorKind::RateLimited,
            true,
        ),
        (remote(Trouble::Token, Some(401)), ErrorKind::Refused, false),
        (remote(Trouble::Cap, None), ErrorKind::Query, false),
        (remote(Trouble::Repeats, None), ErrorKind::Unreadable, false),
        (timeout.into(), ErrorKind::NoAnswer, true),
        (private.into(), ErrorKind::NoAnswer, false),
        (
            run::Error::Ours("x".to_owned()).into(),
            ErrorKind::Internal,
            false,
        ),
    ];
    for (error, kind, retryable) in all {
        assert_eq!(
            (error.kind(), error.is_retryable()),
            (kind, retryable),
            "{error:?}"
        );
    }
}

#[test]
fn the_programs_own_error_is_found_again() {
    #[derive(Debug, PartialEq, thiserror::Error)]
    #[error("the vault is sealed")]
    struct Sealed;
    let store: Error = run::Error::from(crate::tokens::StoreFault::from(Sealed)).into();
    let sent: Error = run::Error::NoAnswer(SendFault::Connection(Sealed.into())).into();
    for error in [&store, &sent] {
        let source = error.source().unwrap();
        assert_eq!(source.downcast_ref(), Some(&Sealed), "{error}");
    }
    assert_eq!(
        store.to_string(),
        "the accounts' store: the vault is sealed"
    );
    assert_eq!(
        sent.to_string(),
        "the connection failed: the vault is sealed; ask again later"
    );
}

#[test]
fn what_the_vendor_told_is_kept() {
    let fault = RemoteFault {
        remote_status: Some(429),
        retry_after: Some(Duration::from_secs(7)),
        ..RemoteFault::new(Trouble::RateLimited, "slow down")
    };
    let error = Error::from(run::Error::from(fault));
    assert_eq!(error.vendor_status(), Some(429));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    let shown = format!("{error:?}");
    assert!(
        shown.contains("RateLimited") && shown.contains("slow down"),
        "{shown}"
    );
}

#[test]
fn a_line_says_who_said_no_and_what_comes_next() {
    let told = |trouble, status, wait| {
        let fault = RemoteFault {
            remote_status: status,
            retry_after: wait,
            ..RemoteFault::new(trouble, "no such scope")
        };
        Error::from(run::Error::from(fault))
            .of_vendor("Acme")
            .to_string()
    };
    let wait = Some(Duration::from_secs(7));
    for (said, line) in [
        (
            told(Trouble::RateLimited, Some(429), wait),
            "Acme answered with status 429: no such scope; ask again in 7 s",
        ),
        (
            told(Trouble::Refused, Some(404), None),
            "Acme answered with status 404: no such scope",
        ),
        (
            told(Trouble::Refused, None, Some(Duration::from_mins(15))),
            "Acme: no such scope; ask again in 15 min",
        ),
        (
            told(Trouble::Credentials, Some(401), None),
            "Acme answered with status 401: no such scope; connect it again",
        ),
    ] {
        assert_eq!(said, line);
    }
}

#[test]
fn a_fault_of_a_store_or_a_record_is_an_error() {
    fn in_a_program() -> Result<(), Box<dyn StdError>> {
        Err(crate::tokens::StoreFault::from("the vault is sealed"))?
    }
    let said = in_a_program().unwrap_err().to_string();
    assert_eq!(said, "the accounts' store: the vault is sealed");
    let page = crate::Page::of([7]).unwrap();
    let fault: Error = page.engagements().unwrap_err().into();
    assert_eq!(
        (fault.kind(), fault.kind().word()),
        (ErrorKind::Record, "record")
    );
}
