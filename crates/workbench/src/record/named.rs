//! The name of a member → what its value is by it: a secret, a phone, a person, what a person wrote.
//! Case, `_`, `-` and the plural do not count.

/// Values that are secret, whatever they are: names that end so.
const SECRET: [&str; 19] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "sharedkey",
    "signingkey",
    "licensekey",
    "authorization",
    "signature",
    "session",
    "cookie",
    "credential",
    "jwt",
];
/// The same where they are a word of their own, wherever in the name it stands.
const SECRET_WORDS: [&str; 14] = [
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "pass",
    "pin",
    "otp",
    "jwt",
    "cookie",
    "credential",
    "ssn",
    "iban",
    "cvv",
];
/// Objects of which every text is secret.
const SECRET_OBJECTS: [&str; 7] = [
    "token",
    "secret",
    "password",
    "apikey",
    "authorization",
    "cookie",
    "credential",
];
/// Values that name people or places: names that end so.
const NAMING: [&str; 21] = [
    "name",
    "nick",
    "login",
    "alias",
    "handle",
    "initial",
    "skype",
    "twitter",
    "linkedin",
    "company",
    "address",
    "street",
    "street1",
    "street2",
    "addressline1",
    "addressline2",
    "city",
    "zip",
    "zipcode",
    "postcode",
    "postalcode",
];
/// Values that are people, by an id or by a name: the last word.
const PEOPLE: [&str; 43] = [
    "from",
    "by",
    "cc",
    "bcc",
    "creator",
    "author",
    "sender",
    "recipient",
    "receiver",
    "owner",
    "user",
    "assignee",
    "assigner",
    "attendee",
    "participant",
    "invitee",
    "guest",
    "host",
    "organizer",
    "organiser",
    "person",
    "people",
    "contact",
    "lead",
    "customer",
    "client",
    "member",
    "follower",
    "watcher",
    "subscriber",
    "editor",
    "reviewer",
    "approver",
    "requester",
    "reporter",
    "employee",
    "manager",
    "agent",
    "rep",
    "salesperson",
    "caller",
    "callee",
    "responsible",
];
/// People by the whole name.
const PEOPLE_WHOLE: [&str; 5] = ["to", "assignedto", "sentto", "reportsto", "replyto"];
/// What orders or groups `by` a member is no person.
const BY_MEMBER: [&str; 5] = ["sort", "sorted", "order", "ordered", "group"];
/// Values below a person that name it.
const OF_PERSON: [&str; 9] = [
    "value", "label", "first", "last", "middle", "display", "slug", "text", "title",
];
/// Values that are written by people: names that end so.
const WRITTEN: [&str; 21] = [
    "subject",
    "title",
    "body",
    "content",
    "note",
    "description",
    "comment",
    "message",
    "text",
    "html",
    "summary",
    "detail",
    "location",
    "remark",
    "memo",
    "snippet",
    "transcript",
    "agenda",
    "search",
    "keyword",
    "query",
];
/// Values that are phone numbers: a word of the name, or the end of one.
const PHONE: [&str; 7] = [
    "phone",
    "mobile",
    "fax",
    "telephone",
    "tel",
    "cell",
    "whatsapp",
];
/// Values below a phone that are its number.
const OF_PHONE: [&str; 7] = [
    "number",
    "value",
    "raw",
    "national",
    "international",
    "formatted",
    "display",
];
/// Last words that say something else of a person, a phone or a secret.
const OTHER: [&str; 15] = [
    "id", "type", "kind", "status", "at", "on", "date", "time", "count", "in", "expiry", "url",
    "uri", "link", "used",
];

/// The name of a member, read.
pub(super) struct Named {
    /// Its words in lower case, singular.
    words: Vec<String>,
    /// The same without what parts them.
    plain: String,
    /// The whole in lower case.
    lower: String,
}

