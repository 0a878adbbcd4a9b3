//! Where the vendor is, how we sign in, how it counts our calls, and what its refusals look like.

use super::expression::{self, Expression};
use super::needs::CredentialSet;
use super::oauth2::{self, OAuth2};
use super::resolver::Resolver;
use super::rule;
use crate::document::Pointer;
use crate::expr::{Condition, Path, Template, TimeForm};
use crate::model::Scalar;
use crate::written::{self, CredentialPlace, Outcome};
use std::time::Duration;

/// Where the vendor is and how we sign in.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The address that every request starts with; absent only where it was faulty.
    pub base_url: Option<Template>,
    /// The place of the address.
    pub base_url_pointer: Pointer,
    /// The headers of every request.
    pub headers: Vec<(String, Template, Pointer)>,
    /// The ways to sign in.
    pub auth: Vec<Auth>,
    /// Where the vendor tells how many calls are left.
    pub rate_limit: Vec<RateSource>,
    /// How many calls of one page are on their way at once.
    pub at_once: u32,
    /// Where a refusal has a message for people.
    pub message: Option<Expression>,
    /// What a reply means.
    pub classify: Vec<ErrorRule>,
}

/// One way to sign in.
#[derive(Clone, Debug)]
pub enum Auth {
    /// Headers with secrets in them.
    ApiKey(Vec<(String, AuthValue, Pointer)>),
    /// User name and password.
    Basic(Option<AuthValue>, Option<CredentialPlace>),
    /// A static token.
    Bearer(String),
    /// A token that is renewed.
    OAuth2(Box<OAuth2>),
}

/// A secret's place, or a text.
#[derive(Clone, Debug)]
pub enum AuthValue {
    /// The secret, and the text before it.
    Secret(CredentialPlace),
    /// A text, with or without holes.
    Open(Template),
}

/// One kind of reply and what it means.
#[derive(Clone, Debug)]
pub struct ErrorRule {
    /// What the reply looks like.
    pub when: Condition,
    /// What it means.
    pub is: Outcome,
    /// How long to wait where the reply does not tell.
    pub wait: Option<Duration>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// Where one count of calls is told.
#[derive(Clone, Debug, Default)]
pub struct RateSource {
    /// Where it is told how many calls are allowed.
    pub limit: Option<CountAt>,
    /// Where it is told how many are left.
    pub remaining: Option<CountAt>,
    /// Where it is told when the count starts again, and its form.
    pub reset: Option<(CountAt, ResetForm)>,
    /// One header that tells several of these numbers.
    pub together: Option<RateHeader>,
}

/// Where a reply tells a number.
#[derive(Clone, Debug, PartialEq)]
pub enum CountAt {
    /// In this header.
    Header(String),
    /// In a part of this header, which looks so: `q={limit}`.
    Within(String, String),
    /// At this path of its body.
    Body(Path),
}

/// One header that tells several numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct RateHeader {
    /// Its name.
    pub header: String,
    /// What it looks like: `api-usage={used}/{limit}`.
    pub matching: String,
    /// The form of its `{reset}`.
    pub form: ResetForm,
}

/// How the moment at which a count starts again is written.
#[derive(Clone, Debug, PartialEq)]
pub enum ResetForm {
    /// Seconds from now.
    DelaySeconds,
    /// Milliseconds from now.
    DelayMilliseconds,
    /// An HTTP date (RFC 9110).
    HttpDate,
    /// A moment.
    Moment(TimeForm),
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Connection,
    pointer: &Pointer,
) -> Connection {
    let written::Connection {
        base_url,
        headers: written_headers,
        auth: ways,
        rate_limit: sources,
        at_once,
        errors: written::Errors {
            message,
            classify: rules,
        },
    } = written;
    let base_url_pointer = pointer.key("base_url");
    let mut headers = Vec::new();
    for (name, text) in written_headers {
        let place = pointer.key("headers").key(name.as_str());
        if let Some(template) = resolver.template(&text.0, &place) {
            headers.push((name.to_lowercase(), template, place));
        }
    }
    let mut auth = Vec::new();
    for (index, way) in ways.iter().enumerate() {
        auth.extend(resolve_auth(
            resolver,
            way,
            &pointer.key("auth").index(index),
        ));
    }
    let errors = pointer.key("errors");
    let mut classify = Vec::new();
    for (index, written::ErrorRule { when, is, wait }) in rules.iter().enumerate() {
        let place = errors.key("classify").index(index);
        if let Some(when) = resolver.condition(&when.0, &place.key("when")) {
            classify.push(ErrorRule {
                when,
                is: *is,
                wait: wait.as_ref().and_then(|wait| rule::duration(&wait.0)),
                pointer: place,
            });
        }
    }
    let counts = pointer.key("rate_limit");
    let mut rate_limit = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        rate_limit.push(rate_source(resolver, source, &counts.index(index)));
    }
    Connection {
        base_url: resolver.template(&base_url.0, &base_url_pointer),
        base_url_pointer,
        headers,
        auth,
        rate_limit,
        at_once: *at_once,
        message: message
            .as_ref()
            .and_then(|m| expression::resolve(resolver, m, &Scalar::Text, &errors.key("message"))),
        classify,
    }
}

