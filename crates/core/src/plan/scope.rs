//! What templates see: `query`, `context` and `page`. Credentials are in no scope.

use super::paging::PageState;
use crate::exchange::Account;
use touchpoint_language::json::{Json, Object, object};

/// The caller's values by dotted parameter, nested: `contact.id` → `{"contact": {"id": …}}`.
pub fn query_scope(values: &Object) -> Json {
    let mut nested = Object::new();
    for (name, value) in values {
        put(&mut nested, name, value.clone());
    }
    Json::Object(nested)
}

/// Puts a value at a dotted name.
pub(crate) fn put(at: &mut Object, dotted: &str, value: Json) {
    match dotted.split_once('.') {
        None => {
            at.insert(dotted.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = at
                .entry(first.to_owned())
                .or_insert_with(|| Json::Object(Object::new()));
            if inner.as_object().is_none() {
                *inner = Json::Object(Object::new());
            }
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}

/// The whole scope of a request.
pub fn scope(values: &Object, account: &Account, size: u64, state: &PageState) -> Json {
    let mut page = Object::new();
    page.insert("size".to_owned(), size.into());
    match state {
        PageState::Cursor(token) => page.insert("cursor".to_owned(), token.clone().into()),
        PageState::Page(number) => page.insert("number".to_owned(), (*number).into()),
        PageState::Offset(offset) => page.insert("offset".to_owned(), (*offset).into()),
        PageState::First | PageState::Url(_) => None,
    };
    let context = account.context.iter();
    let context = context.map(|(name, value)| (name.clone(), Json::from(value)));
    Json::Object(object! {
        "query": query_scope(values),
        "context": context.collect::<Object>(),
        "page": page,
    })
}