impl Named {
    /// Reads a name: `work_phone_numbers`, `createdBy`, `API-Key`.
    pub(super) fn new(name: &str) -> Named {
        let mut words: Vec<String> = Vec::new();
        let mut was_lower = false;
        let mut parted = true;
        for c in name.chars() {
            if !c.is_alphanumeric() {
                parted = true;
                continue;
            }
            if parted || was_lower && c.is_uppercase() {
                words.push(String::new());
            }
            parted = false;
            was_lower = c.is_lowercase() || c.is_ascii_digit();
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        let words: Vec<String> = words.iter().map(|word| singular(word)).collect();
        Named {
            plain: words.concat(),
            words,
            lower: name.to_lowercase(),
        }
    }

    /// True if it leads to another page.
    pub(super) fn leads_on(&self) -> bool {
        ["cursor", "next", "page", "after"]
            .iter()
            .any(|word| self.lower.contains(word))
    }

    /// True if a number or a text of it is a secret.
    pub(super) fn is_secret(&self) -> bool {
        let word = self.words.iter().any(|word| is_one(word, &SECRET_WORDS));
        let mut keys = SECRET.iter().filter(|known| known.ends_with("key"));
        let key = keys.any(|key| self.plain.contains(key));
        self.ends(&SECRET) || (word || key) && !self.says_other()
    }

    /// True if every text below it is a secret.
    pub(super) fn is_secret_object(&self) -> bool {
        self.ends(&SECRET_OBJECTS)
    }

    /// True for a `key`, which is a secret or a word.
    pub(super) fn is_key(&self) -> bool {
        self.last() == "key"
    }

    /// True if its value is a phone number; `above` is the name of what holds it.
    pub(super) fn is_phone(&self, above: &Named) -> bool {
        let word = |word: &String| PHONE.iter().any(|known| word.ends_with(known));
        let below = above.words.iter().any(word) && is_one(self.last(), &OF_PHONE);
        (self.words.iter().any(word) || below) && !self.says_other()
    }

    /// True if its value names a person or a place.
    pub(super) fn is_naming(&self, above: &Named) -> bool {
        let below = above.ends(&NAMING) && !self.ends(&["id", "type"]);
        self.ends(&NAMING) || below
    }

    /// True if its value is a person, by an id or by a name; `above` is the name of what holds it.
    pub(super) fn is_person(&self, above: &Named) -> bool {
        self.calls() || above.calls() && is_one(self.last(), &OF_PERSON)
    }

    fn calls(&self) -> bool {
        let first = self.words.first().map_or("", String::as_str);
        let by_member = self.last() == "by" && is_one(first, &BY_MEMBER);
        is_one(self.last(), &PEOPLE) && !by_member || is_one(&self.plain, &PEOPLE_WHOLE)
    }

    /// True if its value is written by people.
    pub(super) fn is_written(&self) -> bool {
        self.ends(&WRITTEN) || self.plain == "q"
    }

    fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    fn says_other(&self) -> bool {
        is_one(self.last(), &OTHER)
    }

    fn ends(&self, known: &[&str]) -> bool {
        known.iter().any(|known| self.plain.ends_with(known))
    }
}

/// True for a word that calls a person something, such as `user` in `user12`, which is an id.
pub(super) fn calls_person(word: &str) -> bool {
    is_one(&singular(&word.to_lowercase()), &PEOPLE)
}

fn is_one(word: &str, known: &[&str]) -> bool {
    known.contains(&word)
}

/// A word without its plural: `addresses` → `address`, `companies` → `company`, `phones` → `phone`.
fn singular(word: &str) -> String {
    let stem = |end: &str, other: &str| Some(format!("{}{other}", word.strip_suffix(end)?));
    if word.len() <= 3 || word.ends_with("ss") {
        return word.to_owned();
    }
    let stemmed = stem("sses", "ss").or_else(|| stem("ies", "y"));
    let stemmed = stemmed.or_else(|| stem("xes", "x")).or_else(|| {
        let is_plural = !word.ends_with("us");
        stem("s", "").filter(|_| is_plural)
    });
    stemmed.unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words() {
        let none = Named::new("");
        for name in ["phone", "phones", "work_phone_number", "phoneRaw", "fax"] {
            assert!(Named::new(name).is_phone(&none), "{name}");
        }
        for name in ["phone_type", "phone_verified_at", "phoneId", "number"] {
            assert!(!Named::new(name).is_phone(&none), "{name}");
        }
        assert!(Named::new("number").is_phone(&Named::new("phone_numbers")));
        for name in ["pwd", "PIN", "access_tokens", "password_hash", "API-Key"] {
            assert!(Named::new(name).is_secret(), "{name}");
        }
        for name in ["shipping", "spin", "token_type", "tokens_used", "compass"] {
            assert!(!Named::new(name).is_secret(), "{name}");
        }
        for name in ["from", "createdBy", "owners", "to", "assigned_to", "Sender"] {
            assert!(Named::new(name).is_person(&none), "{name}");
        }
        for name in ["order_by", "owner_id", "from_date", "related_to"] {
            assert!(!Named::new(name).is_person(&none), "{name}");
        }
        for name in ["addresses", "companies", "first_names", "cities"] {
            assert!(Named::new(name).is_naming(&none), "{name}");
        }
    }
}
