//! A call into what it asks of the vendor: which list, which records, which page. What the vendor
//! does not know, it refuses.

use super::asked_body::said;
use super::asked_page::{Names, paged, sorted};
use super::forms;
use super::holes;
use super::order::Order;
use super::soql;
use super::spot;
use super::truth::Known;
use super::wire::Call;
use super::world::World;
use serde_json::Value;
use std::collections::BTreeMap;
use touchpoint_core::query::Operator;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::mapping::{Parameter, Route, Send, Sending, Soql};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::{SendAs, ValueType};

/// What a call asks.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) case: usize,
    pub(super) route: usize,
    pub(super) wanted: Vec<Wanted>,
    pub(super) place: Place,
    pub(super) size: u64,
    pub(super) sort: Order,
    /// A place in the record, and the members that are asked for there.
    pub(super) only: Vec<(String, Vec<String>)>,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    First,
    /// After the record of this rank.
    After(u64),
    Page(u64),
    Offset(u64),
}

/// One condition on the records.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) on: On,
    pub(super) operator: Operator,
    pub(super) values: Vec<Known>,
    pub(super) loose: bool,
}

/// What a condition looks at.
#[derive(Clone, Debug)]
pub(super) enum On {
    Field(String),
    Happened,
    Column(String),
    /// The entry of a table that the record names.
    Entry(String),
}

/// Reads a call to one of the lists.
///
/// # Errors
/// What the vendor would refuse it for.
pub(super) fn read(world: &World, call: &Call) -> Result<Asked, String> {
    let (case, route, mut wanted) = recognised(world, call)?;
    let Some(found) = world.route(case, route) else {
        return Err("no such list".to_owned());
    };
    let mut known = Names::default();
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
                let held = holes::held(template.text(), given);
                let held = held.ok_or_else(|| format!("`{name}` is not understood: {given}"))?;
                for (hole, value) in held {
                    wanted.extend(of_hole(world, found, &hole, &Value::from(value))?);
                }
            }
            (Send::Text(_) | Send::Fixed(_), _) => {}
        }
    }
    if let Some(body) = &found.body {
        let said = said(body, &call.body)?;
        for (hole, value) in said.holes {
            wanted.extend(of_hole(world, found, &hole, &value)?);
        }
        only.extend(said.only);
        known.add_all(body);
    }
    for parameter in found.parameters.values() {
        for sending in sendings(parameter) {
            let Some(place) = &sending.send_as else {
                continue;
            };
            known.add(place);
            if let Some(value) = at(call, place) {
                wanted.push(of_value(world, parameter, sending, &value)?);
            }
        }
    }
    let mut sort = Order::new();
    if let Some(soql) = &found.soql {
        known.query.push(soql.send_as.clone());
        let text = call.query(&soql.send_as).unwrap_or_default();
        let query = soql::read(text)?;
        if query.columns.is_empty() {
            return Err("nothing is selected".to_owned());
        }
        only.push(("$".to_owned(), query.columns.clone()));
        wanted.extend(query.conditions.iter().map(|c| of_column(found, soql, c)));
        sort = query.order();
    }
    sort.extend(sorted(found, call, &mut known)?);
    let (place, size) = paged(world, found, call, &mut known)?;
    known.check(world, call)?;
    Ok(Asked {
        case,
        route,
        wanted,
        place,
        size,
        sort,
        only,
    })
}

/// The list that a call means: the one that fits it most closely.
fn recognised(world: &World, call: &Call) -> Result<(usize, usize, Vec<Wanted>), String> {
    let mut best: Option<(usize, usize, usize, Vec<Wanted>)> = None;
    for (c, case) in world.mapping().cases.iter().enumerate() {
        for (r, route) in case.routes.iter().enumerate() {
            let path = world.with_context(route.request.path.text());
            let path = format!("{}{path}", world.base_path());
            let Some(held) = holes::held(&path, &call.path) else {
                continue;
            };
            if route.request.method.to_string() != call.method {
                continue;
            }
            if !world.stands_for(c, r, &held) {
                continue;
            }
            let Some(fits) = fitting(world, case.when.as_ref(), route, call) else {
                continue;
            };
            let fits = fits + 1;
            if best.as_ref().is_none_or(|(most, ..)| fits > *most) {
                let mut wanted = Vec::new();
                for (hole, value) in held {
                    wanted.extend(of_hole(world, route, &hole, &Value::from(value))?);
                }
                best = Some((fits, c, r, wanted));
            }
        }
    }
    let (_, case, route, wanted) = best.ok_or_else(|| format!("no list at {}", call.path))?;
    Ok((case, route, wanted))
}

