//! Masks the secrets of an account and of a request in texts. A vendor may repeat what it was sent,
//! and its words go to callers, logs and stores.

use super::{Account, HeaderText, Request};
use secrecy::ExposeSecret;
use std::fmt;
use touchpoint_language::covered::SHORTEST_SECRET;
use touchpoint_language::json::Json;

/// The text that replaces a secret.
const MASK: &str = "••••";

/// Secrets that must not appear in any text.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

/// Prints only how many there are.
impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// Everything that an account signs in with.
    pub fn of(account: &Account) -> Secrets {
        let secrets = account.credentials.iter();
        // The time at which a token ends is no secret.
        let secrets = secrets.filter(|(name, _)| name.as_str() != "expires_at");
        Secrets::new(secrets.map(|(_, secret)| secret.expose_secret().to_owned()))
    }

    /// What the account signs in with, also in the forms of a request's headers: `Basic …`.
    pub fn sent(account: &Account, request: &Request) -> Secrets {
        let headers = request.headers.iter();
        let secret = headers.filter_map(|header| match &header.value {
            HeaderText::Secret(secret) => Some(secret.expose_secret()),
            HeaderText::Open(_) => None,
        });
        let parts = secret.flat_map(|text| {
            let word = text.split_once(' ').map(|(_, word)| word.to_owned());
            [Some(text.to_owned()), word].into_iter().flatten()
        });
        Secrets::new(parts.chain(Secrets::of(account).0))
    }

    fn new(secrets: impl Iterator<Item = String>) -> Secrets {
        let mut all: Vec<String> = secrets
            .filter(|secret| secret.len() >= SHORTEST_SECRET)
            .collect();
        // Longer secrets are masked first, as they may contain shorter ones.
        all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        all.dedup();
        Secrets(all)
    }

    /// A text with each of these secrets replaced.
    pub fn masked(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in &self.0 {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), MASK);
            }
        }
        masked
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
    use crate::exchange::{Header, Method};

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
        };
        let secrets = Secrets::sent(&account, &request);
        let json = r#"{"hush-hush":["no Basic aHVzaA==, aHVzaA== or hush-hush!",12345678,1,"x"]}"#;
        let masked = secrets.masked_in(Json::parse(json).unwrap()).to_string();
        assert_eq!(
            masked,
            r#"{"••••":["no ••••, •••• or ••••!","••••",1,"x"]}"#
        );
    }
}
