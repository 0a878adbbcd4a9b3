//! Which page or error may come from a call that went wrong: no fault may look like a page, and
//! none like another fault.

use touchpoint_core::run::{Error, Trouble};
use touchpoint_emulator::VendorFault;
use touchpoint_language::mapping::Route;

/// True if a call with this fault may give a page.
pub(super) fn may_be_page(fault: Option<VendorFault>, route: &Route) -> bool {
    match fault {
        None
        | Some(
            VendorFault::WrongType
            | VendorFault::EmptyPage
            | VendorFault::ShortPage
            | VendorFault::Duplicate
            | VendorFault::Slow
            | VendorFault::Insert
            | VendorFault::Delete
            | VendorFault::Update,
        ) => true,
        // A token that is cut out of a link cannot lead to another host, and a link may not be
        // needed yet.
        Some(VendorFault::ForeignLink) => {
            let (size, way) = (&route.paging.size, &route.paging.way);
            let is_cut_out = way.next().is_some() && !way.follows();
            is_cut_out || size.min > 1 || !size.is_asked()
        }
        _ => false,
    }
}

/// True if a call with this fault must give this error.
pub(super) fn is_right(error: &Error, fault: Option<VendorFault>) -> bool {
    let code = error.code();
    let one_of = |all: &[Trouble]| all.iter().any(|trouble| trouble.code() == code);
    // Half of the vendor's limit is used: no call went wrong.
    if let Error::Remote(remote) = error
        && remote.remote_status.is_none()
        && remote.next_cursor.is_some()
        && one_of(&[Trouble::RateLimited])
    {
        return true;
    }
    match fault {
        Some(VendorFault::Limited(_)) => {
            one_of(&[Trouble::RateLimited]) && touchpoint_contract::status(error) == 429
        }
        Some(VendorFault::Status(status, _)) => {
            let told = if (400..500).contains(&status) {
                status
            } else {
                502
            };
            one_of(&[Trouble::Refused]) && touchpoint_contract::status(error) == told
        }
        Some(VendorFault::Timeout) => {
            one_of(&[Trouble::NoAnswer]) && touchpoint_contract::status(error) == 504
        }
        Some(VendorFault::Reset) => {
            one_of(&[Trouble::NoAnswer]) && touchpoint_contract::status(error) == 502
        }
        Some(VendorFault::Truncated | VendorFault::Garbage | VendorFault::Html) => {
            one_of(&[Trouble::Unreadable]) && touchpoint_contract::status(error) == 502
        }
        // A mapping may classify it.
        Some(VendorFault::ErrorBody) => {
            one_of(&[Trouble::Unreadable, Trouble::Refused])
                && touchpoint_contract::status(error) == 502
        }
        Some(VendorFault::SamePage | VendorFault::ForeignLink | VendorFault::EmptyPage) => {
            one_of(&[Trouble::Repeats])
        }
        // The record that came twice may be all that the page has.
        Some(VendorFault::Duplicate) => one_of(&[Trouble::Repeats]),
        Some(VendorFault::TokenEnds) => {
            one_of(&[Trouble::Credentials]) && touchpoint_contract::status(error) == 401
        }
        _ => false,
    }
}
