//! Every way to sign in sends a credential, under a name that an account can write. No secret is a
//! variable: templates read variables, and addresses show them.

use super::checking::Checking;
use super::secrets::looks_secret;
use super::walk::{last_key, walk};
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::mapping::{Auth, AuthValue};

/// Names of variables that hold secrets.
const SECRETS: [&str; 12] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "api_key",
    "access_key",
    "private_key",
    "secret_key",
    "auth_key",
    "credential",
];
/// Endings of names that are only about a secret.
const ABOUT: [&str; 6] = ["_url", "_name", "_id", "_type", "_prefix", "_header"];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    names(checking, &mut found);
    ways(checking, &mut found);
    variables(checking, &mut found);
    found
}

/// Every name of a credential.
fn names(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let auth = Pointer::new().key("connection").key("auth");
    walk(checking.document, &auth, &mut |place, node| {
        let Some(name) = node.as_text() else { return };
        if last_key(place) != "credential" {
            return;
        }
        if looks_secret("", name) {
            let title = "what looks like a secret stands in the mapping";
            let text = "the name of a credential belongs here";
            let fault = checking.error(Code::LiteralSecret, title, place, At::Value, text);
            found.push(
                fault.with_help(
                    "write a name such as `api_key`, and let the account bring its value",
                ),
            );
            return;
        }
        if is_name(name) {
            return;
        }
        let title = format!("`{name}` is no name of a credential");
        let text = "letters, digits and `_` belong in its name";
        let fault = checking.error(Code::WrongForm, title, place, At::Value, text);
        found.push(fault.with_help("write a name such as `api_key`"));
    });
}

/// Ways to sign in that send no credential.
fn ways(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    let list = Pointer::new().key("connection").key("auth");
    for (index, auth) in checking.mapping.connection.auth.iter().enumerate() {
        let way = list.index(index);
        match auth {
            Auth::ApiKey(headers) => {
                let secret = |value: &AuthValue| matches!(value, AuthValue::Secret(_));
                if headers.iter().any(|(_, value, _)| secret(value)) {
                    continue;
                }
                let Some((_, value, place)) = headers.first() else {
                    continue;
                };
                if checking.document.has_lost(&way) {
                    continue;
                }
                let title = "this way to sign in sends no credential";
                let label =
                    checking
                        .document
                        .label(place, At::Value, "sent as it is, for every account");
                let name = match value {
                    AuthValue::Open(template) if is_name(template.text()) => template.text(),
                    _ => "api_key",
                };
                let written = format!("{{ credential: {name} }}");
                let help = Help::write(&written).text(&written);
                found.push(Diagnostic::warning(Code::NoCredential, title, label).with_help(help));
            }
            Auth::Basic(username, None)
                if !matches!(username, Some(AuthValue::Secret(_)))
                    && !checking.document.has_lost(&way) =>
            {
                let title = "this way to sign in sends no credential";
                let (place, text) = match username {
                    None => (way.key("kind"), "neither a user name nor a password"),
                    Some(_) => (way.key("username"), "the same for every account"),
                };
                let label = checking.document.label(&place, At::Value, text);
                let help = "write `username: { credential: name }`, `password: { credential: name }`, or both";
                found.push(Diagnostic::warning(Code::NoCredential, title, label).with_help(help));
            }
            Auth::Basic(..) | Auth::Bearer(_) | Auth::OAuth2(_) => {}
        }
    }
}

fn variables(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    for variable in &checking.mapping.context {
        if !is_secret(&variable.need.name) {
            continue;
        }
        let title = format!(
            "`{}` sounds like a secret, and a variable is none",
            variable.need.name
        );
        let text = "templates read it, and addresses show it";
        let label = checking.document.label(&variable.pointer, At::Key, text);
        let help =
            "place it under `connection.auth` as `{ credential: name }`, or call it by what it is";
        found.push(Diagnostic::warning(Code::OpenSecret, title, label).with_help(help));
    }
}

/// True if a variable is named like a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    !ABOUT.iter().any(|end| name.ends_with(end))
        && SECRETS.iter().any(|secret| name.contains(secret))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
