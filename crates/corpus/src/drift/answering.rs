//! A recorded call → the lists of a mapping that answer it, and what these read of its replies. A list
//! that asks for something else says nothing of them.

use super::known::{RecordedCall, Way, call};
use super::reads::{Read, What, of_lookup, reads};
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Account;
use touchpoint_core::plan::{Chosen, Plan};
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{Options, preview};
use touchpoint_language::mapping::Lookup;

/// Reads what a recorded case asks: `engagement_type=call&limit=2`. `None` where it cannot be read.
pub type ReadQuery<'q> = &'q dyn Fn(&str) -> Option<ListQuery>;

/// What answers a recorded call, and what is read of its replies.
#[derive(Debug)]
pub struct Answering<'p> {
    pub(super) lists: Vec<Chosen<'p>>,
    pub(super) read: Vec<Read<'p>>,
}

impl<'p> Answering<'p> {
    /// What answers a call: the lists that the recorded queries choose and that make this call, else
    /// the tables that are asked for by it. Where neither is known, every list.
    pub fn of(plan: &'p Plan, recorded: &RecordedCall, query: ReadQuery<'_>) -> Answering<'p> {
        let mut lists: Vec<Chosen<'p>> = Vec::new();
        for (case_at, route_at) in made(plan, recorded, query) {
            let known = |list: &Chosen<'_>| (list.case_at, list.route_at) == (case_at, route_at);
            if !lists.iter().any(known) {
                lists.extend(plan.lists().find(known));
            }
        }
        let mapping = &plan.mapping;
        let mut read = Vec::new();
        if lists.is_empty() {
            let tables = mapping.lookups.iter();
            for (name, table) in tables.filter(|(_, table)| asks(table, &recorded.call)) {
                of_lookup(mapping, name, table, &mut read);
            }
        }
        if read.is_empty() {
            if lists.is_empty() {
                lists = plan.lists().collect();
            }
            read = reads(mapping, &lists);
        }
        let fields: Vec<(String, String)> = read
            .iter()
            .map(|one| (one.field.clone(), one.place.clone()))
            .collect();
        for one in &mut read {
            // One of several paths may be empty.
            let alone =
                |(field, place): &&(String, String)| *field == one.field && *place == one.place;
            let is_id = one.what == What::Field && one.field == plan.model.id_field();
            one.must = is_id && fields.iter().filter(alone).count() == 1;
        }
        Answering { lists, read }
    }
}

/// The lists that make a call for the queries of its cases: the positions of their case and route.
fn made(plan: &Plan, recorded: &RecordedCall, query: ReadQuery<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for way in &recorded.ways {
        let Some(asked) = query(&way.query) else {
            continue;
        };
        let Ok(shown) = preview(plan, &asked, &account(plan, way), &options()) else {
            continue;
        };
        let lists = shown.lists.into_iter().filter(|list| {
            let request = &list.request;
            call(&request.method.to_string(), path(&request.url)) == recorded.call
        });
        found.extend(lists.map(|list| (list.case_at, list.route_at)));
    }
    found
}

/// Nothing is sent, so any key will do.
fn options() -> Options {
    Options::new(Key::new(b"drift"))
}

/// The account of a case, with the first credentials that the mapping takes.
fn account(plan: &Plan, way: &Way) -> Account {
    let set = plan.needs.credentials.first();
    let names = set.map(|set| set.required.as_slice()).unwrap_or_default();
    let credentials = names.iter().map(|name| (name.clone(), "drift".into()));
    Account {
        integration: plan.integration().to_owned(),
        context: way.context.clone(),
        credentials: credentials.collect(),
        ..Account::default()
    }
}

/// The path of an address.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or(path)
}

/// True if a table is asked for by a call, whatever stands in the holes of its path.
fn asks(table: &Lookup, recorded: &str) -> bool {
    let Some(line) = table.line() else {
        return false;
    };
    let mut open = String::new();
    let mut rest = line.path.text();
    while let Some((before, hole)) = rest.split_once("{{") {
        open.push_str(before);
        open.push('*');
        rest = hole.split_once("}}").map_or("", |(_, behind)| behind);
    }
    open.push_str(rest);
    let wanted = call(&line.method.to_string(), &open);
    let (Some((method, wanted)), Some((verb, came))) =
        (wanted.split_once(' '), recorded.split_once(' '))
    else {
        return false;
    };
    // The base URL may have a path of its own.
    let mut came = came.rsplit('/');
    let mut parts = wanted.trim_start_matches('/').rsplit('/');
    method == verb
        && parts.all(|part| {
            came.next()
                .is_some_and(|own| part.contains('*') || own == part)
        })
}
