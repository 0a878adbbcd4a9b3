//! The keys that the records of a page name in one table: these are the keys that the table is
//! asked for.

use super::read::{Origins, PathRead};
use super::trie::{ExpectedMembers, Trie};
use crate::slices;
use crate::slices::scanner::Scanner;
use std::collections::HashSet;
use touchpoint_language::expr::path::Step;
use touchpoint_language::mapping::{Case, Expression, LookupUse};

/// Where the records of a case name keys, in the order of its file.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(Vec<KeyElements>);

/// The elements of one source, or the record itself.
#[derive(Clone, Debug)]
struct KeyElements {
    each: Option<PathRead>,
    element: Trie,
    uses: Vec<KeyUse>,
}

/// One use of a table.
#[derive(Clone, Debug)]
struct KeyUse {
    table: String,
    by: Vec<PathRead>,
}

impl Keys {
    /// Finds the uses of those tables that are asked for by their keys. `tail` leads from an element
    /// of the page's list to its record.
    pub(super) fn new(
        case: &Case,
        is_asked: &dyn Fn(&str) -> bool,
        tail: &[Step],
        record: &mut Trie,
    ) -> Keys {
        let mut all = Vec::new();
        for field in &case.fields {
            for source in field.sources() {
                let members = source.members.iter();
                let members = members.flat_map(|(_, expression)| lookups(expression));
                let lookups = source.lookup.iter().chain(members);
                let lookups: Vec<_> = lookups.filter(|l| is_asked(&l.table)).collect();
                if lookups.is_empty() {
                    continue;
                }
                let each = source.each.as_ref();
                let each = each.map(|path| PathRead::new(path, (&mut *record, tail), None));
                let mut element = Trie::default();
                let mut here = each.is_some().then_some(&mut element);
                let uses = lookups.into_iter();
                let uses = uses.map(|l| KeyUse::new(l, (&mut *record, tail), here.as_deref_mut()));
                let uses = uses.collect();
                all.push(KeyElements {
                    each,
                    element,
                    uses,
                });
            }
            if field.sources().is_empty() {
                let own = field.expressions().into_iter();
                let own = own.flat_map(|(_, expression)| lookups(expression));
                let uses = own.filter(|l| is_asked(&l.table));
                let uses = uses.map(|l| KeyUse::new(l, (&mut *record, tail), None));
                let uses = uses.collect();
                all.push(KeyElements {
                    each: None,
                    element: Trie::default(),
                    uses,
                });
            }
        }
        Keys(all)
    }

    /// The keys of all records in a table, in order, each once.
    pub(super) fn of<'s, 'b: 's>(
        &self,
        table: &str,
        records: impl Iterator<Item = &'s [&'b str]>,
    ) -> Vec<Vec<String>> {
        let mut keys = Vec::new();
        for record in records {
            for elements in &self.0 {
                elements.show(table, record, &mut |key| keys.push(key));
            }
        }
        let mut seen = HashSet::new();
        keys.retain(|key: &Vec<String>| seen.insert(key.clone()));
        keys
    }
}

impl KeyElements {
    fn show(&self, table: &str, record: &[&str], show: &mut dyn FnMut(Vec<String>)) {
        let uses = || self.uses.iter().filter(|own| own.table == table);
        let mut of = |origins: Origins<'_>| {
            uses()
                .filter_map(|own| own.key(&origins))
                .for_each(&mut *show);
        };
        let Some(each) = &self.each else {
            return of(Origins::of_record(record));
        };
        each.all(&Origins::of_record(record), &mut |raw| {
            let mut here = vec![""; self.element.width()];
            let mut scanner = Scanner::again(raw);
            // The text has been scanned before: there is nothing to refuse.
            let _ = self.element.walk(
                &mut scanner,
                &mut here,
                &mut (),
                &mut ExpectedMembers::none(),
            );
            let here = &here;
            of(Origins { record, here });
        });
    }
}

impl KeyUse {
    fn new(
        lookup: &LookupUse,
        (record, tail): (&mut Trie, &[Step]),
        mut here: Option<&mut Trie>,
    ) -> KeyUse {
        let LookupUse { table, by } = lookup;
        let by = by.iter();
        let by = by.map(|path| PathRead::new(path, (&mut *record, tail), here.as_deref_mut()));
        KeyUse {
            by: by.collect(),
            table: table.clone(),
        }
    }

    fn key(&self, origins: &Origins<'_>) -> Option<Vec<String>> {
        let text = |read: &PathRead| Some(slices::text(read.first(origins)?)?.into_owned());
        self.by.iter().map(text).collect()
    }
}

/// The uses of tables in an expression and its parts.
fn lookups(expression: &Expression) -> Vec<&LookupUse> {
    let mut found: Vec<&LookupUse> = expression.lookup.iter().collect();
    for part in expression.parts() {
        found.extend(lookups(part));
    }
    found
}
