//! What a vendor sent → the same without anything of a person: secrets, names, mails, phones and
//! free texts are replaced, the same one always by the same. Ids, times, numbers and the vendor's
//! words stay.

use super::looks::{
    has_number, is_called, is_code, is_known_token, is_long_code, is_mail, is_phone, is_plain_key,
    is_secret, is_time,
};
use super::named::Named;
use std::collections::{HashMap, HashSet};
use touchpoint_language::json::Json;

/// Texts that are not told apart by less cannot be looked for in what is written.
const SHORTEST_NAME: usize = 5;
/// The least digits of a number that is a phone number where a name says so.
const SHORTEST_PHONE: usize = 7;

/// Replaces texts, the same one always by the same.
pub(super) struct Redactor {
    /// Texts that the mapping knows: they stay.
    words: HashSet<String>,
    /// The text of the mapping: members that it names stay.
    mapping: String,
    /// What is replaced as a whole wherever it stands, the longest first.
    known: Vec<(String, String)>,
    replaced: HashMap<String, Replaced>,
}

/// What a text is replaced by.
struct Replaced {
    kind: Kind,
    by: String,
    /// True if it names a person or a place somewhere.
    names: bool,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Secret,
    Key,
    Address,
    Mail,
    Phone,
    Cursor,
    Name,
    Html,
    Text,
}

impl Kind {
    /// What stands for the text of this number.
    fn made(self, n: usize) -> String {
        match self {
            Kind::Secret => "(removed)".to_owned(),
            Kind::Key => format!("key-{n}"),
            Kind::Address => format!("https://example.com/{n}"),
            Kind::Mail => format!("person{n}@example.com"),
            Kind::Phone => format!("+1555{n:07}"),
            Kind::Cursor => format!("cursor-{n}"),
            Kind::Name => format!("Name {n}"),
            Kind::Html => format!("<p>Text {n}</p>"),
            Kind::Text => format!("Text {n}"),
        }
    }
}

impl Redactor {
    /// Keeps these words and the members that this mapping names, and replaces these texts wherever
    /// they stand.
    pub(super) fn new(
        words: HashSet<String>,
        mapping: &str,
        mut known: Vec<(String, String)>,
    ) -> Redactor {
        known.retain(|(text, _)| !text.is_empty());
        known.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Redactor {
            words,
            mapping: mapping.to_owned(),
            known,
            replaced: HashMap::new(),
        }
    }

    /// A body without anything of a person.
    pub(super) fn body(&mut self, body: &[u8]) -> Vec<u8> {
        if body.is_empty() {
            return Vec::new();
        }
        match Json::from_slice(body) {
            Ok(json) => {
                // What is a name at one place is one at those before it too.
                self.json(&Named::new(""), &Named::new(""), &json);
                let json = self.json(&Named::new(""), &Named::new(""), &json);
                json.to_string().into_bytes()
            }
            Err(_) => format!("({} bytes that are no JSON)", body.len()).into_bytes(),
        }
    }

    /// A text with what is known replaced.
    pub(super) fn known(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (known, other) in &self.known {
            if text.contains(known.as_str()) {
                text = text.replace(known.as_str(), other);
            }
        }
        text
    }

