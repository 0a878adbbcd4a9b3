//! Writes the records of one page into the vendor's own envelope: records, the way to the next
//! page, totals, and tables beside them.

use super::cut::PageCut;
use crate::asked::list_asked::AskedList;
use crate::notation::call::encoded;
use crate::notation::json_path::{self, PathStep};
use crate::seed::dice::Dice;
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::expr::{Condition, Path};
use touchpoint_language::json::{Json, Object, object};
use touchpoint_language::mapping::{Ask, Leads, Next, Route, Total};
use touchpoint_language::written::Outcome;

/// The way to the next page, and the totals.
pub(crate) struct Onward<'a> {
    /// The token, or the address, of the next page; none at the end.
    pub(crate) token: Option<String>,
    /// The address of this list, for links.
    pub(crate) address: &'a str,
    /// True if the page tells totals.
    pub(crate) tells_total: bool,
}

/// Writes the body and the headers of a page.
pub(crate) fn write(
    vendor: &PlayedVendor,
    route: &Route,
    asked: &AskedList,
    page: &PageCut,
    onward: &Onward<'_>,
    dice: &mut Dice,
) -> (Json, Vec<(String, String)>) {
    let mut body = object! {}.into();
    let mut headers = Vec::new();
    let mut paths: Vec<&Path> = vec![&route.records];
    paths.extend(&route.records_else);
    let at = if paths.len() > 1 {
        dice.place(paths.len())
    } else {
        0
    };
    let records = paths.get(at).and_then(|path| json_path::steps(path.text()));
    let records = records.unwrap_or_default();
    let (list, tail) = match records.iter().position(|step| *step == PathStep::All) {
        Some(at) => records.split_at_checked(at).unwrap_or((&records, &[])),
        None => (records.as_slice(), [].as_slice()),
    };
    let tail: Vec<PathStep> = tail.iter().skip(1).cloned().collect();
    let written = page.records.iter().filter(|record| !record.counted_only);
    let written: Vec<Json> = written
        .map(|record| {
            let mut wrapped = Json::Null;
            json_path::put(&mut wrapped, &tail, only(&record.json, asked));
            wrapped
        })
        .collect();
    if route.missing.is_some() {
        let record = written.into_iter().next().unwrap_or_default();
        json_path::put(&mut body, list, record);
        return (body, headers);
    }
    if !(written.is_empty() && route.records_may_lack && dice.one_in(2)) {
        json_path::put(&mut body, list, Json::Array(written));
    }
    if let (Some(Total::Header(name)), true) = (&route.paging.ending.total, onward.tells_total) {
        headers.push((name.clone(), page.total.to_string()));
    }
    if let Some(counts) = &route.counts {
        let steps = json_path::steps(counts.text()).unwrap_or_default();
        let things = page
            .records
            .iter()
            .map(|record| Json::from(object! { "id": record.rank }));
        let list: Vec<PathStep> = steps
            .iter()
            .filter(|s| **s != PathStep::All)
            .cloned()
            .collect();
        json_path::put(&mut body, &list, things.collect());
    }
    if let Some(next) = route.paging.way.next()
        && (matches!(next.leads, Leads::Header(..)) || !list.is_empty())
    {
        lead(next, onward, &mut body, &mut headers, dice);
    }
    if list.is_empty() {
        // A bare list has no room for anything else in the body.
        return (body, headers);
    }
    let ending = &route.paging.ending;
    let mut tell = |path: &Path, value: Json| {
        json_path::put(
            &mut body,
            &json_path::steps(path.text()).unwrap_or_default(),
            value,
        );
    };
    if let Some(path) = &ending.while_true {
        tell(path, page.more.into());
    }
    for clause in ending.while_holds.iter().flat_map(Condition::one_way) {
        let Subject::Path(path) = &clause.subject else {
            continue;
        };
        let value = match (&clause.want, page.more) {
            (Want::AnyOf(values), true) => values.first().cloned().unwrap_or_default(),
            (_, true) => format!("{}?more", onward.address).into(),
            (_, false) => Json::Null,
        };
        tell(path, value);
    }
    if onward.tells_total {
        if let Some(Total::Path(path)) = &ending.total {
            tell(path, page.total.into());
        }
        if let Some(path) = &ending.total_pages {
            tell(path, page.pages.into());
        }
    }
    for (name, lookup) in &vendor.mapping().lookups {
        if matches!(lookup.ask, Ask::InReply) {
            vendor.tables.write(name, lookup, &mut body);
        }
    }
    (body, headers)
}

/// Writes the token or link of the next page, in the body or in a header. On the last page it is null or
/// missing.
fn lead(
    next: &Next,
    onward: &Onward<'_>,
    body: &mut Json,
    headers: &mut Vec<(String, String)>,
    dice: &mut Dice,
) {
    let value = onward
        .token
        .as_ref()
        .map(|token| match &next.query_parameter {
            None => token.clone(),
            Some(name) => {
                let (name, token) = (encoded(name), encoded(token));
                format!("{}?first=1&{name}={token}&last=2", onward.address)
            }
        });
    let path_of = |paths: &[Path], dice: &mut Dice| {
        let at = if paths.len() > 1 {
            dice.place(paths.len())
        } else {
            0
        };
        let path = paths.get(at).and_then(|path| json_path::steps(path.text()));
        path.unwrap_or_default()
    };
    match (&next.leads, value) {
        (Leads::Paths(paths), Some(value)) => {
            json_path::put(body, &path_of(paths, dice), value.into());
        }
        (Leads::Paths(paths), None) => {
            if dice.one_in(2) {
                json_path::put(body, &path_of(paths, dice), Json::Null);
            }
        }
        (Leads::Header(name, relation), value) => {
            let back = format!("<{}?first=0>; rel=\"prev\"", onward.address);
            let there = value.map(|value| format!("<{value}>; rel=\"{relation}\""));
            let all: Vec<String> = std::iter::once(back).chain(there).collect();
            headers.push((name.clone(), all.join(", ")));
        }
    }
}

/// The record with only those members that were asked for.
fn only(json: &Json, asked: &AskedList) -> Json {
    let mut record = json.clone();
    for (under, names) in &asked.only {
        let steps = json_path::steps(under).unwrap_or_default();
        let mut members = Object::new();
        let there = json_path::first(json, &steps).cloned().unwrap_or_default();
        for name in names {
            if let Some(value) = there.get(name.as_str()) {
                members.insert(name.clone(), value.clone());
                continue;
            }
            let dotted = json_path::dotted(name);
            if let Some(value) = json_path::first(&there, &dotted) {
                let mut into = Json::Object(members);
                json_path::put(&mut into, &dotted, value.clone());
                members = match into {
                    Json::Object(members) => members,
                    _ => Object::new(),
                };
            }
        }
        json_path::put(&mut record, &steps, Json::Object(members));
    }
    record
}

/// The status of an empty list, where the vendor has its own.
pub(crate) fn empty_status(vendor: &PlayedVendor) -> Option<u16> {
    let mut rules = vendor.mapping().connection.classify.iter();
    let rule = rules.find(|rule| rule.is == Outcome::Empty)?;
    rule.when
        .one_way()
        .find_map(|clause| match (&clause.subject, &clause.want) {
            (Subject::Status, Want::AnyOf(values)) => values
                .first()
                .and_then(Json::as_u64)
                .and_then(|status| u16::try_from(status).ok()),
            _ => None,
        })
}
