//! A pushed filter → the parts that it adds to the request.

use super::body::{Each, Filling, fill, fill_body};
use super::fault::RequestFault;
use super::filled;
use super::parts::Parts;
use super::placing::{at, merge};
use crate::exchange::{Header, HeaderText};
use crate::plan::push::Push;
use std::cell::RefCell;
use touchpoint_language::expr::quote;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Body, Goes, Parts as Added, PlaceAt, with_word};
use touchpoint_language::written::{SendAs, ValueType};

impl Parts {
    /// Places the pushed filters that do not stand in a template of the route.
    pub(super) fn pushed(&mut self, pushes: &[Push], scope: &Json) -> Result<(), RequestFault> {
        for push in pushes {
            let Some((parameter, sending)) = &push.declared else {
                continue;
            };
            match &sending.goes {
                Goes::At(place) => {
                    let value =
                        one_value(push, parameter.value_type, parameter.join.as_deref(), place);
                    let at = at(place);
                    self.place(place, value);
                    self.notes.add(at, &push.parameter, Some(push.operator));
                }
                Goes::Parts(added) => self.added(added, push, pushes, scope)?,
                Goes::Clauses(_) | Goes::Read => {}
            }
        }
        Ok(())
    }

    fn added(
        &mut self,
        added: &Added,
        push: &Push,
        pushes: &[Push],
        scope: &Json,
    ) -> Result<(), RequestFault> {
        let scope = Json::Object(own_scope(push, pushes, scope));
        let word = push.operator.word();
        let filled = RefCell::default();
        let filling = Filling {
            scope: &scope,
            case: None,
            remote: None,
            each: Each::Values(&push.values),
            filled: &filled,
        };
        for (name, value) in &added.send {
            let name = with_word(name.text(), "operator", word);
            let at = PlaceAt::Query(name.clone());
            let Some(value) = fill(value, filling, false, &mut Vec::new())? else {
                continue;
            };
            match value {
                Json::Array(all) => {
                    let texts = all.iter().filter_map(Json::as_text).map(str::to_owned);
                    self.query.entry(name).or_default().extend(texts);
                }
                one => {
                    self.notes.overwrite_but(&at, &push.parameter);
                    self.set_query(&name, &one);
                }
            }
            self.notes.add(at, &push.parameter, Some(push.operator));
        }
        if let Some(body) = &added.body
            && let Some(object) = fill_body(&named(body, word), filling)?
        {
            merge(&mut self.body, object);
            for (path, _) in filled.take() {
                self.notes
                    .add(PlaceAt::Body(path), &push.parameter, Some(push.operator));
            }
        }
        for (name, template) in &added.headers {
            let value = filled::fill(template, &scope, quote::header_value)?;
            let Some(value) = value else { continue };
            self.headers.retain(|header| header.name != *name);
            self.headers.push(Header {
                name: name.clone(),
                value: HeaderText::Open(value),
            });
            let at = PlaceAt::Header(name.clone());
            self.notes.add(at, &push.parameter, Some(push.operator));
        }
        Ok(())
    }
}

/// The values of a filter as one.
fn one_value(push: &Push, value_type: ValueType, join: Option<&str>, place: &SendAs) -> Json {
    let several = push.values.len() > 1 || value_type == ValueType::List;
    if several && !matches!(place, SendAs::Body(_)) || join.is_some() {
        let texts: Vec<&str> = push.values.iter().filter_map(Json::as_text).collect();
        Json::String(texts.join(join.unwrap_or(",")))
    } else if several {
        Json::Array(push.values.clone())
    } else {
        push.values.first().cloned().unwrap_or_default()
    }
}

/// The scope of a filter's holes: its `value`, its `values`, and the value of each operator of the
/// same parameter.
fn own_scope(push: &Push, pushes: &[Push], scope: &Json) -> Object {
    let mut own = scope.as_object().cloned().unwrap_or_default();
    let join = push.declared.as_ref().and_then(|(p, _)| p.join.as_deref());
    let texts: Vec<&str> = push.values.iter().filter_map(Json::as_text).collect();
    let values = match join {
        Some(join) => Json::String(texts.join(join)),
        None => push.values.clone().into(),
    };
    own.insert("values".to_owned(), values);
    own.insert(
        "value".to_owned(),
        push.values.first().cloned().unwrap_or_default(),
    );
    for other in pushes
        .iter()
        .filter(|other| other.parameter == push.parameter)
    {
        let value = other.values.first().cloned().unwrap_or_default();
        own.insert(other.operator.word().to_owned(), value);
    }
    own
}

/// A body whose members' names have the operator's word.
fn named(body: &Body, word: &str) -> Body {
    match body {
        Body::Object(members) => {
            let members = members.iter();
            let members = members
                .map(|(name, member)| (with_word(name, "operator", word), named(member, word)));
            Body::Object(members.collect())
        }
        Body::List(items) => Body::List(items.iter().map(|item| named(item, word)).collect()),
        other => other.clone(),
    }
}
