//! Collects a request's parts before they are written out: what is always sent, the pushed filters,
//! the order, the page.

use super::asking::Asking;
use super::body::{Each, Filling, all_names, fill as fill_value, fill_body};
use super::fault::RequestFault;
use super::filled::fill;
use super::notes::Notes;
use super::placing::{at, merge};
use crate::exchange::{Header, HeaderText};
use crate::plan::paging::{PageState, sent};
use crate::plan::scope::put;
use crate::query::{Direction, ListQuery};
use indexmap::IndexMap;
use std::cell::RefCell;
use touchpoint_language::expr::{Template, quote};
use touchpoint_language::json::{Json, Object, object};
use touchpoint_language::mapping::{
    Case, Paging, PlaceAt, Route, Send, Sort, by_operator, names_of, with_word,
};
use touchpoint_language::written::SendAs;

/// The parts of a request, before they are written out.
#[derive(Default)]
pub(super) struct Parts {
    /// Name → its values; a name is repeated for several.
    pub(super) query: IndexMap<String, Vec<String>>,
    pub(super) body: Object,
    pub(super) headers: Vec<Header>,
    /// Where the caller's values stand.
    pub(super) notes: Notes,
    /// True if the query text's clauses stand somewhere.
    pub(super) clauses: bool,
}

impl Parts {
    pub(super) fn header(
        &mut self,
        name: &str,
        template: &Template,
        scope: &Json,
    ) -> Result<(), RequestFault> {
        if let Some(value) = fill(template, scope, quote::header_value)? {
            self.note(&PlaceAt::Header(name.to_owned()), template);
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
                Send::Text(template) => {
                    let value = fill(template, scope, quote::verbatim)?;
                    if value.is_some() {
                        self.note(&PlaceAt::Query(name.clone()), template);
                    }
                    value
                }
                Send::Names(names) => {
                    let added = asking.query.remote_query.get(name);
                    let join = names.join.as_deref().unwrap_or(",");
                    Some(all_names(names, case, added).join(join))
                }
            };
            if let Some(value) = value {
                self.query.insert(name.clone(), vec![value]);
            }
        }
        let filled = RefCell::default();
        if let Some(body) = &route.body
            && let Some(body) = fill_body(
                body,
                Filling {
                    scope,
                    case: Some(case),
                    remote: Some(&asking.query.remote_query),
                    each: Each::Nothing,
                    filled: &filled,
                },
            )?
        {
            self.body = body;
        }
        for (path, template) in filled.take() {
            self.note(&PlaceAt::Body(path), &template);
        }
        Ok(())
    }

    /// Notes the caller's values that a template has placed.
    pub(super) fn note(&mut self, at: &PlaceAt, template: &Template) {
        for name in names_of(template, "query") {
            match by_operator(&name) {
                Some((parameter, operator)) => {
                    self.notes.add(at.clone(), parameter, Some(operator));
                }
                None => self.notes.add(at.clone(), &name, None),
            }
        }
        self.clauses |= template.holes().any(|hole| {
            let mut names = hole.names.iter();
            names.any(|name| name.as_slice() == ["clauses"])
        });
    }

    pub(super) fn set_query(&mut self, name: &str, value: &Json) {
        let text = value.as_text();
        let text = text.map_or_else(|| value.to_string(), str::to_owned);
        self.query.insert(name.to_owned(), vec![text]);
    }

    pub(super) fn sorted(&mut self, route: &Route, query: &ListQuery) -> Result<(), RequestFault> {
        let Some(sort) = &route.sort else {
            return Ok(());
        };
        let keys = query.sort.iter();
        let mut keys: Vec<(&str, Direction)> = keys
            .filter_map(|(field, direction)| Some((sort.fields.get(field)?.as_str(), *direction)))
            .collect();
        if keys.is_empty() {
            // The list comes in the mapping's own order, unless the caller wants another.
            let own = route.order.iter().flat_map(|order| &order.keys);
            let own = own.map(|key| Some((sort.fields.get(&key.name)?.as_str(), key.direction)));
            keys.extend(own.map_while(|key| key));
        }
        if keys.is_empty() {
            return Ok(());
        }
        if let Some(place) = &sort.send_as {
            let keys = keys.iter().map(|(name, direction)| {
                let before = match direction {
                    Direction::Desc => &sort.descending,
                    Direction::Asc => &sort.ascending,
                };
                format!("{before}{name}")
            });
            self.place(place, Json::String(keys.collect::<Vec<_>>().join(",")));
        }
        if let Some((name, direction)) = keys.first() {
            self.sorted_by(sort, name, *direction)?;
        }
        Ok(())
    }

    /// Adds the parts of a sort.
    fn sorted_by(
        &mut self,
        sort: &Sort,
        name: &str,
        direction: Direction,
    ) -> Result<(), RequestFault> {
        let word = match direction {
            Direction::Asc => &sort.directions.asc,
            Direction::Desc => &sort.directions.desc,
        };
        let scope = Json::from(object! { "field": name, "direction": word });
        let filled = RefCell::default();
        let filling = Filling {
            scope: &scope,
            case: None,
            remote: None,
            each: Each::Nothing,
            filled: &filled,
        };
        for (key, value) in &sort.parts.send {
            let key = with_word(key.text(), "field", name);
            if let Some(value) = fill_value(value, filling, false, &mut Vec::new())? {
                self.set_query(&key, &value);
            }
        }
        if let Some(body) = &sort.parts.body
            && let Some(object) = fill_body(body, filling)?
        {
            merge(&mut self.body, object);
        }
        Ok(())
    }

    pub(super) fn paged(
        &mut self,
        paging: &Paging,
        (number, state): (Option<u64>, &PageState),
        scope: &Json,
    ) -> Result<(), RequestFault> {
        let size = &paging.size;
        if let (Some(place), Some(number)) = (&size.send_as, number) {
            let value = match &size.form {
                None => Json::from(number),
                Some(form) => Json::from(fill(form, scope, quote::verbatim)?.unwrap_or_default()),
            };
            self.place(place, value);
        }
        if let Some((place, value)) = sent(&paging.way, state) {
            self.place(place, value);
        }
        Ok(())
    }

    pub(super) fn place(&mut self, place: &SendAs, value: Json) {
        self.notes.overwrite(&at(place));
        match place {
            SendAs::Query(name) => self.set_query(name, &value),
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
