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
    let all: [(Error, ErrorKind, bool); 14] = [
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
        "the connection failed: the vault is sealed"
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
