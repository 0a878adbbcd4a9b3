//! Where a request's parts are collected before they are written out: what is always sent, the
//! pushed filters, the order, the page.

use super::asking::Asking;
use super::body::{Filling, all_names, fill_body};
use super::fault::RequestFault;
use super::filled::fill;
use crate::exchange::{Header, HeaderText};
use crate::plan::paging::PageState;
use crate::plan::push::Push;
use crate::plan::scope::put;
use crate::query::{Direction, ListQuery};
use indexmap::IndexMap;
use touchpoint_language::expr::{Template, quote};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Case, Route, Send, Way};
use touchpoint_language::written::{SendAs, ValueType};

/// Where a request's parts are collected before they are written out.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) query: IndexMap<String, String>,
    pub(super) body: Object,
    pub(super) headers: Vec<Header>,
}

impl Parts {
    pub(super) fn header(
        &mut self,
        name: &str,
        template: &Template,
        scope: &Json,
    ) -> Result<(), RequestFault> {
        if let Some(value) = fill(template, scope, quote::header_value)? {
            self.headers.push(Header {
                name: name.to_owned(),
                value: HeaderText::Open(value),
            });
        }
        Ok(())
    }

    pub(super) fn fixed(
        &mut self,
        case: &Case,
        route: &Route,
        asking: Asking<'_>,
        scope: &Json,
    ) -> Result<(), RequestFault> {
        for (name, (send, _)) in &route.send {
            let value = match send {
                Send::Fixed(value) => value.as_text().map(str::to_owned),
                Send::Text(template) => fill(template, scope, quote::verbatim)?,
                Send::Names(names) => {
                    let added = asking.query.remote_query.get(name);
                    let join = names.join.as_deref().unwrap_or(",");
                    Some(all_names(names, case, added).join(join))
                }
            };
            if let Some(value) = value {
                self.query.insert(name.clone(), value);
            }
        }
        if let Some(body) = &route.body
            && let Some(body) = fill_body(
                body,
                Filling {
                    scope,
                    case: Some(case),
                    remote: Some(&asking.query.remote_query),
                    keys: &[],
                },
            )?
        {
            self.body = body;
        }
        Ok(())
    }

    pub(super) fn pushed(&mut self, pushes: &[Push]) {
        for push in pushes {
            let Some((parameter, sending)) = &push.declared else {
                continue;
            };
            let Some(place) = &sending.send_as else {
                continue;
            };
            let several = push.values.len() > 1 || parameter.value_type == ValueType::List;
            let value = if several && !matches!(place, SendAs::Body(_)) || parameter.join.is_some()
            {
                let texts: Vec<&str> = push.values.iter().filter_map(Json::as_text).collect();
                Json::String(texts.join(parameter.join.as_deref().unwrap_or(",")))
            } else if several {
                Json::Array(push.values.clone())
            } else {
                push.values.first().cloned().unwrap_or_default()
            };
            self.place(place, value);
        }
    }

    pub(super) fn sorted(&mut self, route: &Route, query: &ListQuery) {
        let Some(sort) = &route.sort else { return };
        let keys: Vec<String> = query
            .sort
            .iter()
            .filter_map(|(field, direction)| {
                let name = sort.fields.get(field)?;
                let before = if *direction == Direction::Desc {
                    &sort.descending
                } else {
                    &sort.ascending
                };
                Some(format!("{before}{name}"))
            })
            .collect();
        if !keys.is_empty() {
            self.place(&sort.send_as, Json::String(keys.join(",")));
        }
    }

    pub(super) fn paged(
        &mut self,
        route: &Route,
        asking: Asking<'_>,
        scope: &Json,
    ) -> Result<(), RequestFault> {
        let size = &route.paging.size;
        if let (Some(place), Some(number)) = (&size.send_as, asking.size) {
            let value = match &size.form {
                None => Json::from(number),
                Some(form) => Json::from(fill(form, scope, quote::verbatim)?.unwrap_or_default()),
            };
            self.place(place, value);
        }
        let (place, value) = match (&route.paging.way, asking.state) {
            (Way::Cursor { send_as, .. }, PageState::Cursor(token)) => {
                (send_as, Json::from(token.as_str()))
            }
            (Way::Page { send_as, first }, PageState::First) => (send_as, Json::from(*first)),
            (Way::Page { send_as, .. }, PageState::Page(number)) => (send_as, Json::from(*number)),
            (Way::Offset { send_as }, PageState::Offset(offset)) => (send_as, Json::from(*offset)),
            (Way::Offset { send_as }, PageState::First) => (send_as, Json::from(0)),
            _ => return Ok(()),
        };
        self.place(place, value);
        Ok(())
    }

    pub(super) fn place(&mut self, place: &SendAs, value: Json) {
        match place {
            SendAs::Query(name) => {
                self.query.insert(
                    name.clone(),
                    value
                        .as_text()
                        .map_or_else(|| value.to_string(), str::to_owned),
                );
            }
            SendAs::Body(dotted) => put(&mut self.body, dotted, value),
            SendAs::Header(name) => {
                let text = value.as_text().unwrap_or_default();
                if let Ok(text) = quote::header_value(text) {
                    self.headers.push(Header {
                        name: name.clone(),
                        value: HeaderText::Open(text),
                    });
                }
            }
        }
    }
}
