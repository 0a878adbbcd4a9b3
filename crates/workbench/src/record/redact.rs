//! What a vendor sent → the same without anything of a person: secrets, names, mails, phones and
//! free texts are replaced, the same one always by the same. Ids, times, numbers and the vendor's
//! words stay.

use std::collections::{HashMap, HashSet};
use touchpoint_language::json::Json;

/// Members whose values are secret, whatever they are.
const SECRET: [&str; 12] = [
    "token",
    "secret",
    "password",
    "passwd",
    "apikey",
    "authorization",
    "signature",
    "session",
    "cookie",
    "credential",
    "privatekey",
    "jwt",
];
/// Members whose values name people or places.
const NAMING: [&str; 9] = [
    "name",
    "firstname",
    "lastname",
    "fullname",
    "displayname",
    "company",
    "address",
    "street",
    "city",
];
/// Members whose values are written by people.
const WRITTEN: [&str; 14] = [
    "subject",
    "title",
    "body",
    "content",
    "note",
    "notes",
    "description",
    "comment",
    "message",
    "text",
    "html",
    "summary",
    "details",
    "location",
];
/// Members whose values are phone numbers.
const PHONE: [&str; 4] = ["phone", "mobile", "fax", "telephone"];
/// The longest text that may be an id or a word of the vendor's.
const LONGEST_WORD: usize = 64;
/// The shortest letters and digits without a space that may be a secret of the vendor's.
const SHORTEST_SECRET: usize = 32;

/// Replaces texts, the same one always by the same.
pub(super) struct Redactor {
    /// Texts that the mapping knows: they stay.
    words: HashSet<String>,
    /// What is replaced as a whole wherever it stands, the longest first.
    known: Vec<(String, String)>,
    replaced: HashMap<(&'static str, String), String>,
}

impl Redactor {
    /// Keeps these words, and replaces these texts wherever they stand.
    pub(super) fn new(words: HashSet<String>, mut known: Vec<(String, String)>) -> Redactor {
        known.retain(|(text, _)| !text.is_empty());
        known.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Redactor {
            words,
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
                let json = self.json("", "", &json);
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

    fn json(&mut self, above: &str, name: &str, value: &Json) -> Json {
        match value {
            Json::Object(members) => {
                let members = members.iter();
                let members =
                    members.map(|(own, value)| (own.clone(), self.json(name, own, value)));
                Json::Object(members.collect())
            }
            Json::Array(items) => Json::Array(
                items
                    .iter()
                    .map(|item| self.json(above, name, item))
                    .collect(),
            ),
            Json::String(text) => self.text(above, name, text).into(),
            other if has(name, &SECRET) && other.is_number() => Json::Null,
            other if has(name, &PHONE) && other.is_number() => Json::Null,
            other => other.clone(),
        }
    }

    /// A text of a member, by its name and its own form.
    pub(super) fn text(&mut self, above: &str, name: &str, text: &str) -> String {
        let is_cursor = leads_on(name);
        if text.is_empty() || self.words.contains(text) {
            return text.to_owned();
        }
        if has(name, &SECRET) && !is_cursor {
            return self.replace("secret", text, |_| "(removed)".to_owned());
        }
        if text.contains("://") {
            return self.address(text);
        }
        if is_mail(text) {
            return self.replace("mail", text, |n| format!("person{n}@example.com"));
        }
        if is_time(text) {
            return text.to_owned();
        }
        if has(name, &PHONE) || is_phone(text) {
            return self.replace("phone", text, |n| format!("+1555{n:07}"));
        }
        if is_cursor && is_long_code(text) {
            return self.replace("cursor", text, |n| format!("cursor-{n}"));
        }
        if is_secret(text) {
            return self.replace("secret", text, |_| "(removed)".to_owned());
        }
        let naming = has(name, &NAMING) || has(above, &NAMING) && !has(name, &["id", "type"]);
        if naming {
            return self.replace("name", text, |n| format!("Name {n}"));
        }
        if text.contains('<') && text.contains('>') {
            return self.replace("html", text, |n| format!("<p>Text {n}</p>"));
        }
        if has(name, &WRITTEN) || !is_code(text) {
            return self.replace("text", text, |n| format!("Text {n}"));
        }
        self.known(text)
    }

    /// An address: of the vendor's own, with what is known replaced; any other is replaced.
    fn address(&mut self, text: &str) -> String {
        let known = self.known(text);
        if known != text {
            let (path, query) = known.split_once('?').unwrap_or((&known, ""));
            let pairs: Vec<String> = query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    if has(name, &SECRET) {
                        format!("{name}=removed")
                    } else if is_secret(value) {
                        let cursor = self.replace("cursor", value, |n| format!("cursor-{n}"));
                        format!("{name}={cursor}")
                    } else {
                        pair.to_owned()
                    }
                })
                .collect();
            let mark = if query.is_empty() { "" } else { "?" };
            return format!("{path}{mark}{}", pairs.join("&"));
        }
        self.replace("address", text, |n| format!("https://example.com/{n}"))
    }

