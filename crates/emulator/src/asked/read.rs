//! A call becomes what it asks of one of the lists. What the vendor does not know, it refuses.

use super::body::read_body;
use super::filter::{at, of_column, of_placeholder, of_value, sendings};
use super::list_asked::AskedList;
use super::names::KnownNames;
use super::page::{paged, sorted};
use super::recognised::recognised;
use crate::notation::call::ReceivedCall;
use crate::notation::soql::{self, SoqlQuery};
use crate::notation::template;
use crate::world::order::{RecordOrder, SortBy};
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Send;

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
    let mut only = Vec::new();
    for (name, (send, _)) in &found.send {
        known.query.push(name.clone());
        match (send, call.query(name)) {
            (Send::Names(names), Some(given)) => {
                let join = names.join.as_deref().unwrap_or(",");
                let given = given.split(join).map(str::to_owned).collect();
                only.push((names.under.text().to_owned(), given));
            }
            (Send::Names(_), None) => return Err(format!("`{name}` is missing")),
            (Send::Text(template), Some(given)) => {
                let values = template::values(template.text(), given);
                let values =
                    values.ok_or_else(|| format!("`{name}` is not understood: {given}"))?;
                for (placeholder, value) in values {
                    filters.extend(of_placeholder(
                        vendor,
                        found,
                        &placeholder,
                        &Json::from(value),
                    )?);
                }
            }
            (Send::Text(_) | Send::Fixed(_), _) => {}
        }
    }
    if let Some(body) = &found.body {
        let asked = read_body(body, &call.body)?;
        for (placeholder, value) in asked.placeholders {
            filters.extend(of_placeholder(vendor, found, &placeholder, &value)?);
        }
        only.extend(asked.only);
        known.add_all(body);
    }
    for parameter in found.parameters.values() {
        for sending in sendings(parameter) {
            let Some(place) = &sending.send_as else {
                continue;
            };
            known.add(place);
            if let Some(value) = at(call, place) {
                filters.push(of_value(vendor, parameter, sending, &value)?);
            }
        }
    }
    let mut sort = RecordOrder::new();
    if let Some(soql) = &found.soql {
        known.query.push(soql.send_as.clone());
        let text = call.query(&soql.send_as).unwrap_or_default();
        let query = soql::read(text)?;
        if query.columns.is_empty() {
            return Err("nothing is selected".to_owned());
        }
        only.push(("$".to_owned(), query.columns.clone()));
        filters.extend(query.conditions.iter().map(|c| of_column(found, soql, c)));
        sort = order_of(&query);
    }
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
        only,
    })
}

/// What a query text sorts by. If it does not say, nobody knows.
fn order_of(query: &SoqlQuery) -> RecordOrder {
    if query.order.is_empty() {
        return vec![(SortBy::Chance, false)];
    }
    let order = query.order.iter();
    order
        .map(|(column, down)| (SortBy::Column(column.clone()), *down))
        .collect()
}
