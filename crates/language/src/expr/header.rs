//! The headers that no mapping sets: those that frame a message or belong to the connection, and those
//! that show who asks.

/// True if a header frames a message, names the host, or belongs to the connection or a proxy:
/// setting it would affect other requests on the same connection.
pub fn is_framing(name: &str) -> bool {
    const FRAMING: [&str; 9] = [
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let name = name.to_ascii_lowercase();
    FRAMING.contains(&name.as_str()) || name.starts_with("proxy-") || name.starts_with(':')
}

/// True if a header shows who asks: `connection.auth` places it.
pub fn is_credential(name: &str) -> bool {
    ["authorization", "cookie"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        for name in [
            "Host",
            "content-LENGTH",
            "Proxy-Authorization",
            ":path",
            "TE",
        ] {
            assert!(is_framing(name), "{name}");
        }
        assert!(is_credential("Authorization") && is_credential("Cookie"));
        for name in ["accept", "x-api-version", "content-type", "cookie2"] {
            assert!(!is_framing(name) && !is_credential(name), "{name}");
        }
    }
}
