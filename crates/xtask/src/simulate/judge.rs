//! What a call gave, held against what went wrong with it: no fault may pass as a page, and none may
//! be told as another.

use touchpoint::Error;
use touchpoint::emulator::Fault;
use touchpoint_core::run::Trouble;
use touchpoint_language::mapping::{Route, Way};

/// Whether a page may come of a call that went wrong so.
pub(super) fn may_be_page(fault: Option<Fault>, route: &Route) -> bool {
    match fault {
        None
        | Some(
            Fault::WrongType
            | Fault::EmptyPage
            | Fault::ShortPage
            | Fault::Duplicate
            | Fault::Slow
            | Fault::Insert
            | Fault::Delete
            | Fault::Update,
        ) => true,
        // A token that is cut out of a link leads nowhere else; and a link may not be needed yet.
        Some(Fault::ForeignLink) => {
            let size = &route.paging.size;
            matches!(route.paging.way, Way::Cursor { .. }) || size.min > 1 || size.fixed.is_some()
        }
        _ => false,
    }
}

/// Whether an error is the right one for what went wrong.
pub(super) fn is_right(error: &Error, fault: Option<Fault>) -> bool {
    let code = error.code();
    let one_of = |all: &[Trouble]| all.iter().any(|trouble| trouble.code() == code);
    match fault {
        Some(Fault::Limited(_)) => one_of(&[Trouble::RateLimited]) && error.status() == 429,
        Some(Fault::Status(status, _)) => {
            let told = if (400..500).contains(&status) {
                status
            } else {
                502
            };
            one_of(&[Trouble::Refused]) && error.status() == told
        }
        Some(Fault::Timeout) => one_of(&[Trouble::NoAnswer]) && error.status() == 504,
        Some(Fault::Reset) => one_of(&[Trouble::NoAnswer]) && error.status() == 502,
        Some(Fault::Truncated | Fault::Garbage | Fault::Html | Fault::ErrorBody) => {
            one_of(&[Trouble::Unreadable]) && error.status() == 502
        }
        Some(Fault::SamePage | Fault::ForeignLink | Fault::EmptyPage) => {
            one_of(&[Trouble::Repeats])
        }
        Some(Fault::TokenEnds) => one_of(&[Trouble::Credentials]) && error.status() == 401,
        _ => false,
    }
}
