//! Turns faults before and around the engine into replies with the contract's body, by who must
//! act. Our own faults get no details: those go to the log.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use std::borrow::Cow;
use std::time::Duration;
use touchpoint_accounts::StoreError;
use touchpoint_accounts::service::AccountsFault;
use touchpoint_contract::{ErrorBody, status};
use touchpoint_core::plan::RateLimit;
use touchpoint_core::query::Failure;
use touchpoint_core::run::{CallerFault, Error};

/// Why a request is answered with an error.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A fault of the engine.
    Engine(Error),
    /// 401: no token, or one that is not known.
    NoToken,
    /// 403: a token that may not do this.
    NotAdmin,
    /// 404: no such account, or another workspace's.
    NoAccount,
    /// 404: nothing here.
    NoRoute,
    /// 404: something of the reference that is not here; says what is, instead.
    Absent(Cow<'static, str>),
    /// 405: not by this method; holds the allowed one.
    Method(&'static str),
    /// 409: the accounts cannot be changed in this way.
    Conflict(String),
    /// 413: a body that is too large.
    TooLarge(usize),
    /// 414: a query that is too long.
    TooLong(usize),
    /// 408: a body that does not arrive.
    TooSlow(Duration),
    /// 503: too many requests wait already.
    Busy(&'static str),
    /// 503: the server is going down, or its store does not answer.
    NotReady(&'static str),
    /// 500: ours. The text is for the log alone.
    Ours(String),
}

impl Fault {
    /// A fault of one parameter or member.
    pub(crate) fn parameter(parameter: &str, came: &str, says: &str) -> Fault {
        Fault::failures(vec![Failure::new(parameter, came, says)])
    }

    /// Faults of several.
    pub(crate) fn failures(failures: Vec<Failure>) -> Fault {
        Fault::Engine(Error::Caller(CallerFault::from(failures)))
    }

    /// The fault of an account that would have the app's secret sent to a foreign origin.
    pub(crate) fn foreign_sign_in(origin: &str) -> Fault {
        Fault::Conflict(format!(
            "the account signs in at `{origin}`, which is not the mapping's own; this server's app is not \
             shown there unless its operator lists the origin in `app_origins`"
        ))
    }

    /// Status, code and message of all faults but the engine's own.
    fn row(&self) -> (StatusCode, &'static str, String) {
        match self {
            Fault::Engine(error) => (
                StatusCode::from_u16(status(error)).unwrap_or(StatusCode::BAD_GATEWAY),
                error.code(),
                error.to_string(),
            ),
            Fault::NoToken => (
                StatusCode::UNAUTHORIZED,
                "T204",
                "the token is missing, unknown or revoked; send `Authorization: Bearer <token>`".into(),
            ),
            Fault::NotAdmin => (
                StatusCode::FORBIDDEN,
                "T205",
                "this token may not change accounts; use an admin token".into(),
            ),
            Fault::NoAccount => (
                StatusCode::NOT_FOUND,
                "T206",
                "there is no such integrated account; `GET /integrated-account` lists those that this token sees".into(),
            ),
            Fault::NoRoute => (
                StatusCode::NOT_FOUND,
                "T207",
                "there is nothing at this path; `GET /openapi.json` lists every path".into(),
            ),
            Fault::Absent(says) => (StatusCode::NOT_FOUND, "T207", says.clone().into_owned()),
            Fault::Method(allowed) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "T208",
                format!("this path takes {allowed}"),
            ),
            Fault::Conflict(says) => (StatusCode::CONFLICT, "T209", says.clone()),
            Fault::TooLarge(limit) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "T210",
                format!("the body is too large; send at most {limit} bytes"),
            ),
            Fault::TooLong(limit) => (
                StatusCode::URI_TOO_LONG,
                "T211",
                format!("the query is too long; send at most {limit} bytes"),
            ),
            Fault::TooSlow(limit) => (
                StatusCode::REQUEST_TIMEOUT,
                "T212",
                format!(
                    "the body did not come within {} s; send it whole",
                    limit.as_secs()
                ),
            ),
            Fault::Busy(what) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "T502",
                format!("too many requests wait for {what}; send it again after a moment"),
            ),
            Fault::NotReady(says) => (StatusCode::SERVICE_UNAVAILABLE, "T503", (*says).to_owned()),
            Fault::Ours(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "T501",
                "the server failed; its log tells why under this reply's `x-request-id`".into(),
            ),
        }
    }

    /// The seconds to wait, where waiting helps.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Fault::Engine(Error::Remote(fault)) => fault.retry_after,
            Fault::Busy(_) | Fault::NotReady(_) => Some(Duration::from_secs(1)),
            _ => None,
        }
    }

    /// The reply's body.
    fn body(&self, status: StatusCode, code: &str, message: String) -> Vec<u8> {
        if let Fault::Engine(error) = self {
            return serde_json::to_vec(&ErrorBody::of(error)).unwrap_or_default();
        }
        let reason = status.canonical_reason().unwrap_or_default();
        let body = ErrorBody::new(status.as_u16(), reason, code, message);
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response<Body> {
        let (status, code, message) = self.row();
        match &self {
            Fault::Ours(why) | Fault::Engine(Error::Ours(why)) => {
                tracing::error!(code, why, "the server failed");
            }
            Fault::Engine(error @ Error::Store(_)) => {
                tracing::error!(code, why = %error, "the server failed");
            }
            _ => tracing::debug!(code, %status, "refused"),
        }
        let mut response = json(status, self.body(status, code, message));
        let headers = response.headers_mut();
        if let Some(wait) = self.retry_after() {
            // Common clients take 0 for no answer and give up.
            let seconds = (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        match &self {
            Fault::NoToken => {
                let bearer = HeaderValue::from_static("Bearer");
                headers.insert(header::WWW_AUTHENTICATE, bearer);
            }
            Fault::Method(allowed) => {
                headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
            }
            Fault::Engine(Error::Remote(fault)) => {
                tell_rate_limit(headers, fault.rate_limit);
            }
            _ => {}
        }
        response
    }
}

impl From<touchpoint::Error> for Fault {
    fn from(error: touchpoint::Error) -> Fault {
        error.into_detail().into()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let Error::Store(cause) = &error else {
            return Fault::Engine(error);
        };
        match cause.downcast_ref::<StoreError>() {
            Some(StoreError::Leased(_)) => Fault::NotReady(
                "a token of this account is being renewed, which takes long; send it again after a moment",
            ),
            Some(fault) if fault.is_passing() => {
                tracing::error!(why = %fault, "the accounts do not answer");
                Fault::NotReady("the accounts do not answer; send it again after a moment")
            }
            _ => Fault::Engine(error),
        }
    }
}

impl From<AccountsFault> for Fault {
    fn from(fault: AccountsFault) -> Fault {
        match fault {
            AccountsFault::Refused(_) | AccountsFault::Changed(_) | AccountsFault::Taken(_) => {
                Fault::Conflict(fault.to_string())
            }
            AccountsFault::Cursor => Fault::parameter("next_cursor", "", &fault.to_string()),
            AccountsFault::Away(why) => {
                tracing::error!(why, "the accounts do not answer");
                Fault::NotReady("the accounts do not answer; send it again after a moment")
            }
            AccountsFault::Broken(why) => Fault::Ours(format!("the accounts: {why}")),
        }
    }
}

/// A JSON reply.
pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Writes the vendor's limits as reply headers; those that it does not tell are left out.
pub(crate) fn tell_rate_limit(headers: &mut axum::http::HeaderMap, limit: Option<RateLimit>) {
    let Some(limit) = limit else { return };
    for (name, number) in [
        ("ratelimit-limit", limit.limit),
        ("ratelimit-remaining", limit.remaining),
        ("ratelimit-reset", limit.reset_seconds),
    ] {
        if let Some(number) = number {
            headers.insert(name, HeaderValue::from(number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_accounts_is_told_to_come_again() {
        let asked = |fault: StoreError| {
            let cause = touchpoint::tokens::StoreFault::from(fault);
            let response = Fault::from(Error::from(cause)).into_response();
            let wait = response.headers().get(header::RETRY_AFTER).is_some();
            (response.status().as_u16(), wait)
        };
        assert_eq!(asked(StoreError::Leased("a".to_owned())), (503, true));
        assert_eq!(asked(StoreError::Late), (503, true));
        assert_eq!(asked(StoreError::Form("a label".to_owned())), (500, false));
    }
}