fn resolve_auth(
    resolver: &mut Resolver<'_>,
    written: &written::Auth,
    pointer: &Pointer,
) -> Option<Auth> {
    Some(match written {
        written::Auth::ApiKey(key) => {
            let mut headers = Vec::new();
            for (name, value) in &key.headers {
                let place = pointer.key("headers").key(name.as_str());
                let value = auth_value(resolver, value, &place)?;
                headers.push((name.to_lowercase(), value, place));
            }
            Auth::ApiKey(headers)
        }
        written::Auth::Basic(basic) => {
            let username = match &basic.username {
                Some(value) => Some(auth_value(resolver, value, &pointer.key("username"))?),
                None => None,
            };
            Auth::Basic(username, basic.password.clone())
        }
        written::Auth::Bearer(bearer) => Auth::Bearer(bearer.credential.clone()),
        written::Auth::OAuth2(oauth2) => {
            Auth::OAuth2(Box::new(oauth2::resolve(resolver, oauth2, pointer)?))
        }
    })
}

fn auth_value(
    resolver: &mut Resolver<'_>,
    written: &written::AuthValue,
    place: &Pointer,
) -> Option<AuthValue> {
    Some(match written {
        written::AuthValue::Secret(secret) => AuthValue::Secret(secret.clone()),
        written::AuthValue::Open(text) => AuthValue::Open(resolver.template(&text.0, place)?),
    })
}

fn rate_source(
    resolver: &mut Resolver<'_>,
    written: &written::RateLimit,
    place: &Pointer,
) -> RateSource {
    let written::RateLimit {
        limit,
        remaining,
        reset,
        header,
        matching,
        form,
    } = written;
    let together = match (header, matching) {
        (Some(header), Some(matching)) => Some(RateHeader {
            header: header.to_lowercase(),
            matching: matching.clone(),
            form: form
                .as_ref()
                .map_or(ResetForm::DelaySeconds, |form| reset_form(&form.0)),
        }),
        _ => None,
    };
    let mut at =
        |key: &str, [header, matching]: [Option<&String>; 2], path: Option<&written::PathText>| {
            if let Some(path) = path {
                let place = place.key(key).key("path");
                return resolver.path(path, &place).map(CountAt::Body);
            }
            let header = header?.to_lowercase();
            Some(match matching {
                Some(matching) => CountAt::Within(header, matching.clone()),
                None => CountAt::Header(header),
            })
        };
    let mut number = |key: &str, source: Option<&written::RateSource>| {
        let source = source?;
        let header = [source.header.as_ref(), source.matching.as_ref()];
        at(key, header, source.path.as_ref())
    };
    let limit = number("limit", limit.as_ref());
    let remaining = number("remaining", remaining.as_ref());
    let reset = reset.as_ref().and_then(|reset| {
        let at = at(
            "reset",
            [reset.header.as_ref(), reset.matching.as_ref()],
            reset.path.as_ref(),
        )?;
        Some((at, reset_form(&reset.form.0)))
    });
    RateSource {
        limit,
        remaining,
        reset,
        together,
    }
}

/// Reads a form of reset. The structure check has seen that it is one.
fn reset_form(text: &str) -> ResetForm {
    match text {
        "delay_ms" => ResetForm::DelayMilliseconds,
        "http_date" => ResetForm::HttpDate,
        _ => TimeForm::parse(text).map_or(ResetForm::DelaySeconds, ResetForm::Moment),
    }
}

impl Auth {
    /// The word of its `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Auth::ApiKey(_) => "api_key",
            Auth::Basic(..) => "basic",
            Auth::Bearer(_) => "bearer",
            Auth::OAuth2(_) => "oauth2",
        }
    }

    /// The credentials that it places, and those that it can use beside them.
    pub fn credentials(&self) -> CredentialSet {
        let secret = |value: &AuthValue| match value {
            AuthValue::Secret(place) => Some(place.credential.clone()),
            AuthValue::Open(_) => None,
        };
        let (required, optional): (Vec<String>, Vec<&str>) = match self {
            Auth::ApiKey(headers) => {
                let all = headers.iter().filter_map(|(_, value, _)| secret(value));
                (all.collect(), vec![])
            }
            Auth::Basic(username, password) => {
                let username = username.iter().filter_map(secret);
                let password = password.iter().map(|place| place.credential.clone());
                (username.chain(password).collect(), vec![])
            }
            Auth::Bearer(credential) => (vec![credential.clone()], vec![]),
            Auth::OAuth2(oauth2) if oauth2.is_of_client() => {
                let client = ["client_id", "client_secret"].map(str::to_owned);
                (client.to_vec(), vec!["access_token", "expires_at"])
            }
            Auth::OAuth2(oauth2) => {
                let mut beside = vec!["refresh_token", "client_id", "client_secret", "expires_at"];
                beside.extend(oauth2.refresh_token.sends.iter().map(String::as_str));
                (vec!["access_token".to_owned()], beside)
            }
        };
        let optional = optional.into_iter().map(str::to_owned).collect();
        CredentialSet {
            kind: self.kind().to_owned(),
            required,
            optional,
            fetches: matches!(self, Auth::OAuth2(oauth2) if oauth2.is_of_client()),
        }
    }
}