    fn replace(&mut self, kind: &'static str, text: &str, make: fn(usize) -> String) -> String {
        let of_kind = self
            .replaced
            .keys()
            .filter(|(known, _)| *known == kind)
            .count();
        let key = (kind, text.trim().to_owned());
        self.replaced
            .entry(key)
            .or_insert_with(|| make(of_kind + 1))
            .clone()
    }
}

/// True if a member's name ends with one of these; case, `_` and `-` do not count.
fn has(name: &str, known: &[&str]) -> bool {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    known.iter().any(|known| plain.ends_with(known))
}

/// True if a member's name tells that it leads to another page.
fn leads_on(name: &str) -> bool {
    let plain = name.to_lowercase();
    ["cursor", "next", "page", "after"]
        .iter()
        .any(|word| plain.contains(word))
}

fn is_mail(text: &str) -> bool {
    let Some((user, host)) = text.trim().split_once('@') else {
        return false;
    };
    !user.is_empty() && !text.contains(' ') && host.contains('.')
}

/// True for a text that begins as a date, or that counts.
fn is_time(text: &str) -> bool {
    let mut letters = text.chars();
    let date: String = letters.by_ref().take(10).collect();
    let digits = date.chars().filter(char::is_ascii_digit).count();
    let marks = date.chars().filter(|c| "-/.".contains(*c)).count();
    let rest_is_time = letters.all(|c| c.is_ascii_digit() || "TZz:+-. APMapm".contains(c));
    let is_date = digits == 8 && marks == 2 && rest_is_time;
    let is_clock = text.len() <= 8
        && text.contains(':')
        && text.chars().all(|c| c.is_ascii_digit() || c == ':');
    is_date || is_clock
}

/// True for what is written as a phone number: with a `+`, or with digits in groups.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = text
        .chars()
        .all(|c| c.is_ascii_digit() || " +()-./x".contains(c));
    let grouped = text.starts_with('+') || text.contains(' ') || text.contains('(');
    allowed && grouped && (7..=16).contains(&digits)
}

fn is_long_code(text: &str) -> bool {
    text.len() >= SHORTEST_SECRET && !text.contains(' ')
}

/// True for a long text of mixed letters and digits that is no UUID, and for a signed token.
pub(super) fn is_secret(text: &str) -> bool {
    if text.starts_with("eyJ") && text.len() > 20 {
        return true;
    }
    let code = |c: char| c.is_ascii_alphanumeric() || "_-+/=.~%".contains(c);
    let is_uuid = text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let letters = text.chars().any(|c| c.is_ascii_alphabetic());
    is_long_code(text) && !is_uuid && digits && letters && text.chars().all(code)
}

/// True for an id or a word of the vendor's: no spaces, and not written as a name is.
fn is_code(text: &str) -> bool {
    let code = |c: char| c.is_ascii_alphanumeric() || "_-:.$/".contains(c);
    if text.len() > LONGEST_WORD || !text.chars().all(code) {
        return false;
    }
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let lower = text.chars().any(|c| c.is_ascii_lowercase());
    let upper = text.chars().any(|c| c.is_ascii_uppercase());
    // `Ada` may be a person, `TASK`, `open` and `a8F` are none.
    digits || text.contains('_') || !(lower && upper)
}

#[cfg(test)]
mod tests {
    use super::Redactor;
    use touchpoint_language::json::Json;

    fn redacted(body: &str) -> Json {
        let words = ["Call".to_owned()].into();
        let known = vec![(
            "https://ada.vendor.com".to_owned(),
            "https://acme.vendor.com".to_owned(),
        )];
        let body = Redactor::new(words, known).body(body.as_bytes());
        Json::from_slice(&body).unwrap()
    }

    #[test]
    fn people_are_replaced_and_everything_else_stays() {
        let body = r#"{"data": [{"id": 71, "ref": "a8F-9", "uuid": "5f4f2d9c-2b3e-4a83-9c76-1de3a3f14f26",
            "kind": "Call", "state": "COMPLETED", "at": "2026-03-02T10:00:00Z", "due": "2026-03-02 10:00",
            "owner": {"id": 9, "name": "Ada Lovelace"}, "who": "Ada Lovelace", "first": "Ada",
            "email": "ada@lovelace.org", "mail_again": "ada@lovelace.org", "phone_number": "+32 2 123 45 67",
            "tel": "(02) 123-45 67", "subject": "Renewal", "html": "<p>Dear <b>Ada</b></p>",
            "amount": 12.50, "done": false, "token": "abc", "avatar": "https://cdn.other.com/ada.png"}],
            "next": "https://ada.vendor.com/list?cursor=eyJhIjoxLCJiIjoyLCJjIjozfQ"}"#;
        let expected = r#"{"data": [{"id": 71, "ref": "a8F-9", "uuid": "5f4f2d9c-2b3e-4a83-9c76-1de3a3f14f26",
            "kind": "Call", "state": "COMPLETED", "at": "2026-03-02T10:00:00Z", "due": "2026-03-02 10:00",
            "owner": {"id": 9, "name": "Name 1"}, "who": "Text 1", "first": "Text 2",
            "email": "person1@example.com", "mail_again": "person1@example.com", "phone_number": "+15550000001",
            "tel": "+15550000002", "subject": "Text 3", "html": "<p>Text 1</p>",
            "amount": 12.50, "done": false, "token": "(removed)", "avatar": "https://example.com/1"}],
            "next": "https://acme.vendor.com/list?cursor=cursor-1"}"#;
        assert_eq!(redacted(body), Json::parse(expected).unwrap());
    }

    #[test]
    fn what_looks_secret_goes_wherever_it_stands() {
        let body = r#"{"a": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "b": "sk0live0aaaaaaaaaaaaaaaaaaaaaaaaaaaa1"}"#;
        let expected = r#"{"a": "(removed)", "b": "(removed)"}"#;
        assert_eq!(redacted(body), Json::parse(expected).unwrap());
    }
}
