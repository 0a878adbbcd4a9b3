//! What became of a filter, clause by clause: what the mapping says of it, and what it changes in the
//! call, seen by planning the call once with it and once without.

use super::origin::NoStory;
use serde::Serialize;
use touchpoint_contract::NAMES;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Account, Request};
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::{Chosen, Plan};
use touchpoint_core::query::{Filter, ListQuery};
use touchpoint_core::run::{Error, Options, Preview, PreviewedList, preview};
use touchpoint_corpus::leaves;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Parameter, Route};
use touchpoint_language::model::Operator;

/// What became of a filter.
#[derive(Clone, Debug, Serialize)]
pub struct WhyFilter {
    /// The slug.
    pub integration: String,
    /// The filter that was asked about.
    pub filter: String,
    /// Each of its clauses, in each of the lists that are read.
    pub clauses: Vec<Filtered>,
    /// Why the whole query is refused, where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
}

/// What became of one clause in one list.
#[derive(Clone, Debug, Serialize)]
pub struct Filtered {
    /// The clause: `created_at gte 2026-01-01`.
    pub clause: String,
    /// The case of the mapping.
    pub case: String,
    /// The verb and the path of its route.
    pub route: String,
    /// `pushed`, `pushed+checked`, `checked`, `decided`, `ignored` or `refused`.
    pub fate: String,
    /// Why, in words.
    pub because: String,
    /// The place of the parameter in the mapping; of the route where it declares none.
    pub place: String,
    /// What it changes in the call; empty where nothing is sent for it.
    pub call: Vec<String>,
    /// The unified field that each record is checked on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<String>,
}

/// Tells what becomes of a filter of a query. It is named as in mappings or as in queries: `owner.id`,
/// `owner[id]`, `created_at[gte]`.
///
/// # Errors
/// The query has no such filter.
pub fn of_filter(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    name: &str,
) -> Result<WhyFilter, NoStory> {
    let dotted = name.replace('[', ".").replace(']', "");
    let meant = |filter: &&Filter| is_named(plan, filter, &dotted);
    if !query.filters.iter().any(|filter| meant(&filter)) {
        let mut asked: Vec<&str> = Vec::new();
        for filter in &query.filters {
            if !asked.contains(&filter.parameter.as_str()) {
                asked.push(&filter.parameter);
            }
        }
        let help = match asked.as_slice() {
            [] => "it asks for no filter; give a query with `-q`".to_owned(),
            asked => format!(
                "it asks for {}; another query goes behind `-q`",
                asked.join(", ")
            ),
        };
        let message = format!("the query does not filter by `{name}`");
        return Err(NoStory::new(message, Some(help)));
    }
    let mut why = WhyFilter {
        integration: plan.integration().to_owned(),
        filter: name.to_owned(),
        clauses: Vec::new(),
        refused: Vec::new(),
    };
    let whole = match planned(plan, query, account) {
        Ok(whole) => whole,
        Err(Error::Caller(fault)) => {
            why.refused = fault
                .failures
                .into_iter()
                .map(|failure| failure.message)
                .collect();
            return Ok(why);
        }
        Err(other) => return Err(NoStory::new(other.to_string(), None)),
    };
    for (at, filter) in query.filters.iter().enumerate().filter(|(_, f)| meant(f)) {
        let mut without = query.clone();
        without.filters.remove(at);
        let without = planned(plan, &without, account);
        let nth = query.filters.iter().take(at);
        let nth = nth.filter(|f| f.parameter == filter.parameter).count();
        for list in &whole.lists {
            why.clauses
                .extend(clause(plan, list, (filter, nth), without.as_ref()));
        }
    }
    Ok(why)
}

