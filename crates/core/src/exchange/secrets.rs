//! Masks the secrets of an account and of a request in texts. A vendor may repeat what it was sent,
//! and its words go to callers, logs and stores: this is the one place that masks them.
//!
//! A secret is found as it is and percent-encoded, escaped as JSON does, in entities of HTML, in base64
//! and in hexadecimal, in any case, with white space in it, and where a text was cut in its middle.

mod needles;
mod plain;

use super::Account;
use needles::Needles;
use secrecy::ExposeSecret;
use std::fmt;
use std::sync::{Arc, OnceLock};
use touchpoint_language::covered::SHORTEST_SECRET;
use touchpoint_language::json::Json;

/// The text that replaces a secret.
const MASK: &str = "••••";

/// The most bytes of one text that are shown, and so looked at.
const MOST_BYTES: usize = 64 * 1024;

/// Shorter secrets may be any number.
const LEAST_DIGITS: usize = 6;

/// Credentials that are no secrets: the time at which a token ends, and where browsers come back to.
const OPEN: [&str; 2] = ["expires_at", "redirect_uri"];

/// Secrets that must not appear in any text. Cheap to clone.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Known>);

#[derive(Default)]
struct Known {
    texts: Vec<String>,
    /// Made when the first text is masked.
    needles: OnceLock<Needles>,
}

/// Prints only how many there are.
impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secrets({})", self.0.texts.len())
    }
}

impl Secrets {
    /// Everything that an account signs in with.
    pub fn of(account: &Account) -> Secrets {
        let secrets = account.credentials.iter();
        let secrets = secrets.filter(|(name, _)| !OPEN.contains(&name.as_str()));
        Secrets::new(secrets.map(|(_, secret)| secret.expose_secret().to_owned()))
    }

