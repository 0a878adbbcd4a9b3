//! The tables of a page: those that stand in it, and those that were asked for beside it.

use crate::{keys, page};
use std::sync::Arc;
use touchpoint_core::exchange::{Account, Reply, Request};
use touchpoint_core::plan::{PageState, Plan, build_lookup};
use touchpoint_core::record::{Table, Tables, tables_used};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Ask, Case, Lookup};

/// The calls for tables that a list made besides those for its pages, and their answers.
pub(crate) struct Beside<'c> {
    pub(crate) plan: &'c Plan,
    pub(crate) account: &'c Account,
    /// The caller's values, by parameter.
    pub(crate) words: &'c Object,
    pub(crate) exchanges: &'c [(Request, Reply)],
}

/// The tables that stand in a page itself.
pub(crate) fn in_reply(plan: &Plan, case: &Case, body: &Json, tables: &mut Tables) {
    for name in tables_used(case) {
        let Some(lookup) = plan.mapping.lookups.get(&name) else {
            continue;
        };
        if matches!(lookup.ask, Ask::InReply) {
            let entries = entries(lookup, body);
            tables.0.insert(name, Arc::new(Table::of(lookup, entries)));
        }
    }
}

fn entries(lookup: &Lookup, body: &Json) -> Vec<String> {
    let entries = lookup.entries.all(body).into_iter();
    entries.map(ToString::to_string).collect()
}

impl Beside<'_> {
    /// The tables that were asked for, for a page with these records.
    pub(crate) fn tables(&self, case: &Case, records: &[(Json, String)]) -> Tables {
        let mut tables = Tables::default();
        for name in tables_used(case) {
            let Some(lookup) = self.plan.mapping.lookups.get(&name) else {
                continue;
            };
            let values = || records.iter().map(|(value, _)| value);
            let keys = || keys::of_records(case, &name, values());
            let table = match &lookup.ask {
                Ask::InReply => None,
                Ask::Once(_) => self
                    .answer(lookup, &Object::new(), &[])
                    .map(|entries| Table::of(lookup, entries)),
                Ask::Batch(_) => {
                    let keys = keys();
                    let firsts = keys.iter().filter_map(|key| key.first().cloned());
                    let firsts: Vec<String> = firsts.collect();
                    let at_most = usize::try_from(lookup.at_most.max(1)).unwrap_or(1);
                    let some = firsts.chunks(at_most);
                    let found = some.filter_map(|some| self.answer(lookup, self.words, some));
                    Some(Table::of(lookup, found.flatten().collect()))
                }
                Ask::Each(_) => {
                    let mut table = Table::of(lookup, Vec::new());
                    let mut any = false;
                    for key in keys() {
                        let found = self.answer(lookup, self.words, &key);
                        any |= found.is_some();
                        let first = found.and_then(|entries| entries.into_iter().next());
                        if let Some(entry) = first {
                            table.insert(key, entry);
                        }
                    }
                    // A table that was not asked for is not at hand.
                    any.then_some(table)
                }
            };
            if let Some(table) = table {
                tables.0.insert(name, Arc::new(table));
            }
        }
        tables
    }

    /// The entries that came for these keys.
    fn answer(&self, lookup: &Lookup, words: &Object, keys: &[String]) -> Option<Vec<String>> {
        let wanted = build_lookup(
            self.plan,
            lookup,
            self.account,
            words,
            keys,
            &PageState::First,
        )
        .ok()?;
        let same = |request: &Request| {
            request.url == wanted.url
                && request.query == wanted.query
                && request.body == wanted.body
        };
        let mut exchanges = self.exchanges.iter();
        let (_, reply) = exchanges.rfind(|(request, reply)| same(request) && reply.status < 300)?;
        let text = std::str::from_utf8(&reply.body).ok()?;
        if text.is_empty() {
            return Some(Vec::new());
        }
        Some(entries(lookup, &page::value(text)))
    }
}
