//! Reads the secrets of an account from standard input: as YAML or JSON, or typed one by one
//! without being shown. They never come from the command line, which other programs on the machine
//! can see.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use console::Term;
use indexmap::IndexMap;
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use std::io::{self, IsTerminal, Read};
use touchpoint_core::exchange::{CredentialSet, Needs};

/// The longest text of credentials, in bytes.
const MOST_BYTES: u64 = 1024 * 1024;

/// Name → secret.
pub(crate) type Credentials = IndexMap<String, SecretString>;

/// Reads the credentials that a mapping needs; empty where none came. Missing ones are reported
/// later, when the account is compared with the mapping.
///
/// # Errors The input is no map of texts. No message repeats it.
pub(crate) fn read(needs: &Needs, screen: &mut Screen) -> Result<Credentials, Failed> {
    if io::stdin().is_terminal() {
        return Ok(ask(&needs.credentials, screen)?);
    }
    piped().map_err(|failed| {
        let (example, words) = (example(&needs.credentials), words(&needs.credentials));
        failed.help(format!("write them as `{example}`; it takes {words}"))
    })
}

/// Reads the client of an OAuth app: its id, where it is not known already, and its secret, which a
/// public app does not have.
///
/// # Errors
/// As [`read`].
pub(crate) fn client(known: Option<&str>, screen: &mut Screen) -> Result<Credentials, Failed> {
    let terminal = Term::stderr();
    let mut client = Credentials::new();
    if io::stdin().is_terminal() {
        if known.is_none() {
            screen.note("client_id of your app:");
            client.insert("client_id".to_owned(), terminal.read_line()?.trim().into());
        }
        client.extend(hidden(
            "client_secret",
            " (empty where there is none)",
            screen,
        )?);
    } else {
        client = piped().map_err(|failed| {
            failed.help("write them as `{ client_id: \"…\", client_secret: \"…\" }`")
        })?;
    }
    client.extend(known.map(|id| ("client_id".to_owned(), id.into())));
    Ok(client)
}

/// Asks for one secret, which is not shown while it is typed.
fn hidden(
    name: &str,
    hint: &str,
    screen: &mut Screen,
) -> io::Result<Option<(String, SecretString)>> {
    screen.note(&format!("{name}{hint}:"));
    let secret = Zeroizing::new(Term::stderr().read_secure_line()?);
    let secret = Some(secret.trim()).filter(|secret| !secret.is_empty());
    Ok(secret.map(|secret| (name.to_owned(), secret.into())))
}

fn piped() -> Result<Credentials, Failed> {
    let mut text = Zeroizing::new(String::new());
    let read = io::stdin().take(MOST_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failed::said(Exit::Unreadable, format!("standard input: {error}")))?;
    parse(&text).map_err(|says| Failed::said(Exit::Unreadable, says))
}

fn parse(text: &str) -> Result<Credentials, String> {
    use serde_yaml::Value;
    // The parser's own message may quote what it read.
    let value: Value = serde_yaml::from_str(text)
        .map_err(|_| "standard input is no YAML or JSON that can be read".to_owned())?;
    let map = match value {
        Value::Mapping(map) => map,
        Value::Null => return Ok(Credentials::new()),
        _ => return Err("standard input is no map of credentials".to_owned()),
    };
    let pairs = map.into_iter().map(|(name, value)| match (name, value) {
        (Value::String(name), Value::String(secret)) => Ok((name, secret.into())),
        (Value::String(name), _) => Err(format!(
            "`{name}` on standard input is no text; put it in quotes"
        )),
        _ => Err("a name on standard input is no text".to_owned()),
    });
    pairs.collect()
}

/// Asks a person: for the way to sign in, where there are several, and for each of its secrets.
fn ask(sets: &[CredentialSet], screen: &mut Screen) -> io::Result<Credentials> {
    let terminal = Term::stderr();
    let mut chosen = sets.first();
    if sets.len() > 1 {
        for (set, number) in sets.iter().zip(1..) {
            screen.note(&format!(
                "{number}  {} ({})",
                set.kind,
                set.required.join(", ")
            ));
        }
        screen.note("which way to sign in? (1)");
        let number: Option<usize> = terminal.read_line()?.trim().parse().ok();
        chosen = number
            .and_then(|number| sets.get(number.checked_sub(1)?))
            .or(chosen);
    }
    let mut credentials = Credentials::new();
    let Some(set) = chosen else {
        return Ok(credentials);
    };
    let required = set.required.iter().map(|name| (name, ""));
    let optional = set
        .optional
        .iter()
        .map(|name| (name, " (empty where there is none)"));
    for (name, hint) in required.chain(optional) {
        credentials.extend(hidden(name, hint, screen)?);
    }
    Ok(credentials)
}

/// The ways to sign in, in words: `api_key (api_token)`.
fn words(sets: &[CredentialSet]) -> String {
    let words = sets.iter().map(|set| {
        let required = set.required.iter().map(|name| format!("`{name}`"));
        let required = required.collect::<Vec<_>>().join(", ");
        match set.optional.as_slice() {
            [] => format!("{}: {required}", set.kind),
            optional => format!("{}: {required}; also {}", set.kind, optional.join(", ")),
        }
    });
    words.collect::<Vec<_>>().join(" · or ")
}

fn example(sets: &[CredentialSet]) -> String {
    let names = sets.first().into_iter().flat_map(|set| &set.required);
    let pairs: Vec<String> = names.map(|name| format!("{name}: \"…\"")).collect();
    format!("{{ {} }}", pairs.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn yaml_and_json_give_the_same() {
        for text in [
            "key: s3cret\nother: \"007\"\n",
            r#"{"key":"s3cret","other":"007"}"#,
        ] {
            let read = parse(text).unwrap();
            let read: Vec<(&str, &str)> = read
                .iter()
                .map(|(name, secret)| (name.as_str(), secret.expose_secret()))
                .collect();
            assert_eq!(read, [("key", "s3cret"), ("other", "007")]);
        }
    }

    #[test]
    fn nothing_is_no_credentials() {
        assert!(parse("").unwrap().is_empty() && parse("{}").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_map_of_texts_is_refused_without_being_repeated() {
        for (text, says) in [
            ("s3cret", "no map"),
            ("- s3cret", "no map"),
            ("key: [s3cret", "no YAML"),
            ("key: 31337", "`key` on standard input is no text"),
            ("1: s3cret", "a name on standard input"),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.contains(says), "{text}: {told}");
            assert!(
                !told.contains("s3cret") && !told.contains("31337"),
                "{told}"
            );
        }
    }

    #[test]
    fn the_names_that_are_needed_are_told() {
        let sets = [
            CredentialSet {
                kind: "api_key".into(),
                required: vec!["key".into()],
                optional: vec![],
                fetches: false,
            },
            CredentialSet {
                kind: "oauth2".into(),
                required: vec!["access_token".into()],
                optional: vec!["refresh_token".into()],
                fetches: false,
            },
        ];
        assert_eq!(
            words(&sets),
            "api_key: `key` · or oauth2: `access_token`; also refresh_token"
        );
        assert_eq!(example(&sets), "{ key: \"…\" }");
    }
}
