//! The HTTP status of each kind of fault, and the reason phrase of a status.

use touchpoint_core::exchange::SendFault;
use touchpoint_core::run::{Error, RemoteFault, Trouble};

/// The HTTP status that a caller gets.
pub fn status(error: &Error) -> u16 {
    match error {
        Error::Caller(_) => 400,
        Error::Remote(fault) => of_remote(fault),
        Error::NoAnswer(SendFault::Timeout(_)) => 504,
        Error::NoAnswer(_) => 502,
        Error::Account(_) => 422,
        Error::Mapping(_) | Error::Store(_) | Error::Ours(_) => 500,
    }
}

/// A refusal keeps the vendor's own status if that blames the request; anything else that is wrong
/// with the vendor is a bad gateway.
fn of_remote(fault: &RemoteFault) -> u16 {
    match fault.trouble {
        Trouble::RateLimited => 429,
        Trouble::Credentials => 401,
        Trouble::Refused => {
            let own = fault.remote_status;
            own.filter(|status| (400..500).contains(status))
                .unwrap_or(502)
        }
        _ => 502,
    }
}

/// The reason phrase of a status (RFC 9110, section 15).
pub fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        423 => "Locked",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        status if (400..500).contains(&status) => "Client Error",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_has_the_vendors_status_and_only_where_it_blames_the_request() {
        let with = |trouble, remote_status| {
            status(&Error::from(RemoteFault {
                remote_status,
                ..RemoteFault::new(trouble, "no")
            }))
        };
        assert_eq!(with(Trouble::Refused, Some(409)), 409);
        assert_eq!(with(Trouble::Refused, Some(503)), 502);
        assert_eq!(with(Trouble::Refused, None), 502);
        assert_eq!(with(Trouble::RateLimited, Some(403)), 429);
        assert_eq!(with(Trouble::Credentials, None), 401);
        assert_eq!(with(Trouble::Unreadable, Some(404)), 502);
    }
}