/// True if a filter is asked about by this name: its own, its twin's, or that of its object, alone or
/// with its operator.
fn is_named(plan: &Plan, filter: &Filter, name: &str) -> bool {
    let own = filter.parameter.as_str();
    let alone = name.strip_suffix(filter.operator.word());
    let alone = alone.and_then(|alone| alone.strip_suffix('.'));
    let of_object = own.strip_suffix(".id");
    let twin = plan.model.parameter(own).and_then(|p| p.same_as.as_deref());
    [Some(name), alone]
        .into_iter()
        .flatten()
        .any(|name| own == name || of_object == Some(name) || twin == Some(name))
}

fn planned(plan: &Plan, query: &ListQuery, account: &Account) -> Result<Preview, Error> {
    let options = Options {
        names: NAMES,
        ..Options::new(Key::new(b"a story's own key"))
    };
    preview(plan, query, account, &options)
}

fn clause(
    plan: &Plan,
    list: &PreviewedList,
    (filter, nth): (&Filter, usize),
    without: Result<&Preview, &Error>,
) -> Option<Filtered> {
    let mut all = plan.lists();
    let chosen = all.find(|l| (l.case_at, l.route_at) == (list.case_at, list.route_at))?;
    let route = chosen.route;
    let own = list
        .split
        .fates
        .iter()
        .filter(|(n, _)| *n == filter.parameter);
    let fate = own.map(|(_, fate)| *fate).nth(nth);
    let ignored = list
        .split
        .ignored
        .iter()
        .any(|one| one.parameter == filter.parameter);
    let declared = declared(plan, route, filter);
    let operator = match (filter.operator, declared) {
        (Operator::Eq, Some(parameter)) if filter.bare => parameter.bare,
        (operator, _) => operator,
    };
    let place = declared.map_or(&route.pointer, |parameter| &parameter.pointer);
    let checked = list
        .split
        .checks
        .iter()
        .find(|check| check.operator == operator && check.values == filter.values);
    Some(Filtered {
        clause: format!(
            "{} {} {}",
            filter.parameter,
            operator.word(),
            filter.values.join(", ")
        ),
        case: chosen.case.name.clone(),
        route: format!("{} {}", route.request.method, route.request.path),
        fate: match fate {
            Some(fate) => fate.word().to_owned(),
            None if ignored => "ignored".to_owned(),
            None => "refused".to_owned(),
        },
        because: because(chosen, filter, operator, declared, fate),
        place: plan.mapping.place(place),
        call: match without {
            Ok(without) => changed(list, without),
            Err(error) => vec![format!("without it the query is refused: {error}")],
        },
        checked_on: checked.map(|check| check.field.clone()),
    })
}

/// The parameter of a route for a filter, by its own name or its twin's.
fn declared<'r>(plan: &Plan, route: &'r Route, filter: &Filter) -> Option<&'r Parameter> {
    let own = route.parameters.get(&filter.parameter);
    own.or_else(|| {
        let twin = plan.model.parameter(&filter.parameter)?.same_as.clone()?;
        route.parameters.get(&twin)
    })
}

/// Why a clause has its fate.
fn because(
    chosen: Chosen<'_>,
    filter: &Filter,
    operator: Operator,
    declared: Option<&Parameter>,
    fate: Option<Fate>,
) -> String {
    let name = &filter.parameter;
    let unsent = || match declared {
        None => format!("this route declares no `{name}`"),
        Some(parameter) if parameter.checked => format!("`{name}` is declared `checked: true`"),
        Some(parameter) => {
            let known: Vec<&str> = parameter
                .sendings
                .iter()
                .map(|s| s.operator.word())
                .collect();
            match &parameter.pushed_with {
                _ if parameter.sending(operator).is_none() => format!(
                    "`{name}` is sent for {}, and not for {}",
                    known.join(", "),
                    operator.word()
                ),
                Some(companion) => format!("`{name}` is sent beside `{companion}` only"),
                None => format!(
                    "the vendor cannot take this clause of `{name}`, or another one takes its place"
                ),
            }
        }
    };
    match fate {
        Some(Fate::Pushed) if declared.is_none() => "a text of the request reads it".to_owned(),
        Some(Fate::Pushed) => "the vendor applies it".to_owned(),
        Some(Fate::PushedAndChecked) => {
            "the vendor applies it loosely, so the records are checked as well".to_owned()
        }
        Some(Fate::Checked) => format!("{}, so the records are checked", unsent()),
        Some(Fate::CheckedInOrder) => format!(
            "{}, so the records are checked, and the order of the list ends the reading",
            unsent()
        ),
        Some(Fate::Decided) if chosen.case.when.is_some() => format!(
            "it chose the case `{}`, or all of its records have this value",
            chosen.case.name
        ),
        Some(Fate::Decided) => "all records of the list have this value".to_owned(),
        None => format!("{}, and no field of the records shows it", unsent()),
    }
}

