//! Reads `accept-encoding` (RFC 9110, section 12.5.3).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use std::convert::Infallible;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// RFC 8878.
    Zstd,
    /// RFC 1952.
    Gzip,
}

impl Coding {
    /// Its name in `content-encoding`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Coding::Zstd => "zstd",
            Coding::Gzip => "gzip",
        }
    }

    /// Says that a body is compressed in this way.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let name = HeaderValue::from_static(self.name());
        headers.insert(header::CONTENT_ENCODING, name);
    }

    fn named(name: &str) -> Option<Coding> {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        match () {
            () if is("zstd") => Some(Coding::Zstd),
            () if is("gzip") || is("x-gzip") => Some(Coding::Gzip),
            () => None,
        }
    }
}

/// The weight of each coding for a caller: from 0, not accepted, to 1000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    zstd: u16,
    gzip: u16,
}

impl Accepted {
    /// The weights in these headers; without the header, nothing is accepted.
    pub(crate) fn of(headers: &HeaderMap) -> Accepted {
        let mut accepted = Accepted::default();
        let mut others = 0;
        let mut named = (false, false);
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
        let items = lines.filter_map(|line| line.to_str().ok());
        for item in items.flat_map(|line| line.split(',')) {
            let (name, rest) = item.split_once(';').unwrap_or((item, ""));
            let weight = weight(rest);
            match Coding::named(name.trim()) {
                Some(Coding::Zstd) => (accepted.zstd, named.0) = (weight, true),
                Some(Coding::Gzip) => (accepted.gzip, named.1) = (weight, true),
                None if name.trim() == "*" => others = weight,
                None => {}
            }
        }
        if !named.0 {
            accepted.zstd = others;
        }
        if !named.1 {
            accepted.gzip = others;
        }
        accepted
    }

    /// The coding with the highest weight; zstd where both weights are the same.
    pub(crate) fn coding(self) -> Option<Coding> {
        match (self.zstd, self.gzip) {
            (0, 0) => None,
            (zstd, gzip) if zstd >= gzip => Some(Coding::Zstd),
            _ => Some(Coding::Gzip),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Accepted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Accepted, Infallible> {
        Ok(Accepted::of(&parts.headers))
    }
}

/// `q=0.5` → 500. An unreadable weight counts as 1000.
fn weight(parameters: &str) -> u16 {
    let q = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let Some(Ok(q)) = q.map(str::parse::<f32>) else {
        return 1000;
    };
    // The value is from 0 to 1000.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let weight = (q.clamp(0.0, 1.0) * 1000.0) as u16;
    weight
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(lines: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_str(line).unwrap();
            headers.append(header::ACCEPT_ENCODING, value);
        }
        Accepted::of(&headers).coding().map(Coding::name)
    }

    #[test]
    fn the_best_of_what_is_accepted_is_taken() {
        assert_eq!(coding(&["gzip, deflate, br, zstd"]), Some("zstd"));
        assert_eq!(coding(&["gzip, deflate"]), Some("gzip"));
        assert_eq!(coding(&["GZIP"]), Some("gzip"));
        assert_eq!(coding(&["x-gzip"]), Some("gzip"));
        assert_eq!(coding(&["zstd;q=0.5, gzip;q=0.8"]), Some("gzip"));
        assert_eq!(coding(&["gzip", "zstd"]), Some("zstd"));
        assert_eq!(coding(&["*"]), Some("zstd"));
        assert_eq!(coding(&["*;q=0.2, zstd;q=0"]), Some("gzip"));
    }

    #[test]
    fn what_is_not_accepted_is_not_taken() {
        assert_eq!(coding(&[]), None);
        assert_eq!(coding(&[""]), None);
        assert_eq!(coding(&["identity"]), None);
        assert_eq!(coding(&["br, deflate"]), None);
        assert_eq!(coding(&["gzip;q=0"]), None);
        assert_eq!(coding(&["gzip; Q=0.000"]), None);
        assert_eq!(coding(&["gzip;q=0, *"]), Some("zstd"));
        assert_eq!(coding(&["gzip;q=none"]), Some("gzip"));
    }
}
