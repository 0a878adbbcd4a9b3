//! The texts of the settings that have a form of their own, so that `validate` tells what `serve` would
//! refuse.

use axum::http::Uri;
use std::net::SocketAddr;
use touchpoint_accounts::Keyring;
use touchpoint_language::diagnostic::{Code, Help};
use touchpoint_language::structure::{Format, FormatFault};

/// The setting, and the name of its form.
pub(super) const FORMS: [(&str, &str); 5] = [
    ("listen", "touchpoint-listen"),
    ("probes", "touchpoint-listen"),
    ("public_url", "touchpoint-public-url"),
    ("database", "touchpoint-database"),
    ("keys", "touchpoint-keys"),
];

/// Every form of the settings' schema.
pub fn formats() -> Vec<Format> {
    let format = |name, check| Format {
        name,
        check,
        code: Code::WrongForm,
    };
    vec![
        format("touchpoint-listen", listen),
        format("touchpoint-public-url", public_url),
        format("touchpoint-database", database),
        format("touchpoint-keys", keys),
    ]
}

fn fault(message: &str, help: impl Into<Help>) -> FormatFault {
    FormatFault {
        at: None,
        message: message.to_owned(),
        help: Some(help.into()),
    }
}

fn listen(text: &str) -> Result<(), FormatFault> {
    if text.parse::<SocketAddr>().is_ok() {
        return Ok(());
    }
    let port = text.rsplit_once(':').map(|(_, port)| port);
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    Err(match port {
        Some(port) if digits(port) && port.parse::<u16>().is_err() => {
            fault("there is no such port", "ports go up to 65535")
        }
        Some(port) if digits(port) && text.starts_with("localhost:") => {
            let meant = format!("127.0.0.1:{port}");
            fault("an address is written in digits", Help::write(&meant))
        }
        Some(port) if digits(port) && text.starts_with(':') => fault(
            "no address stands before the port",
            "for example `127.0.0.1:8080` for this machine alone, `0.0.0.0:8080` for all",
        ),
        _ => fault(
            "an address and a port belong here",
            "for example `127.0.0.1:8080` for this machine alone, `0.0.0.0:8080` for all",
        ),
    })
}

fn public_url(text: &str) -> Result<(), FormatFault> {
    let read = text.parse::<Uri>();
    let web = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https"));
    if read.as_ref().is_ok_and(web) {
        return Ok(());
    }
    let message = "an address with its scheme belongs here";
    let bare = !text.contains("://") && !text.contains(char::is_whitespace);
    Err(if bare && text.contains('.') && !text.contains(':') {
        fault(message, Help::write(&format!("https://{text}")))
    } else {
        fault(message, "for example `https://touchpoint.example`")
    })
}

fn database(text: &str) -> Result<(), FormatFault> {
    let schemes = ["sqlite:", "postgres://", "postgresql://"];
    if schemes.iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(());
    }
    // The text may hold a password, so it is not said again.
    let help = "for example `sqlite://touchpoint.db`, or `postgres://user@host/database`";
    Err(fault("a database is named with its kind", help))
}

fn keys(text: &str) -> Result<(), FormatFault> {
    let read = Keyring::parse(text, "`keys`");
    read.map(|_| ()).map_err(|_| {
        let help = "write 32 random bytes in base64, as `openssl rand -base64 32` makes them; old ones stand after commas";
        fault("this is no key", help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(check: fn(&str) -> Result<(), FormatFault>, text: &str) -> String {
        let help = check(text).err().and_then(|fault| fault.help);
        help.map(String::from).unwrap_or_default()
    }

    #[test]
    fn what_serve_would_refuse_is_told() {
        assert_eq!(says(listen, "127.0.0.1:0"), "");
        assert_eq!(says(listen, "[::1]:8080"), "");
        assert_eq!(says(listen, "127.0.0.1:80800"), "ports go up to 65535");
        assert_eq!(says(listen, "localhost:80"), "write `127.0.0.1:80`");
        assert!(says(listen, "8080").starts_with("for example"));
        assert_eq!(says(public_url, "http://localhost:8080/a"), "");
        assert_eq!(says(public_url, "a.example"), "write `https://a.example`");
        assert!(says(public_url, "localhost:8080").starts_with("for example"));
        assert_eq!(says(database, "sqlite::memory:"), "");
        assert_eq!(says(database, "postgres://a@b/c"), "");
        assert!(says(database, "accounts.db").starts_with("for example"));
        let key = "mFb0Wm0n5m8bX2l3ZkqVnW3Xb5rB6i0o0vW3y0Wc1pQ=";
        assert_eq!(says(keys, key), "");
        assert!(says(keys, "hunter2").starts_with("write 32"));
    }
}
