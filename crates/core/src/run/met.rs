//! What one reply shows about its mapping, besides faults of single records: paths that lead
//! nowhere in all of them, words that are none of ours, times in another unit.

use crate::exchange::Reply;
use crate::plan::{Chosen, Plan};
use crate::response::{Row, Warning};
use serde_json::Value;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Root, follow};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Expression, FieldSource, Leads, Pick, Total};
use touchpoint_language::model::{Kind, Scalar};
use touchpoint_language::transform::Shape;

/// The years in which the times of real records lie.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;
/// How many words are named.
const MOST_WORDS: usize = 5;

/// What the author of a mapping should know of this reply. Each entry has its place in the mapping.
pub(super) fn met(plan: &Plan, chosen: Chosen<'_>, reply: &Reply, rows: &[Row]) -> Vec<Warning> {
    let Ok(body) = Json::from_slice(&reply.body) else {
        return Vec::new();
    };
    let mut met = leads(plan, chosen, reply, &body);
    let route = chosen.route;
    let mut lists = std::iter::once(&route.records).chain(&route.records_else);
    let records = lists.find_map(|path| Some(path.all(&body)).filter(|all| !all.is_empty()));
    let records = records.unwrap_or_default();
    if records.is_empty() {
        return met;
    }
    paths(plan, chosen, &records, &mut met);
    let rows: Vec<Value> = rows
        .iter()
        .filter_map(|row| serde_json::to_value(row).ok())
        .collect();
    values(plan, chosen, &rows, &mut met);
    met
}

fn note(plan: &Plan, code: &str, message: String, pointer: &Pointer) -> Warning {
    Warning {
        code: code.to_owned(),
        message,
        place: Some(plan.mapping.place(pointer)),
        ..Warning::default()
    }
}

/// Paths to the next page that lead nowhere in the reply.
fn leads(plan: &Plan, chosen: Chosen<'_>, reply: &Reply, body: &Json) -> Vec<Warning> {
    let paging = &chosen.route.paging;
    let mut met = Vec::new();
    let mut nowhere = |what: String, key: &str| {
        let message = format!(
            "{what} is not in this reply: the list ends here; where it does not, mend `{key}`"
        );
        let place = paging.pointer.key(key);
        met.push(note(plan, "nothing_leads_on", message, &place));
    };
    if let Some(next) = paging.way.next() {
        match &next.leads {
            Leads::Paths(paths) if paths.iter().all(|path| path.one(body).is_none()) => {
                let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
                nowhere(names.join(" or "), "next");
            }
            Leads::Header(name, _) if reply.headers.get(name).is_none() => {
                nowhere(format!("the header `{name}`"), "next");
            }
            Leads::Paths(_) | Leads::Header(..) => {}
        }
    }
    let total = match &paging.ending.total {
        Some(Total::Path(path)) => Some(path),
        Some(Total::Header(name)) => {
            if reply.headers.get(name).is_none() {
                nowhere(format!("the header `{name}`"), "total");
            }
            None
        }
        None => None,
    };
    for (path, key) in [
        (paging.ending.while_true.as_ref(), "while"),
        (total, "total"),
        (paging.ending.total_pages.as_ref(), "total_pages"),
    ] {
        if let Some(path) = path.filter(|path| path.one(body).is_none()) {
            nowhere(format!("`{path}`"), key);
        }
    }
    met
}

