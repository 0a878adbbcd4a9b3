//! Recognises the list that a call means, by its path and other marks.

use super::filter::{of_placeholder, of_value, sendings, sent};
use super::list_asked::{AskedFilter, FilteredBy};
use super::query_text::parted;
use super::selected::selected;
use crate::notation::call::ReceivedCall;
use crate::notation::{json_path, template};
use crate::world::condition::{worded, words_hold};
use crate::world::played_vendor::PlayedVendor;
use crate::world::truth::KnownValue;
use std::collections::BTreeMap;
use touchpoint_language::expr::Condition;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Body, Route, Send};

/// The list that a call means: the one that fits it most closely. Of two that fit alike, it is the one that reads more of
/// what the call selects, and of two routes of one case the one that knows more of the call's filters.
pub(crate) fn recognised(
    vendor: &PlayedVendor,
    call: &ReceivedCall,
) -> Result<(usize, usize, Vec<AskedFilter>), String> {
    let mut best: Option<Fitting> = None;
    let mut unfit = None;
    for (c, case) in vendor.mapping().cases.iter().enumerate() {
        for (r, route) in case.routes.iter().enumerate() {
            if is_taken_by_others(case.when.as_ref(), route.when.as_ref()) {
                continue;
            }
            let path = vendor.site.path(route.request.path.text());
            let Some(values) = template::values(&path, &call.path) else {
                continue;
            };
            if route.request.method.to_string() != call.method {
                continue;
            }
            if !is_for_case(vendor, c, r, &values) {
                continue;
            }
            let written = written_values(route, call);
            if !is_for_case(vendor, c, r, &written) {
                unfit = unfit.or_else(|| Some("it has a word of another list".to_owned()));
                continue;
            }
            let words = worded(case.when.as_ref());
            let is_written = |name: &str| written.contains_key(&format!("query.{name}"));
            let words = words.filter(|(name, _)| is_written(name)).count();
            let fits = match fitting(vendor, case.when.as_ref(), route, call) {
                Ok(fits) => fits + words + 1,
                Err(why) => {
                    unfit = unfit.or(Some(why));
                    continue;
                }
            };
            if best.as_ref().is_some_and(|best| fits < best.fits) {
                continue;
            }
            let known = (selected(case, route, call), known_filters(route, call));
            let mut filters = Vec::new();
            for (placeholder, value) in values {
                filters.extend(of_placeholder(
                    vendor,
                    route,
                    &placeholder,
                    &Json::from(value),
                )?);
            }
            match &mut best {
                Some(best) if fits == best.fits && !best.knows_less(c, known) => {
                    if best.case == c && known == best.known {
                        meant_too(&mut best.filters, &filters);
                    }
                }
                _ => {
                    best = Some(Fitting {
                        fits,
                        known,
                        case: c,
                        route: r,
                        filters,
                    });
                }
            }
        }
    }
    let best = best.ok_or_else(|| match unfit {
        Some(why) => format!("no list at {} takes this call: {why}", call.path),
        None => format!("no list at {}", call.path),
    })?;
    Ok((best.case, best.route, best.filters))
}

/// True if a route that cases share asks for another word than this case has.
fn is_taken_by_others(case: Option<&Condition>, route: Option<&Condition>) -> bool {
    let mut own = worded(case);
    own.any(|(name, own)| {
        let agrees = |words: &Vec<Json>| words.iter().any(|word| own.contains(word));
        !words_hold(route, &|asked, words| asked != name || agrees(words))
    })
}

/// A list that a call may mean.
struct Fitting {
    /// How many marks of it the call has.
    fits: usize,
    /// How many of the columns that it reads the call selects, and how many of its filters the call has.
    known: (usize, usize),
    case: usize,
    route: usize,
    /// What the path asks.
    filters: Vec<AskedFilter>,
}

impl Fitting {
    /// True if another list that fits alike knows more of the call: more columns, or a route of the same case
    /// that knows more filters.
    fn knows_less(&self, case: usize, known: (usize, usize)) -> bool {
        let (columns, filters) = known;
        let own = self.known.0;
        columns > own || columns == own && self.case == case && filters > self.known.1
    }
}

/// How many filters of a route a call has.
fn known_filters(route: &Route, call: &ReceivedCall) -> usize {
    let sendings = route.parameters.values().flat_map(sendings);
    sendings.filter(|own| sent(call, own).is_some()).count()
}

/// The number of fixed members of a body, if the call has all of them.
fn fixed_members(body: &Body, actual: &Json) -> Result<usize, String> {
    let Body::Object(members) = body else {
        return Ok(0);
    };
    let mut marks = 0;
    for (name, member) in members {
        let fixed = match member {
            Body::Fixed(value) => Some(value.clone()),
            Body::Text(written, _) if template::is_fixed(written.text()) => {
                Some(written.text().into())
            }
            _ => None,
        };
        if let Some(fixed) = fixed {
            let came = actual.get(name);
            if came != Some(&fixed) {
                return Err(wrong(&format!("`{name}` in the body"), &fixed, came));
            }
            marks += 1;
        }
    }
    Ok(marks)
}