    /// The same, and more.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = String>) -> Secrets {
        Secrets::new(more.into_iter().chain(self.0.texts.iter().cloned()))
    }

    fn new(secrets: impl Iterator<Item = String>) -> Secrets {
        let mut texts: Vec<String> = secrets
            .filter(|secret| secret.len() >= SHORTEST_SECRET)
            .collect();
        // Longer secrets are masked first, as they may contain shorter ones.
        texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        texts.dedup();
        Secrets(Arc::new(Known {
            texts,
            needles: OnceLock::new(),
        }))
    }

    /// A text with each of these secrets replaced. Of a very long one only the beginning is given.
    pub fn masked(&self, text: &str) -> String {
        let text = text
            .get(..text.floor_char_boundary(MOST_BYTES))
            .unwrap_or_default();
        if self.0.texts.is_empty() {
            return text.to_owned();
        }
        let mut masked = String::with_capacity(text.len());
        let mut from = 0;
        for place in self.needles().found_in(text) {
            masked.push_str(text.get(from..place.start).unwrap_or_default());
            masked.push_str(MASK);
            from = place.end;
        }
        masked.push_str(text.get(from..).unwrap_or_default());
        // What is too short to be looked for in every spelling.
        for secret in &self.0.texts {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), MASK);
            }
        }
        masked
    }

    /// True if any of them stands in a text.
    pub fn are_in(&self, text: &str) -> bool {
        let exact = |secret: &String| text.contains(secret.as_str());
        self.0.texts.iter().any(exact) || !self.needles().found_in(text).is_empty()
    }

    /// A number, unless its digits are one of them.
    pub fn open_number(&self, number: u64) -> Option<u64> {
        let digits = number.to_string();
        let stands = |secret: &String| secret.len() >= LEAST_DIGITS && digits.contains(&**secret);
        (!self.0.texts.iter().any(stands)).then_some(number)
    }

    fn needles(&self) -> &Needles {
        let texts = self.0.texts.iter().map(String::as_str);
        self.0.needles.get_or_init(|| Needles::of(texts))
    }

    /// A value with each of these secrets replaced, in its names and its texts.
    pub fn masked_in(&self, value: Json) -> Json {
        match value {
            Json::String(text) => Json::String(self.masked(&text)),
            Json::Array(items) => items.into_iter().map(|item| self.masked_in(item)).collect(),
            Json::Object(members) => {
                let members = members.into_iter();
                let masked =
                    members.map(|(name, value)| (self.masked(&name), self.masked_in(value)));
                Json::Object(masked.collect())
            }
            Json::Number(number) => {
                let text = number.to_string();
                let masked = self.masked(&text);
                if masked == text {
                    Json::Number(number)
                } else {
                    Json::String(masked)
                }
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Header, HeaderText, Method, Request};

    #[test]
    fn whatever_was_sent_is_masked_wherever_it_is_repeated() {
        let account = Account {
            credentials: [
                ("key".to_owned(), "hush-hush".into()),
                ("pin".to_owned(), "12345678".into()),
                ("to".to_owned(), "x".into()),
            ]
            .into(),
            ..Account::default()
        };
        let request = Request {
            method: Method::Get,
            url: String::new(),
            query: Vec::new(),
            headers: vec![Header {
                name: "authorization".to_owned(),
                value: HeaderText::Secret("Basic aHVzaA==".to_owned().into()),
            }],
            body: None,
            origins: Vec::new(),
            about: crate::exchange::About::default(),
            secrets: Secrets::of(&account),
        };
        let secrets = request.secrets();
        let json = r#"{"hush-hush":["no Basic aHVzaA==, aHVzaA== or hush-hush!",12345678,1,"x"]}"#;
        let masked = secrets.masked_in(Json::parse(json).unwrap()).to_string();
        assert_eq!(
            masked,
            r#"{"••••":["no ••••, •••• or ••••!","••••",1,"x"]}"#
        );
    }

    /// What a vendor may make of a secret.
    fn spellings(secret: &str) -> Vec<String> {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE};
        let percent = |upper: bool| {
            secret.bytes().fold(String::new(), |text, byte| match byte {
                b if b.is_ascii_alphanumeric() => text + &char::from(b).to_string(),
                b if upper => text + &format!("%{b:02X}"),
                b => text + &format!("%{b:02x}"),
            })
        };
        let json = Json::from(secret).to_string();
        let json = json.trim_matches('"').to_owned();
        let units = |form: fn(u32) -> String| secret.chars().map(|c| form(c as u32)).collect();
        let html = [("&", "&amp;"), ("\"", "&quot;"), ("<", "&lt;")];
        let html = html
            .iter()
            .fold(secret.to_owned(), |t, (a, b)| t.replace(a, b));
        let mut all = vec![
            secret.to_owned(),
            percent(true),
            percent(false),
            percent(true).replace("%20", "+"),
            percent(true).replace('%', "%25"),
            json.replace('/', "\\/"),
            json,
            units(|c| format!("\\u{c:04x}")),
            units(|c| format!("\\u{c:04X}")),
            units(|c| format!("&#{c};")),
            html,
            secret.to_uppercase(),
            secret.to_lowercase(),
            secret.split_at(secret.len() / 2).0.to_owned()
                + "\r\n "
                + secret.split_at(secret.len() / 2).1,
            secret.chars().flat_map(|c| [c, ' ']).collect(),
        ];
        for before in ["", "u", "us", "us:"] {
            let pair = format!("{before}{secret}");
            all.extend([STANDARD.encode(&pair), URL_SAFE.encode(&pair)]);
            let wrapped = STANDARD.encode(&pair);
            let (one, two) = wrapped.split_at(wrapped.len() / 2);
            all.push(format!("{one}\n{two}"));
            all.push(wrapped.replace('+', "%2B").replace('/', "%2F"));
        }
        all
    }

    #[test]
    fn no_spelling_of_a_secret_comes_through() {
        for secret in ["k3y~/+=!&\"s q", "plainLetters0123", "%41%zz\\n&amp;x9"] {
            let account = Account {
                credentials: [("key".to_owned(), secret.into())].into(),
                ..Account::default()
            };
            let secrets = Secrets::of(&account);
            for written in spellings(secret) {
                let masked = secrets.masked(&format!("the key {written}, no?"));
                assert!(
                    masked.contains(MASK) && !masked.contains(&written),
                    "{written}: {masked}"
                );
                assert!(
                    masked.len() < 40 && masked.ends_with(", no?"),
                    "{written}: {masked}"
                );
                // Where a text was cut, the beginning that is left goes too.
                let half = written.get(..written.len() * 2 / 3).unwrap_or_default();
                let cut = secrets.masked(&format!("the value `{half}…` is no time"));
                let plain = half.chars().filter(|c| c.is_alphanumeric()).count();
                assert!(plain < 14 || cut.contains(MASK), "{half}: {cut}");
            }
            assert_eq!(
                secrets.masked("the key is no key, no?"),
                "the key is no key, no?"
            );
        }
    }

    #[test]
    fn a_large_text_is_masked_in_little_time() {
        let account = Account {
            credentials: (0..20)
                .map(|n| (format!("k{n}"), format!("{}{n}", "ab".repeat(40)).into()))
                .collect(),
            ..Account::default()
        };
        let secrets = Secrets::of(&account);
        let began = std::time::Instant::now();
        let masked = secrets.masked(&"%25ab\\u0061b&#97;b".repeat(500_000));
        assert!(masked.len() <= MOST_BYTES && began.elapsed().as_secs() < 5);
    }
}