    /// The kind of what stands in a text though it was replaced: a mail, or a name of several words.
    pub(super) fn left_in(&self, text: &str) -> Option<&'static str> {
        self.replaced.iter().find_map(|(gone, replaced)| {
            let what = match replaced.kind {
                Kind::Mail => "a mail address",
                _ if replaced.names && gone.contains(' ') && gone.len() >= SHORTEST_NAME => {
                    "a name"
                }
                _ => return None,
            };
            text.contains(gone.as_str()).then_some(what)
        })
    }

    fn json(&mut self, above: &Named, name: &Named, value: &Json) -> Json {
        match value {
            Json::Object(members) => {
                let members = members.iter().map(|(own, value)| {
                    let value = self.json(name, &Named::new(own), value);
                    (self.member(own), value)
                });
                Json::Object(members.collect())
            }
            Json::Array(items) => Json::Array(
                items
                    .iter()
                    .map(|item| self.json(above, name, item))
                    .collect(),
            ),
            Json::String(text) => self.named(above, name, text).into(),
            // A number stays one: what reads it must find the type that the vendor sends.
            other if name.is_secret() && other.is_number() => Json::from(0_u64),
            other if name.is_phone(above) && is_long_number(other) => self.number(other),
            other => other.clone(),
        }
    }

    /// The name of a member: one that is a person, a number or a secret is replaced as a value is.
    fn member(&mut self, own: &str) -> String {
        if own.is_empty() || self.words.contains(own) || self.mapping.contains(own) {
            return own.to_owned();
        }
        // `owner@odata.bind` says something of the member `owner`.
        let is_note = own.to_lowercase().contains("@odata.");
        if is_known_token(own) {
            return self.replace(Kind::Key, own);
        }
        if own.contains("://") {
            return self.address(own);
        }
        if is_mail(own) && !is_note {
            return self.replace(Kind::Mail, own);
        }
        if is_time(own) {
            return own.to_owned();
        }
        if is_phone(own) {
            return self.replace(Kind::Phone, own);
        }
        if own.contains(char::is_whitespace) || self.is_known_name(own) {
            return self.replace(Kind::Name, own);
        }
        own.to_owned()
    }

    /// A text of a member, by the names of it and of what holds it, and by its own form.
    pub(super) fn text(&mut self, above: &str, name: &str, text: &str) -> String {
        self.named(&Named::new(above), &Named::new(name), text)
    }

    fn named(&mut self, above: &Named, name: &Named, text: &str) -> String {
        if text.is_empty() || self.words.contains(text) {
            return text.to_owned();
        }
        match self.kind(above, name, text) {
            Some(Kind::Address) => self.address(text),
            Some(kind) => self.replace(kind, text),
            None => self.known(text),
        }
    }

    /// What a text is; `None` for what stays.
    fn kind(&self, above: &Named, name: &Named, text: &str) -> Option<Kind> {
        let is_cursor = name.leads_on();
        let secret = name.is_secret() || above.is_secret_object();
        if is_known_token(text) || secret && !is_cursor {
            return Some(Kind::Secret);
        }
        if text.contains("://") {
            return Some(Kind::Address);
        }
        if is_mail(text) {
            return Some(Kind::Mail);
        }
        if name.is_phone(above) && has_number(text) {
            return Some(Kind::Phone);
        }
        if is_time(text) {
            return None;
        }
        if is_phone(text) {
            return Some(Kind::Phone);
        }
        if is_cursor && is_long_code(text) {
            return Some(Kind::Cursor);
        }
        if is_secret(text) {
            return Some(Kind::Secret);
        }
        if name.is_key() && !is_plain_key(text) {
            return Some(Kind::Key);
        }
        let is_name = name.is_naming(above) || name.is_person(above) && is_called(text);
        if is_name || self.is_known_name(text) {
            return Some(Kind::Name);
        }
        if text.contains('<') && text.contains('>') {
            return Some(Kind::Html);
        }
        (name.is_written() || !is_code(text)).then_some(Kind::Text)
    }

    /// An address: of the vendor's own, with what is known replaced; any other is replaced.
    fn address(&mut self, text: &str) -> String {
        let known = self.known(text);
        if known == text {
            return self.replace(Kind::Address, text);
        }
        let (path, query) = known.split_once('?').unwrap_or((&known, ""));
        let steps: Vec<String> = path.split('/').map(|step| self.step(step)).collect();
        let pairs: Vec<String> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| self.pair(pair))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", steps.join("/"), pairs.join("&"))
    }

    /// A step of an address's path.
    fn step(&mut self, step: &str) -> String {
        let plain = decoded(step);
        if is_known_token(&plain) {
            "removed".to_owned()
        } else if is_mail(&plain) {
            self.replace(Kind::Mail, &plain)
        } else if plain.contains(char::is_whitespace) && !self.words.contains(&plain) {
            self.replace(Kind::Name, &plain).replace(' ', "%20")
        } else {
            step.to_owned()
        }
    }

    /// A pair of an address's query.
    fn pair(&mut self, pair: &str) -> String {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let read = Named::new(name);
        let plain = decoded(value);
        let kind = self.kind(&Named::new(""), &read, &plain);
        if is_known_token(&plain) || read.is_secret() && !read.leads_on() {
            return format!("{name}=removed");
        }
        if is_secret(value) {
            return format!("{name}={}", self.replace(Kind::Cursor, value));
        }
        let kind = kind.filter(|kind| match kind {
            Kind::Mail | Kind::Phone | Kind::Name => true,
            Kind::Text => read.is_written(),
            _ => false,
        });
        kind.map_or_else(
            || pair.to_owned(),
            |kind| {
                let other = self.replace(kind, &plain);
                let encoded = url::form_urlencoded::byte_serialize(other.as_bytes());
                format!("{name}={}", encoded.collect::<String>())
            },
        )
    }

    /// True for a text that names somebody or something at another place.
    fn is_known_name(&self, text: &str) -> bool {
        let known = self.replaced.get(text.trim());
        known.is_some_and(|known| known.names)
    }

    /// A phone number that is a number.
    fn number(&mut self, value: &Json) -> Json {
        let text = value.as_text().unwrap_or_default().to_string();
        let by = self.replace(Kind::Phone, &text);
        Json::parse(by.trim_start_matches('+')).unwrap_or_else(|_| Json::from(0_u64))
    }

    fn replace(&mut self, kind: Kind, text: &str) -> String {
        let key = text.trim();
        if let Some(known) = self.replaced.get_mut(key) {
            known.names |= kind == Kind::Name;
            return known.by.clone();
        }
        let of_kind = self.replaced.values().filter(|one| one.kind == kind);
        let by = kind.made(of_kind.count() + 1);
        let made = Replaced {
            kind,
            by: by.clone(),
            names: kind == Kind::Name,
        };
        self.replaced.insert(key.to_owned(), made);
        by
    }
}

/// A part of an address as it is meant: `Ada%20Best` and `Ada+Best` are `Ada Best`.
fn decoded(part: &str) -> String {
    let pair = format!("a={part}");
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

/// True for a number as long as that of a phone.
fn is_long_number(value: &Json) -> bool {
    let text = value.as_text().unwrap_or_default();
    value.is_number() && text.chars().filter(char::is_ascii_digit).count() >= SHORTEST_PHONE
}

#[cfg(test)]
mod tests;
