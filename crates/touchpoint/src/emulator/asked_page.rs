//! The part of a call that is about its page: where it begins, how large it is, how it is sorted; and
//! the names that a list knows.

use super::asked::{Place, at};
use super::holes;
use super::order::{By, Order};
use super::spot;
use super::wire::Call;
use super::world::World;
use touchpoint_language::mapping::{Body, Route, Way};
use touchpoint_language::written::SendAs;

/// What the call sorts by.
pub(super) fn sorted(route: &Route, call: &Call, known: &mut Names) -> Result<Order, String> {
    let Some(sort) = &route.sort else {
        return Ok(Order::new());
    };
    known.add(&sort.send_as);
    let text = at(call, &sort.send_as)
        .and_then(|value| spot::text(&value))
        .unwrap_or_default();
    let mut found = Vec::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let down = !sort.descending.is_empty() && part.starts_with(&sort.descending);
        let mark = if down {
            &sort.descending
        } else {
            &sort.ascending
        };
        let theirs = part.strip_prefix(mark.as_str()).unwrap_or(part);
        let ours = sort.fields.iter().find(|(_, name)| *name == theirs);
        let (ours, _) = ours.ok_or_else(|| format!("cannot sort by {part}"))?;
        found.push((By::Field(ours.clone()), down));
    }
    Ok(found)
}

/// Where the page begins, and how large it is.
pub(super) fn paged(
    world: &World,
    route: &Route,
    call: &Call,
    known: &mut Names,
) -> Result<(Place, u64), String> {
    let size = &route.paging.size;
    let mut asked = size.fixed.unwrap_or(size.default);
    if let Some(place) = &size.send_as {
        known.add(place);
        if let Some(text) = at(call, place).and_then(|value| spot::text(&value)) {
            let text = match &size.form {
                None => Some(text),
                Some(form) => {
                    holes::held(form.text(), &text).and_then(|h| h.get("page.size").cloned())
                }
            };
            let number = text.and_then(|text| text.parse::<u64>().ok());
            asked = number.ok_or("the page's size is no number")?;
            if asked < size.min || asked > size.max {
                return Err(format!(
                    "a page has {} to {} records, not {asked}",
                    size.min, size.max
                ));
            }
        }
    }
    let number = |place: &SendAs| -> Result<Option<u64>, String> {
        match at(call, place).and_then(|value| spot::text(&value)) {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| format!("no page {text}")),
        }
    };
    let place = match &route.paging.way {
        Way::Cursor { send_as, .. } => {
            known.add(send_as);
            match at(call, send_as).and_then(|value| spot::text(&value)) {
                None => Place::First,
                Some(token) => {
                    let rank = world.rank_of(&token);
                    Place::After(rank.ok_or_else(|| format!("no cursor {token}"))?)
                }
            }
        }
        Way::Page { send_as, first } => {
            known.add(send_as);
            let page = number(send_as)?.unwrap_or(*first);
            if page < *first {
                return Err(format!("no page {page}"));
            }
            Place::Page(page - first)
        }
        Way::Offset { send_as } => {
            known.add(send_as);
            Place::Offset(number(send_as)?.unwrap_or(0))
        }
        Way::NextUrl { .. } | Way::None => Place::First,
    };
    Ok((place, asked))
}

/// The names that a list knows: others are refused.
#[derive(Default)]
pub(super) struct Names {
    pub(super) query: Vec<String>,
    body: Vec<String>,
}

impl Names {
    pub(super) fn add(&mut self, place: &SendAs) {
        match place {
            SendAs::Query(name) => self.query.push(name.clone()),
            SendAs::Body(name) => {
                self.body
                    .push(name.split('.').next().unwrap_or(name).to_owned());
            }
            SendAs::Header(_) => {}
        }
    }

    /// The members that a mapping writes out.
    pub(super) fn add_all(&mut self, body: &Body) {
        if let Body::Object(members) = body {
            self.body
                .extend(members.iter().map(|(name, _)| name.clone()));
        }
    }

    pub(super) fn check(&self, world: &World, call: &Call) -> Result<(), String> {
        let more = world.remote_names();
        for (name, _) in &call.query {
            if !self.query.contains(name) && !more.contains(name) {
                return Err(format!("`{name}` is no parameter here"));
            }
        }
        for name in call
            .body
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            if !self.body.contains(name) && !more.contains(name) {
                return Err(format!("`{name}` is no member here"));
            }
        }
        Ok(())
    }
}
