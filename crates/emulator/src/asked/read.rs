//! Reads what a call asks of one of the lists. The vendor refuses anything that it does not know.

use super::body::read_body;
use super::clause::meant_by_either;
use super::filter::{of_value, sendings, sent};
use super::list_asked::{AskedFilter, AskedList};
use super::names::{KnownNames, added_members};
use super::page::{paged, sorted};
use super::query_text::QueryText;
use super::recognised::recognised;
use crate::notation::call::ReceivedCall;
use crate::notation::template;
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::mapping::{RequestPlace, Send};

/// Reads a call to one of the lists.
///
/// # Errors
/// Why the vendor refuses it.
pub(crate) fn read(vendor: &PlayedVendor, call: &ReceivedCall) -> Result<AskedList, String> {
    let (case, route, mut filters) = recognised(vendor, call)?;
    let Some(found) = vendor.route(case, route) else {
        return Err("no such list".to_owned());
    };
    let mut known = KnownNames::default();
    let Some(list) = vendor.mapping().cases.get(case) else {
        return Err("no such list".to_owned());
    };
    let mut text = QueryText::of(vendor, list, found);
    for (name, (send, _)) in &found.send {
        known.query.push(name.clone());
        match (send, call.query(name)) {
            (Send::Names(names), Some(given)) => {
                let join = names.join.as_deref().unwrap_or(",");
                let given = given.split(join).map(str::to_owned).collect();
                text.only.push((names.under.text().to_owned(), given));
            }
            (Send::Names(_), None) => return Err(format!("`{name}` is missing")),
            (Send::Text(template), Some(given)) => {
                let values = template::texts(template.text(), given);
                let values =
                    values.ok_or_else(|| format!("`{name}` is not understood: {given}"))?;
                for (placeholder, value) in values {
                    text.add(&placeholder, &value.into())?;
                }
            }
            (Send::Text(_) | Send::Fixed(_), _) => {}
        }
    }
    // A GET comes without its body.
    if let Some(body) = found.body.as_ref().filter(|_| call.method != "GET") {
        let asked = read_body(body, &call.body, &added_members(found))?;
        for (placeholder, value) in asked.placeholders {
            text.add(&placeholder, &value)?;
        }
        text.only.extend(asked.only);
        known.add_all(body);
    }
    // Of several parameters at one place, only the vendor knows whose value it is.
    let mut placed: Vec<(Vec<RequestPlace>, AskedFilter)> = Vec::new();
    for parameter in found.parameters.values() {
        for sending in sendings(parameter) {
            let places = found.places(parameter, sending.operator);
            known.add_places(&places);
            let Some(value) = sent(call, sending) else {
                continue;
            };
            let filter = of_value(vendor, parameter, sending, &value)?;
            let mut before = placed.iter_mut();
            match before.find(|(own, by)| *own == places && by.operator == filter.operator) {
                Some((_, own)) => *own = meant_by_either(own.clone(), &filter),
                None => placed.push((places, filter)),
            }
        }
    }
    filters.extend(placed.into_iter().map(|(_, filter)| filter));
    if let Some(soql) = &found.soql {
        known.query.push(soql.send_as.clone());
        text.statement(call.query(&soql.send_as).unwrap_or_default(), &soql.from)?;
    }
    filters.extend(text.filters);
    let mut sort = text.sort;
    sort.extend(sorted(found, call, &mut known)?);
    let (start, size) = paged(vendor, found, call, &mut known)?;
    known.check(vendor, call)?;
    Ok(AskedList {
        case,
        route,
        filters,
        start,
        size,
        sort,
        only: text.only,
    })
}
