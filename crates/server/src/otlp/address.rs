//! Turns the operator's settings of a collector into its address for traces, and the headers to
//! send.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use touchpoint::parts::http::reqwest::Url;

/// The traces' address below an endpoint.
pub(super) fn traces_url(endpoint: &str) -> Option<Url> {
    let mut url = Url::parse(endpoint).ok()?;
    let http = ["http", "https"].contains(&url.scheme()) && url.has_host();
    if !http || url.query().is_some() || url.fragment().is_some() {
        return None;
    }
    let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Some(url)
}

/// `name=value,name=value`, as OpenTelemetry writes headers. The values are secrets.
pub(super) fn headers(text: &str) -> Option<HeaderMap> {
    let pairs = text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let header = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    };
    pairs.map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_address_below_which_traces_are_taken() {
        let url = |endpoint: &str| traces_url(endpoint).map(|url| url.to_string());
        for endpoint in ["http://collector:4318", "http://collector:4318/"] {
            assert_eq!(
                url(endpoint).as_deref(),
                Some("http://collector:4318/v1/traces")
            );
        }
        assert_eq!(
            url("https://otlp.example/tenant/").as_deref(),
            Some("https://otlp.example/tenant/v1/traces")
        );
        for bad in [
            "collector:4318",
            "grpc://collector",
            "",
            "http://c/?key=s",
            "unix:/a",
        ] {
            assert_eq!(url(bad), None, "{bad}");
        }
    }

    #[test]
    fn headers_are_pairs_whose_values_stay_hidden() {
        let read = headers("authorization=Bearer hush, x-tenant=7,").unwrap();
        assert_eq!(read["authorization"], "Bearer hush");
        assert_eq!(read["x-tenant"], "7");
        assert!(!format!("{read:?}").contains("hush"));
        assert!(headers("").unwrap().is_empty());
        for bad in ["novalue", "a b=c", "a=\u{1}"] {
            assert!(headers(bad).is_none(), "{bad}");
        }
    }
}
