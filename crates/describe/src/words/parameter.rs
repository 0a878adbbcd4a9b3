//! How a parameter is asked of the vendor, in words.

use touchpoint_language::mapping::Parameter;
use touchpoint_language::written::SendAs;

/// ``eq, in into the query's `owner_id`; gte into the body's `since`, checked again``
pub(crate) fn asked(parameter: &Parameter) -> String {
    if parameter.checked {
        return "checked on the records".to_owned();
    }
    // Operators that go to one place are named together.
    let mut places: Vec<(String, Vec<&str>)> = Vec::new();
    for sending in &parameter.sendings {
        let own_text = || "the request's own text".to_owned();
        let mut place = sending.send_as.as_ref().map_or_else(own_text, place);
        if sending.loose {
            place += ", checked again";
        }
        let word = sending.operator.word();
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, operators)) => operators.push(word),
            None => places.push((place, vec![word])),
        }
    }
    let each = places
        .iter()
        .map(|(place, operators)| format!("{} into {place}", operators.join(", ")));
    let each = each.collect::<Vec<_>>().join("; ");
    match &parameter.pushed_with {
        Some(companion) => format!("{each}, beside {companion} only"),
        None => each,
    }
}

/// Where a value goes.
pub(super) fn place(send_as: &SendAs) -> String {
    match send_as {
        SendAs::Query(name) => format!("the query's `{name}`"),
        SendAs::Body(name) => format!("the body's `{name}`"),
        SendAs::Header(name) => format!("the header `{name}`"),
    }
}
