//! Where a call may go: turns an address into its origin, or nothing where it may not be called.

/// The origin of an address, `https://host:port`, when it may be called at all: https, or http on
/// a loopback address.
pub fn origin(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    let plain_auth = url.username().is_empty() && url.password().is_none();
    let allowed = url.scheme() == "https" || (url.scheme() == "http" && on_loopback(&url));
    (allowed && plain_auth && url.has_host()).then(|| url.origin().ascii_serialization())
}

/// True if an address is on this machine.
pub fn is_loopback(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| on_loopback(&url))
}

fn on_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn only_https_or_loopback_is_an_origin() {
        assert_eq!(
            origin("https://a.example:8443/x").as_deref(),
            Some("https://a.example:8443")
        );
        assert_eq!(
            origin("http://127.0.0.1:9/").as_deref(),
            Some("http://127.0.0.1:9")
        );
        assert_eq!(origin("http://a.example"), None);
        assert_eq!(origin("https://user:pw@a.example"), None);
    }
}
