//! Turns the values that a call carries into filters on the records.

use super::added::added;
use super::list_asked::{AskedFilter, FilteredBy};
use crate::notation::call::ReceivedCall;
use crate::notation::{json_path, time};
use crate::world::played_vendor::PlayedVendor;
use crate::world::truth::KnownValue;
use touchpoint_core::query::Operator;
use touchpoint_language::expr::Path;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Body, Case, GivePaths, Goes, Parameter, Route, Sending};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::{SendAs, ValueType};

/// The ways in which a parameter is sent, one for each place; of several at one place, the exact one.
pub(crate) fn sendings(parameter: &Parameter) -> Vec<&Sending> {
    let mut found: Vec<&Sending> = Vec::new();
    for sending in &parameter.sendings {
        // Clauses are read where they stand, and templates too.
        if !matches!(sending.goes, Goes::At(_) | Goes::Parts(_)) {
            continue;
        }
        match found
            .iter_mut()
            .find(|known| known.goes.is_alike(&sending.goes))
        {
            Some(known) if known.loose && !sending.loose => *known = sending,
            // A list may have a single value.
            Some(known) if sending.operator.takes_many() => *known = sending,
            Some(_) => {}
            None => found.push(sending),
        }
    }
    found
}

/// The value with which a call sends a parameter.
pub(crate) fn sent(call: &ReceivedCall, sending: &Sending) -> Option<Json> {
    match &sending.goes {
        Goes::At(place) => at(call, place),
        Goes::Parts(_) => added(call, sending),
        Goes::Clauses(_) | Goes::Read => None,
    }
}

/// The value as the vendor reads a time.
pub(crate) fn known_value(sending: &Sending, value: &Json) -> Option<KnownValue> {
    time::read(&sending.time, value).map(KnownValue::At)
}

/// The value that a call has where a parameter is sent.
pub(crate) fn at(call: &ReceivedCall, place: &SendAs) -> Option<Json> {
    match place {
        SendAs::Query(name) => call.query(name).map(Json::from),
        SendAs::Header(name) => call.header(name).map(Json::from),
        SendAs::Body(name) => json_path::first(&call.body, &json_path::dotted(name)).cloned(),
    }
}

/// The filter of a placeholder, `query.contact.id` or `query.created.gte | string`.
pub(crate) fn of_placeholder(
    vendor: &PlayedVendor,
    route: &Route,
    placeholder: &str,
    value: &Json,
) -> Result<Option<AskedFilter>, String> {
    let name = placeholder.split('|').next().unwrap_or_default().trim();
    let Some(name) = name.strip_prefix("query.") else {
        return Ok(None);
    };
    let by = name.rsplit_once('.');
    let by = by.and_then(|(name, word)| Some((name, Operator::from_word(word)?)));
    let (name, operator) = by.unwrap_or((name, Operator::Eq));
    if let Some(parameter) = route.parameters.get(name)
        && let Some(sending) = parameter.sending(operator)
    {
        return of_value(vendor, parameter, sending, value).map(Some);
    }
    let field = vendor.model().compared_field(name);
    Ok(field
        .zip(json_path::text(value))
        .map(|(field, text)| AskedFilter {
            by: by_field(vendor, field),
            operator,
            values: vec![KnownValue::Text(text)],
            loose: false,
        }))
}

/// The filter of a parameter that is sent with a value.
pub(crate) fn of_value(
    vendor: &PlayedVendor,
    parameter: &Parameter,
    sending: &Sending,
    value: &Json,
) -> Result<AskedFilter, String> {
    let several = sending.operator.takes_many() || parameter.value_type == ValueType::List;
    let values: Vec<Json> = match value {
        Json::Array(items) => items.clone(),
        Json::String(text) if (several || parameter.join.is_some()) && !is_element(sending) => {
            let join = parameter.join.as_deref().unwrap_or(",");
            text.split(join).map(Json::from).collect()
        }
        one => vec![one.clone()],
    };
    let scalar = vendor.model().filterable(&parameter.name);
    let is_time = scalar == Some(&Scalar::Instant);
    let by = match (
        &parameter.through,
        vendor.model().compared_field(&parameter.name),
    ) {
        (Some(through), _) => FilteredBy::Entry(through.table.clone()),
        (None, Some(field)) if parameter.bare == Operator::Eq => by_field(vendor, field),
        (None, _) if is_time => FilteredBy::Happened,
        (None, _) => return Err(format!("`{}` is not played", parameter.name)),
    };
    let mut known_values = Vec::new();
    for value in &values {
        let known = if parameter.through.is_some() {
            entry_sent(vendor, parameter, value).map(|index| KnownValue::Text(index.to_string()))
        } else if is_time {
            known_value(sending, value)
        } else {
            let text = json_path::text(value);
            let text = text.map(|text| match parameter.our_word(&text) {
                Some(ours) => ours.to_owned(),
                None => text,
            });
            let text = text.map(|text| match sending.operator {
                Operator::Like => contains(&text),
                _ => text,
            });
            text.map(KnownValue::Text)
        };
        known_values
            .push(known.ok_or_else(|| format!("`{}` has no value {value}", parameter.name))?);
    }
    // Several values mean any of them.
    let operator = match sending.operator {
        Operator::Eq if known_values.len() > 1 && !several => {
            return Err(format!("`{}` takes one value", parameter.name));
        }
        operator => operator,
    };
    Ok(AskedFilter {
        by,
        operator,
        values: known_values,
        loose: sending.loose,
    })
}

/// True if each value is an element of a list: then commas in it are its own.
fn is_element(sending: &Sending) -> bool {
    let Goes::Parts(parts) = &sending.goes else {
        return false;
    };
    let sent = parts.send.iter().map(|(_, value)| value);
    sent.chain(&parts.body).any(Body::has_element)
}

fn by_field(vendor: &PlayedVendor, field: String) -> FilteredBy {
    // What only repeats the caller is nothing of a record's own.
    let shows = |case: &Case| {
        let mut names = case.fields.iter().flat_map(|field| field.expressions());
        names.any(|(name, _)| name == field) && !case.repeats(&field)
    };
    let is_shown = vendor.plan.fills(&field) && vendor.mapping().cases.iter().any(shows);
    if vendor.pools.readable && !is_shown {
        return FilteredBy::Unseen;
    }
    FilteredBy::Field(field)
}

/// The LIKE pattern of texts that contain this one.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern + "%"
}

/// The entry of a table that a value stands for.
fn entry_sent(vendor: &PlayedVendor, parameter: &Parameter, value: &Json) -> Option<usize> {
    let through = parameter.through.as_ref()?;
    let has = match &through.give {
        GivePaths::One(path) => vec![(path.text().to_owned(), value.clone())],
        GivePaths::Object(paths) => {
            let member = |(name, path): &(String, Path)| {
                Some((path.text().to_owned(), value.get(name)?.clone()))
            };
            paths.iter().map(member).collect::<Option<_>>()?
        }
    };
    let find = |has: &[(String, Json)]| vendor.tables.find(&through.table, has);
    // What stands in an address is a text; the table may have a number.
    let as_number =
        |(path, value): (String, Json)| Some((path, Json::parse(value.as_str()?).ok()?));
    find(&has).or_else(|| find(&has.into_iter().map(as_number).collect::<Option<Vec<_>>>()?))
}