/// How many marks of a route the call bears; none where one is missing.
fn fitting(
    world: &World,
    when: Option<&touchpoint_language::expr::Condition>,
    route: &Route,
    call: &Call,
) -> Option<usize> {
    use touchpoint_language::expr::condition::{Subject, Want};
    let mut marks = 0;
    for (name, (send, _)) in &route.send {
        let fixed = match send {
            Send::Fixed(value) => spot::text(value),
            Send::Text(template) if holes::is_fixed(template.text()) => {
                Some(template.text().to_owned())
            }
            Send::Text(_) | Send::Names(_) => None,
        };
        if let Some(fixed) = fixed {
            (call.query(name) == Some(&fixed)).then_some(())?;
            marks += 1;
        }
    }
    if let Some(soql) = &route.soql {
        let query = soql::read(call.query(&soql.send_as).unwrap_or_default()).ok()?;
        (query.from == soql.from).then_some(())?;
        marks += 1;
    }
    for clause in when.iter().flat_map(|when| &when.clauses) {
        let (Subject::Parameter(name), Want::AnyOf(words)) = (&clause.subject, &clause.want) else {
            continue;
        };
        let Some(parameter) = route.parameters.get(name) else {
            continue;
        };
        for sending in sendings(parameter) {
            let Some(value) = sending.send_as.as_ref().and_then(|place| at(call, place)) else {
                continue;
            };
            let asked = of_value(world, parameter, sending, &value).ok()?;
            let one_of = |known: &Known| words.iter().any(|w| w.as_str() == Some(&known.text()));
            asked.values.iter().all(one_of).then_some(())?;
            marks += 1;
        }
    }
    Some(marks)
}

/// One way of sending for each place: of several, the one that is exact.
fn sendings(parameter: &Parameter) -> Vec<&Sending> {
    let mut found: Vec<&Sending> = Vec::new();
    for sending in &parameter.sendings {
        match found
            .iter_mut()
            .find(|known| known.send_as == sending.send_as)
        {
            Some(known) if known.loose && !sending.loose => *known = sending,
            // One of several serves for one, too.
            Some(known) if sending.operator.takes_many() => *known = sending,
            Some(_) => {}
            None => found.push(sending),
        }
    }
    found
}

/// What stands where a parameter is sent.
pub(super) fn at(call: &Call, place: &SendAs) -> Option<Value> {
    match place {
        SendAs::Query(name) => call.query(name).map(Value::from),
        SendAs::Header(name) => call.header(name).map(Value::from),
        SendAs::Body(name) => spot::first(&call.body, &spot::dotted(name)).cloned(),
    }
}

/// What stands in a hole of a text: `query.contact.id`, `query.created.gte | string`.
fn of_hole(
    world: &World,
    route: &Route,
    hole: &str,
    value: &Value,
) -> Result<Option<Wanted>, String> {
    let name = hole.split('|').next().unwrap_or_default().trim();
    let Some(name) = name.strip_prefix("query.") else {
        return Ok(None);
    };
    let by = name.rsplit_once('.');
    let by = by.and_then(|(name, word)| Some((name, Operator::from_word(word)?)));
    let (name, operator) = by.unwrap_or((name, Operator::Eq));
    if let Some(parameter) = route.parameters.get(name)
        && let Some(sending) = parameter.sending(operator)
    {
        return of_value(world, parameter, sending, value).map(Some);
    }
    let field = world.model().compared_field(name);
    Ok(field.zip(spot::text(value)).map(|(field, text)| Wanted {
        on: On::Field(field),
        operator,
        values: vec![Known::Text(text)],
        loose: false,
    }))
}