/// What a call gives for the placeholders in texts that the mapping writes into its query and body.
fn written_values(route: &Route, call: &ReceivedCall) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut add = |text: &str, given: &str| {
        if !template::is_fixed(text) {
            found.extend(template::values(text, given).unwrap_or_default());
        }
    };
    for (name, (send, _)) in &route.send {
        if let (Send::Text(written), Some(given)) = (send, call.query(name)) {
            add(written.text(), given);
        }
    }
    let body = route.body.as_ref().filter(|_| call.method != "GET");
    let mut left: Vec<(&Body, &Json)> = body.map(|body| (body, &call.body)).into_iter().collect();
    while let Some((body, given)) = left.pop() {
        match (body, given) {
            (Body::Text(written, _), Json::String(given)) => add(written.text(), given),
            (Body::Object(members), given) => {
                let given = |name: &str| given.get(name);
                left.extend(
                    members
                        .iter()
                        .filter_map(|(name, member)| Some((member, given(name)?))),
                );
            }
            _ => {}
        }
    }
    found
}

/// What a mark must be, and what came in its place.
fn wrong(mark: &str, wanted: &Json, came: Option<&Json>) -> String {
    match came {
        Some(came) => format!("{mark} must be {wanted}, and is {came}"),
        None => format!("{mark} must be {wanted}, and is missing"),
    }
}

/// Several routes may share one path: only the vendor's ids tell if `/people/7` is the list of a
/// person or of a company, so it lists the records of either.
fn meant_too(found: &mut [AskedFilter], filters: &[AskedFilter]) {
    let ([found], [other]) = (found, filters) else {
        return;
    };
    let FilteredBy::Field(field) = &other.by else {
        return;
    };
    if found.operator != other.operator || found.values != other.values {
        return;
    }
    match &mut found.by {
        FilteredBy::Field(own) if own != field => {
            found.by = FilteredBy::AnyField(vec![own.clone(), field.clone()]);
        }
        FilteredBy::AnyField(fields) if !fields.contains(field) => fields.push(field.clone()),
        FilteredBy::Field(_)
        | FilteredBy::AnyField(_)
        | FilteredBy::Happened
        | FilteredBy::Columns(_)
        | FilteredBy::Entry(_)
        | FilteredBy::Unseen => {}
    }
}

/// How many marks of a route the call has: fixed values, an object, words of its case; or which mark
/// is missing.
fn fitting(
    vendor: &PlayedVendor,
    when: Option<&Condition>,
    route: &Route,
    call: &ReceivedCall,
) -> Result<usize, String> {
    let mut marks = 0;
    if let Some(body) = route.body.as_ref().filter(|_| call.method != "GET") {
        marks += fixed_members(body, &call.body)?;
    }
    for (name, (send, _)) in &route.send {
        let fixed = match send {
            Send::Fixed(value) => json_path::text(value),
            Send::Text(template) if template::is_fixed(template.text()) => {
                Some(template.text().to_owned())
            }
            Send::Text(_) | Send::Names(_) => None,
        };
        if let Some(fixed) = fixed {
            let came = call.query(name);
            if came != Some(fixed.as_str()) {
                let came = came.map(Json::from);
                return Err(wrong(&format!("`{name}`"), &fixed.into(), came.as_ref()));
            }
            marks += 1;
        }
    }
    if let Some(soql) = &route.soql {
        let text = call.query(&soql.send_as).unwrap_or_default();
        let name = &soql.send_as;
        parted(text, &soql.from).ok_or_else(|| format!("`{name}` is not understood: {text}"))?;
        marks += 1;
    }
    for (name, (send, _)) in &route.send {
        if let (Send::Text(written), Some(given)) = (send, call.query(name))
            && !template::is_fixed(written.text())
        {
            // A query text tells which list it is for.
            template::texts(written.text(), given)
                .ok_or_else(|| format!("`{name}` is not understood: {given}"))?;
            marks += 1;
        }
    }
    for (name, words) in worded(when) {
        let Some(parameter) = route.parameters.get(name) else {
            continue;
        };
        for sending in sendings(parameter) {
            let Some(value) = sent(call, sending) else {
                continue;
            };
            let asked = of_value(vendor, parameter, sending, &value)?;
            let one_of =
                |known: &KnownValue| words.iter().any(|w| w.as_str() == Some(&known.text()));
            if !asked.values.iter().all(one_of) {
                return Err(format!("`{name}` has a word of another list"));
            }
            marks += 1;
        }
    }
    Ok(marks)
}

/// True if the values in a path are among those for which a case is chosen.
pub(crate) fn is_for_case(
    vendor: &PlayedVendor,
    case: usize,
    route: usize,
    values: &BTreeMap<String, String>,
) -> bool {
    let (Some(case), Some(route)) = (vendor.mapping().cases.get(case), vendor.route(case, route))
    else {
        return false;
    };
    words_hold(case.when.as_ref(), &|name, words| {
        let Some(theirs) = values.get(&format!("query.{name}")) else {
            return true;
        };
        let parameter = route.parameters.get(name);
        let ours = parameter.and_then(|parameter| parameter.our_word(theirs));
        let ours = ours.unwrap_or(theirs);
        words.iter().any(|word| word.as_str() == Some(ours))
    })
}
