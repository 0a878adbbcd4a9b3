//! What a request carries: fixed values, texts with holes, derived names, JSON bodies.

use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{Path, Template};
use crate::json::{Json, from_json};
use crate::written::{self, SendValue};

/// One value in the query string.
#[derive(Clone, Debug)]
pub enum Send {
    /// A fixed number or boolean.
    Fixed(Json),
    /// A text, with or without holes.
    Text(Template),
    /// The names that the fields read below a path.
    Names(Names),
}

/// The names that the fields read below a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// The path below which they stand.
    pub under: Path,
    /// The text between them; without it they are a list in a JSON body.
    pub join: Option<String>,
    /// Further names.
    pub and: Vec<String>,
}

/// A JSON body, in which every text may have holes.
#[derive(Clone, Debug)]
pub enum Body {
    /// A number, a boolean or null.
    Fixed(Json),
    /// A text, with or without holes.
    Text(Template, Pointer),
    /// Derived names.
    Names(Names),
    /// A list.
    List(Vec<Body>),
    /// An object.
    Object(Vec<(String, Body)>),
}

/// Two bodies are equal if they send the same, wherever in the file they stand.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Body::Fixed(one), Body::Fixed(other)) => one == other,
            (Body::Text(one, _), Body::Text(other, _)) => one == other,
            (Body::Names(one), Body::Names(other)) => one == other,
            (Body::List(one), Body::List(other)) => one == other,
            (Body::Object(one), Body::Object(other)) => one == other,
            _ => false,
        }
    }
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &SendValue,
    pointer: &Pointer,
) -> Option<Send> {
    match written {
        SendValue::Value(Json::String(text)) => resolver.template(text, pointer).map(Send::Text),
        SendValue::Value(value) => Some(Send::Fixed(value.clone())),
        SendValue::Names(written) => names(resolver, written, pointer).map(Send::Names),
    }
}

fn names(
    resolver: &mut Resolver<'_>,
    written: &written::NamesRead,
    pointer: &Pointer,
) -> Option<Names> {
    let under = resolver.path(&written.names_read_under, &pointer.key("names_read_under"))?;
    Some(Names {
        under,
        join: written.join.clone(),
        and: written.and.clone(),
    })
}

pub(super) fn body(resolver: &mut Resolver<'_>, written: &Json, pointer: &Pointer) -> Option<Body> {
    match written {
        Json::String(text) => resolver
            .template(text, pointer)
            .map(|t| Body::Text(t, pointer.clone())),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            let items: Vec<Option<Body>> = items
                .map(|(i, item)| body(resolver, item, &pointer.index(i)))
                .collect();
            items
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(Body::List)
        }
        Json::Object(map) if map.contains_key("names_read_under") => {
            let read: Result<written::NamesRead, _> = from_json(written.clone());
            match read {
                Ok(written) => names(resolver, &written, pointer).map(Body::Names),
                Err(fault) => {
                    let title = "these derived names cannot be read";
                    let help =
                        "write `{ names_read_under: $.path }`, with `join` or `and` beside it";
                    resolver.fault(
                        Code::WrongForm,
                        pointer,
                        title,
                        &fault.to_string(),
                        Some(help.to_owned()),
                    );
                    None
                }
            }
        }
        Json::Object(map) => {
            let mut members = Vec::new();
            for (key, value) in map {
                members.push((
                    key.clone(),
                    body(resolver, value, &pointer.key(key.as_str()))?,
                ));
            }
            Some(Body::Object(members))
        }
        fixed => Some(Body::Fixed(fixed.clone())),
    }
}