impl World {
    /// Whether what stands in the holes of a path is what the case is for.
    pub(super) fn stands_for(
        &self,
        case: usize,
        route: usize,
        held: &BTreeMap<String, String>,
    ) -> bool {
        use touchpoint_language::expr::condition::{Subject, Want};
        let (Some(case), Some(route)) = (self.mapping().cases.get(case), self.route(case, route))
        else {
            return false;
        };
        let clauses = case.when.iter().flat_map(|when| &when.clauses);
        let mut worded = clauses.filter_map(|clause| match (&clause.subject, &clause.want) {
            (Subject::Parameter(name), Want::AnyOf(words)) => {
                Some((held.get(&format!("query.{name}"))?, name, words))
            }
            _ => None,
        });
        worded.all(|(theirs, name, words)| {
            let map = route.parameters.get(name).and_then(|p| p.map.as_ref());
            let ours = map.into_iter().flatten();
            let mut ours = ours.filter(|(_, word)| spot::text(word).as_ref() == Some(theirs));
            let ours = ours.next().map_or(theirs, |(ours, _)| ours);
            words.iter().any(|word| word.as_str() == Some(ours))
        })
    }
}

fn of_value(
    world: &World,
    parameter: &Parameter,
    sending: &Sending,
    value: &Value,
) -> Result<Wanted, String> {
    let several = sending.operator.takes_many() || parameter.value_type == ValueType::List;
    let values: Vec<Value> = match value {
        Value::Array(items) => items.clone(),
        Value::String(text) if several || parameter.join.is_some() => {
            let join = parameter.join.as_deref().unwrap_or(",");
            text.split(join).map(Value::from).collect()
        }
        one => vec![one.clone()],
    };
    let scalar = world.model().filterable(&parameter.name);
    let is_time = scalar == Some(&Scalar::Instant);
    let on = match (
        &parameter.through,
        world.model().compared_field(&parameter.name),
    ) {
        (Some(through), _) => On::Entry(through.table.clone()),
        (None, Some(field)) if parameter.bare == Operator::Eq => On::Field(field),
        (None, _) if is_time => On::Happened,
        (None, _) => return Err(format!("`{}` is not played", parameter.name)),
    };
    let mut wanted = Vec::new();
    for value in &values {
        let known = if parameter.through.is_some() {
            world
                .entry_sent(parameter, value)
                .map(|index| Known::Text(index.to_string()))
        } else if is_time {
            forms::read(sending.time.as_ref().unwrap_or(&TimeForm::Rfc3339), value).map(Known::At)
        } else {
            let text = spot::text(value);
            let ours = parameter.map.iter().flatten();
            let ours = ours
                .filter(|(_, theirs)| spot::text(theirs) == text)
                .map(|(ours, _)| ours.clone())
                .next();
            ours.or(text).map(Known::Text)
        };
        wanted.push(known.ok_or_else(|| format!("`{}` has no value {value}", parameter.name))?);
    }
    // Several values mean any of them, whatever one alone would mean.
    let operator = match sending.operator {
        Operator::Eq if wanted.len() > 1 && !several => {
            return Err(format!("`{}` takes one value", parameter.name));
        }
        operator => operator,
    };
    Ok(Wanted {
        on,
        operator,
        values: wanted,
        loose: sending.loose,
    })
}

fn of_column(
    route: &Route,
    soql: &Soql,
    (column, operator, literals): &(String, Operator, Vec<soql::Literal>),
) -> Wanted {
    let columns = soql
        .conditions
        .iter()
        .find(|columns| columns.column == *column);
    let names = columns
        .map(|columns| columns.parameters.as_slice())
        .unwrap_or_default();
    let mut parameters = names.iter().filter_map(|name| route.parameters.get(name));
    let loose = parameters.any(|p| p.sendings.iter().any(|s| s.loose));
    let values = literals.iter().map(|literal| match literal {
        soql::Literal::Quoted(text) if *operator == Operator::Like => Known::Text(text.clone()),
        soql::Literal::Quoted(text) => Known::Text(soql::plain(text)),
        soql::Literal::Bare(text) => match text.parse() {
            Ok(at) => Known::At(at),
            Err(_) => Known::Text(literal.text().to_owned()),
        },
    });
    Wanted {
        on: On::Column(column.clone()),
        operator: *operator,
        values: values.collect(),
        loose,
    }
}
