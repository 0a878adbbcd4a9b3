//! The part of a call that is about its page: where it begins, how large it is, how it is sorted.

use super::filter::at;
use super::list_asked::PageStart;
use super::names::KnownNames;
use crate::notation::call::ReceivedCall;
use crate::notation::{json_path, part, template};
use crate::world::order::{RecordOrder, SortBy};
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Body, Route, Send, Sort, Way, with_word};

/// What the call sorts by.
///
/// # Errors
/// The vendor cannot sort by it.
pub(crate) fn sorted(
    route: &Route,
    call: &ReceivedCall,
    known: &mut KnownNames,
) -> Result<RecordOrder, String> {
    let Some(sort) = &route.sort else {
        return Ok(RecordOrder::new());
    };
    let mut found = Vec::new();
    for (name, _) in &sort.parts.send {
        known.query.push(name.text().to_owned());
    }
    if let Some(body) = &sort.parts.body {
        known.add_all(body);
    }
    found.extend(sorted_by(sort, call));
    let Some(place) = &sort.send_as else {
        return Ok(found);
    };
    known.add(place);
    let text = at(call, place)
        .and_then(|value| json_path::text(&value))
        .unwrap_or_default();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let has = |mark: &str| !mark.is_empty() && part.starts_with(mark);
        let ascends = sort.ascending.is_empty() || has(&sort.ascending);
        let down = has(&sort.descending) || sort.descending.is_empty() && !ascends;
        let mark = if down {
            &sort.descending
        } else {
            &sort.ascending
        };
        let theirs = part.strip_prefix(mark.as_str()).unwrap_or(part);
        let ours = sort.fields.iter().find(|(_, name)| *name == theirs);
        let (ours, _) = ours.ok_or_else(|| format!("cannot sort by {part}"))?;
        found.push((SortBy::Field(ours.clone()), down));
    }
    Ok(found)
}

/// The field and the direction that a call names in the words of the sort's own form.
fn sorted_by(sort: &Sort, call: &ReceivedCall) -> RecordOrder {
    for (ours, theirs) in &sort.fields {
        for (word, down) in [(&sort.directions.asc, false), (&sort.directions.desc, true)] {
            if is_sorted(sort, call, theirs, word) {
                return vec![(SortBy::Field(ours.clone()), down)];
            }
        }
    }
    RecordOrder::new()
}

/// True if a call has all that a sort adds for this field and direction.
fn is_sorted(sort: &Sort, call: &ReceivedCall, field: &str, word: &str) -> bool {
    let fixed = |name: &str| match name {
        "field" => Some(field.to_owned()),
        "direction" => Some(word.to_owned()),
        _ => None,
    };
    let mut holes = std::collections::BTreeMap::new();
    let send = sort.parts.send.iter().all(|(name, value)| {
        let name = with_word(name.text(), "field", field);
        let actual = call.query(&name).map(Json::from);
        actual.is_some_and(|actual| has(value, &actual, &fixed, &mut holes))
    });
    let body = sort.parts.body.as_ref();
    send && body.is_none_or(|body| has(body, &call.body, &fixed, &mut holes))
        && !(sort.parts.send.is_empty() && body.is_none())
}

fn has(
    body: &Body,
    actual: &Json,
    fixed: &dyn Fn(&str) -> Option<String>,
    holes: &mut std::collections::BTreeMap<String, Vec<Json>>,
) -> bool {
    match body {
        Body::Fixed(value) => value == actual,
        Body::Text(template, _) => part::text(template.text(), actual, fixed, holes),
        Body::Names(_) => false,
        Body::List(items) => {
            let all = actual.as_array().map(Vec::as_slice).unwrap_or_default();
            all.len() == items.len()
                && items
                    .iter()
                    .zip(all)
                    .all(|(item, actual)| has(item, actual, fixed, holes))
        }
        Body::Object(members) => members.iter().all(|(name, member)| {
            let value = actual.get(name);
            value.is_some_and(|value| has(member, value, fixed, holes))
        }),
    }
}

/// What a hole of this name has in a header, in the query or in the body.
fn in_hole(route: &Route, call: &ReceivedCall, name: &str) -> Option<String> {
    let of = |template: &str, actual: &str| {
        let found = template::texts(template, actual);
        found.and_then(|found| found.get(name).cloned())
    };
    let mut headers = route.headers.iter();
    let header = headers.find_map(|(name, (text, _))| of(text.text(), call.header(name)?));
    let mut sends = route.send.iter();
    header
        .or_else(|| {
            sends.find_map(|(name, (send, _))| match send {
                Send::Text(text) => of(text.text(), call.query(name)?),
                Send::Fixed(_) | Send::Names(_) => None,
            })
        })
        .or_else(|| in_body(route.body.as_ref()?, &call.body, &of))
}

fn in_body(
    body: &Body,
    actual: &Json,
    of: &dyn Fn(&str, &str) -> Option<String>,
) -> Option<String> {
    match body {
        Body::Text(text, _) => of(text.text(), &json_path::text(actual)?),
        Body::Object(members) => {
            let mut members = members.iter();
            members.find_map(|(name, member)| in_body(member, actual.get(name)?, of))
        }
        _ => None,
    }
}

/// Where the page begins, and how large it is.
///
/// # Errors
/// There is no such page.
pub(crate) fn paged(
    vendor: &PlayedVendor,
    route: &Route,
    call: &ReceivedCall,
    known: &mut KnownNames,
) -> Result<(PageStart, u64), String> {
    let size = &route.paging.size;
    let whole = matches!(route.paging.way, Way::None);
    let mut asked = if whole {
        u64::MAX
    } else {
        size.fixed.unwrap_or(size.default)
    };
    if size.send_as.is_none() && size.is_asked() {
        let read = in_hole(route, call, "page.size").and_then(|text| text.parse().ok());
        asked = read.ok_or("the page's size is no number")?;
    }
    if let Some(place) = &size.send_as {
        known.add(place);
        if let Some(text) = at(call, place).and_then(|value| json_path::text(&value)) {
            let text = match &size.form {
                None => Some(text),
                Some(form) => template::values(form.text(), &text)
                    .and_then(|values| values.get("page.size").cloned()),
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
    if let Some(place) = route.paging.way.send_as() {
        known.add(place);
    }
    // Where it is sent, or in a hole of the request.
    let wanted = || match route.paging.way.send_as() {
        Some(place) => at(call, place).and_then(|value| json_path::text(&value)),
        None => in_hole(route, call, route.paging.way.name()?),
    };
    let number = || -> Result<Option<u64>, String> {
        match wanted() {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| format!("no page {text}")),
        }
    };
    let place = match &route.paging.way {
        Way::Cursor { .. } => match wanted() {
            None => PageStart::First,
            Some(token) => {
                let rank = vendor.rank_of(&token);
                PageStart::After(rank.ok_or_else(|| format!("no cursor {token}"))?)
            }
        },
        Way::Page { first, .. } => {
            let page = number()?.unwrap_or(*first);
            if page < *first {
                return Err(format!("no page {page}"));
            }
            PageStart::Page(page - first)
        }
        Way::Offset { .. } => PageStart::Offset(number()?.unwrap_or(0)),
        Way::NextUrl { .. } | Way::None => PageStart::First,
    };
    Ok((place, asked))
}