/// Paths of required fields and of lists at which no record has anything.
fn paths(plan: &Plan, chosen: Chosen<'_>, records: &[&Json], met: &mut Vec<Warning>) {
    let nowhere = |path: &Path| records.iter().all(|record| path.one(*record).is_none());
    let count = records.len();
    for field in &chosen.case.fields {
        let required = plan.model.field(&field.name).is_some_and(|f| f.required);
        if let (true, FieldSource::Scalar(expression)) = (required, &field.source) {
            let read = expression.paths();
            if !read.is_empty() && read.iter().all(|path| nowhere(path)) {
                let names: Vec<String> = read.iter().map(|path| format!("`{path}`")).collect();
                let message = format!(
                    "none of {count} records has anything at {}, and every record must have `{}`: mend the path",
                    names.join(" or "),
                    field.name
                );
                met.push(note(plan, "nothing_found", message, &field.pointer));
            }
        }
        for source in field.sources() {
            let Some(each) = source
                .each
                .as_ref()
                .filter(|each| each.root() == Root::Here)
            else {
                continue;
            };
            // an empty list counts as present
            let absent = |record: &&Json| follow(*record, each.prefix()).is_none();
            if source.when.is_none() && records.iter().all(absent) {
                let message = format!(
                    "`{each}` matches nothing in any of {count} records: where they have such a list, mend the path"
                );
                let place = source.pointer.key("each");
                met.push(note(plan, "nothing_matched", message, &place));
            }
        }
    }
}

/// Words that stayed the vendor's own, and times that all lie outside these years.
fn values(plan: &Plan, chosen: Chosen<'_>, rows: &[Value], met: &mut Vec<Warning>) {
    for field in &chosen.case.fields {
        let Some(Kind::Scalar(scalar)) = plan.model.field(&field.name).map(|field| &field.kind)
        else {
            continue;
        };
        let texts: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.get(&field.name)?.as_str())
            .collect();
        match scalar {
            Scalar::Word(words) => {
                let parameter = chosen.route.parameters.get(&field.name);
                if parameter.is_some_and(|parameter| parameter.raw) {
                    continue;
                }
                let mut own: Vec<&str> = Vec::new();
                for text in &texts {
                    if !words.iter().any(|word| word == text) && !own.contains(text) {
                        own.push(text);
                    }
                }
                if !own.is_empty() {
                    let shown: Vec<String> = own
                        .iter()
                        .take(MOST_WORDS)
                        .map(|word| format!("`{word}`"))
                        .collect();
                    let message = format!(
                        "`{}` keeps {} as the vendor has it; ours are {}: map what means one of them",
                        field.name,
                        shown.join(", "),
                        words.join(", ")
                    );
                    met.push(note(plan, "word_kept", message, &field.pointer));
                }
            }
            Scalar::Instant => {
                let year = |text: &&str| text.get(..4).and_then(|year| year.parse::<u32>().ok());
                let years: Vec<u32> = texts.iter().filter_map(year).collect();
                if !years.is_empty() && years.iter().all(|year| !YEARS.contains(year)) {
                    let first = texts.first().copied().unwrap_or_default();
                    let message = format!(
                        "every `{}` lies before 1990 or after 2100, such as `{first}`: {}",
                        field.name,
                        unit(field_expression(&field.source))
                    );
                    met.push(note(plan, "odd_time", message, &field.pointer));
                }
            }
            Scalar::Text | Scalar::Duration | Scalar::Number | Scalar::Boolean => {}
        }
    }
}

fn field_expression(source: &FieldSource) -> Option<&Expression> {
    match source {
        FieldSource::Scalar(expression) => Some(expression),
        FieldSource::Object(_) | FieldSource::List(_) => None,
    }
}

/// The next step for a time that seems to count in another unit.
fn unit(expression: Option<&Expression>) -> &'static str {
    use touchpoint_language::expr::TimeForm;
    let form = expression.and_then(|expression| {
        let one = match &expression.pick {
            Pick::FirstOf(all) => all.first()?,
            _ => expression,
        };
        one.reading().find_map(|transform| match transform.shape() {
            Shape::Time([form], _) => Some(form),
            _ => None,
        })
    });
    match form {
        Some(TimeForm::UnixMilliseconds) => "does it count seconds, `time: unix_s`?",
        Some(TimeForm::UnixSeconds) => "does it count milliseconds, `time: unix_ms`?",
        _ => "is its form another?",
    }
}