/// The lines of a call that are not in the call without the clause, and those that only that has.
fn changed(list: &PreviewedList, without: &Preview) -> Vec<String> {
    let other = without
        .lists
        .iter()
        .find(|other| (other.case_at, other.route_at) == (list.case_at, list.route_at))
        .or(without.lists.first());
    let (with, without) = (
        lines(&list.request),
        other.map(|other| lines(&other.request)).unwrap_or_default(),
    );
    let mut changed = Vec::new();
    for (name, value) in &with {
        let mut known = without.iter().filter(|(other, _)| other == name);
        match known.clone().find(|(_, other)| other == value) {
            Some(_) => {}
            None => match known.next() {
                Some((_, before)) => changed.push(grown(name, before, value)),
                None => changed.push(format!("+ {name} = {value}")),
            },
        }
    }
    for (name, value) in &without {
        if !with.iter().any(|(other, _)| other == name) {
            changed.push(format!("- {name} = {value}"));
        }
    }
    changed
}

/// What was put into a text.
fn grown(name: &str, before: &str, after: &str) -> String {
    let start = before
        .char_indices()
        .zip(after.chars())
        .find(|((_, one), other)| one != other)
        .map_or(before.len().min(after.len()), |((at, _), _)| at);
    let end = before
        .chars()
        .rev()
        .zip(after.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum::<usize>()
        .min(before.len() - start)
        .min(after.len().saturating_sub(start));
    let part = |text: &str| {
        let part = text.get(start..text.len() - end).unwrap_or(text);
        part.trim().to_owned()
    };
    match (part(before).as_str(), part(after).as_str()) {
        ("", added) => format!("+ {name}: … {added} …"),
        (removed, "") => format!("- {name}: … {removed} …"),
        _ => format!("+ {name} = {after}  (without it: {before})"),
    }
}

/// A call, line by line.
fn lines(request: &Request) -> Vec<(String, String)> {
    let mut lines = vec![(request.method.to_string(), request.url.clone())];
    let query = request.query.iter();
    lines.extend(query.map(|(name, value)| (format!("? {name}"), value.clone())));
    let headers = request.headers.iter();
    lines.extend(headers.map(|header| (header.name.clone(), header.value.to_string())));
    if let Some(body) = &request.body {
        match Json::from_slice(body) {
            Ok(json) => {
                let leaves = leaves(&json).into_iter();
                lines.extend(leaves.map(|(path, value)| (format!("body.{path}"), value)));
            }
            Err(_) => lines.push((
                "body".to_owned(),
                String::from_utf8_lossy(body).into_owned(),
            )),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::grown;

    #[test]
    fn what_was_put_into_a_text_is_told_alone() {
        let before = "SELECT Id FROM Task ORDER BY Id";
        let after = "SELECT Id FROM Task WHERE CreatedDate >= 2026 ORDER BY Id";
        assert_eq!(
            grown("? q", before, after),
            "+ ? q: … WHERE CreatedDate >= 2026 …"
        );
        assert_eq!(grown("? q", "aé", "aéb"), "+ ? q: … b …");
        assert_eq!(grown("? q", "1", "2"), "+ ? q = 2  (without it: 1)");
    }
}
