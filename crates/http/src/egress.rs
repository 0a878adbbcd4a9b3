//! Where a call may go: turns an address into a URL that may be called, or into a refusal that
//! names the host. The same rule holds for the first address and for every redirect.

use reqwest::{StatusCode, Url, header::LOCATION};
use touchpoint_core::exchange::{Method, SendFault, origin};

/// How many redirects one call follows.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// The address as a URL, when its origin is among those that the mapping may reach.
pub(crate) fn permit(address: &str, origins: &[String]) -> Result<Url, SendFault> {
    let url = Url::parse(address)
        .map_err(|fault| SendFault::Refused(format!("the address cannot be read: {fault}")))?;
    let refused = |why: &str| SendFault::Refused(format!("`{}` {why}", shown(&url)));
    let Some(asked) = origin(url.as_str()) else {
        return Err(refused(
            "may not be called: https without a user name is needed, or http on a loopback address",
        ));
    };
    let mut allowed = origins.iter().filter_map(|written| origin(written));
    if !allowed.any(|allowed| allowed == asked) {
        let list = match origins {
            [] => "none".to_owned(),
            some => format!("`{}`", some.join("`, `")),
        };
        return Err(refused(&format!(
            "is not among the origins that this mapping may reach: {list}"
        )));
    }
    Ok(url)
}

/// Where a reply sends the call next, if it is a redirect at all.
pub(crate) fn redirect(
    method: Method,
    from: &Url,
    response: &reqwest::Response,
    origins: &[String],
) -> Result<Option<Url>, SendFault> {
    let moved = [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::SEE_OTHER,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ];
    let (true, Some(location)) = (
        moved.contains(&response.status()),
        response.headers().get(LOCATION),
    ) else {
        return Ok(None);
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let target = from.join(&location).map_err(|fault| {
        let from = shown(from);
        SendFault::Refused(format!(
            "`{from}` redirects to an address that cannot be read: {fault}"
        ))
    })?;
    // These two keep the method and the body (RFC 9110, section 15.4): a read by `POST` is
    // repeated, as long as it stays at the same origin.
    let keeps = [
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ]
    .contains(&response.status());
    let stays = origin(target.as_str()).is_some_and(|to| origin(from.as_str()) == Some(to));
    if method == Method::Post && !(keeps && stays) {
        return Err(SendFault::Refused(format!(
            "`{}` redirects a `POST` to `{}`; only `GET` is redirected, and `POST` by 307 and 308 to the same host",
            shown(from),
            shown(&target)
        )));
    }
    permit(target.as_str(), origins)
        .map(Some)
        .map_err(|fault| match fault {
            SendFault::Refused(why) => SendFault::Refused(format!("redirected: {why}")),
            other => other,
        })
}

/// Scheme, host and port. Path, query and user name may carry secrets.
pub(crate) fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    format!("{}://{host}{}", url.scheme(), port.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(address: &str, origins: &[&str]) -> String {
        let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
        permit(address, &origins).unwrap_err().to_string()
    }

    #[test]
    fn a_declared_origin_may_be_called() {
        let origins = ["https://api.example/v2".to_owned()];
        let url = permit("https://api.example/v2/things?x=1", &origins).unwrap();
        assert_eq!(url.path(), "/v2/things");
    }

    #[test]
    fn another_origin_is_refused_by_name() {
        assert_eq!(
            refusal(
                "https://evil.example/a?token=hush",
                &["https://api.example"]
            ),
            "`https://evil.example` is not among the origins that this mapping may reach: \
             `https://api.example`"
        );
        // A lookalike host and another port are other origins.
        for address in [
            "https://api.example.evil.example/",
            "https://api.example:444/",
        ] {
            assert!(refusal(address, &["https://api.example"]).contains("not among"));
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let text = refusal("http://api.example/", &["http://api.example"]);
        assert!(
            text.contains("https without a user name is needed"),
            "{text}"
        );
        let loopback = ["http://127.0.0.1:8080".to_owned()];
        assert!(permit("http://127.0.0.1:8080/x", &loopback).is_ok());
    }

    #[test]
    fn a_password_in_the_address_is_refused_and_not_shown() {
        let text = refusal("https://me:hush@api.example/", &["https://api.example"]);
        assert!(!text.contains("hush") && !text.contains("me:"), "{text}");
    }
}
