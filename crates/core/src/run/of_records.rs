//! The tables whose keys the records of a page name: all that a page needs is asked for at once.

use super::asker::Asker;
use super::error::Error;
use super::exchange::Mending;
use super::faults::{lookup_cut, lookup_failed, request_error};
use super::together::together;
use crate::exchange::{BoxFuture, Reply, aside};
use crate::plan::{self, Chosen, PageState};
use crate::query::ListQuery;
use crate::record::{Table, Tables, tables_used};
use crate::response::Warning;
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use touchpoint_language::json::Object;
use touchpoint_language::mapping::{Ask, Lookup};

/// The most faults of one table that are reported.
const TOLD_FAULTS: usize = 10;

/// What one call for a table gave, or the calls for one whose keys are asked one by one.
enum Part {
    Batch(Result<Vec<String>, Error>),
    Each(Table, Vec<Error>),
}

impl Part {
    fn met_limit(&self) -> bool {
        match self {
            Part::Batch(came) => came.as_ref().is_err_and(Error::is_limit),
            Part::Each(_, failed) => failed.iter().any(Error::is_limit),
        }
    }
}

impl Asker<'_> {
    /// The tables whose keys the records of a page name: in batches, or one by one where the caller
    /// asked for it. Tables that cannot be got are reported, and the page is partial.
    pub(super) async fn by_records(
        &self,
        chosen: Chosen<'_>,
        query: &ListQuery,
        words: &Object,
        answer: (&Reply, &Mending),
        tables: &mut Tables,
    ) -> Result<Vec<Warning>, Error> {
        let costs = chosen.reader.costs(answer.0);
        let keys = aside(self.transport, costs, || self.keys(chosen, query, answer)).await;
        let keys = keys.unwrap_or_default();
        let (mut parts, mut of) = (Vec::new(), Vec::new());
        for (name, keys) in &keys {
            let Some(lookup) = self.plan.mapping.lookups.get(name) else {
                continue;
            };
            let before = parts.len();
            self.ask_for(lookup, words, keys, &mut parts);
            of.push((name, lookup, parts.len() - before));
        }
        let mut came = together(parts, Part::met_limit).await.into_iter();
        let mut told = Vec::new();
        for (name, lookup, parts) in of {
            let (table, mut failed) = self.table(lookup, came.by_ref().take(parts));
            if let Some(at) = failed.iter().position(|error| self.ends(error)) {
                return Err(failed.swap_remove(at));
            }
            failed.truncate(TOLD_FAULTS);
            if lookup.more.as_ref().is_some_and(|more| table.any_has(more)) {
                told.push(lookup_cut(name));
            }
            told.extend(failed.iter().map(|error| lookup_failed(name, error)));
            tables.0.insert(name.clone(), Arc::new(table));
        }
        Ok(told)
    }

    /// One table of what the calls for it gave, and the faults of those that failed.
    fn table(
        &self,
        lookup: &Lookup,
        parts: impl Iterator<Item = Option<Part>>,
    ) -> (Table, Vec<Error>) {
        let (mut entries, mut failed, mut whole) = (Vec::new(), Vec::new(), None);
        for part in parts {
            match part {
                Some(Part::Batch(Ok(found))) => entries.extend(found),
                Some(Part::Batch(Err(error))) => failed.push(error),
                Some(Part::Each(table, faults)) => {
                    whole = Some(table);
                    failed.extend(faults);
                }
                None => failed.push(self.not_asked()),
            }
        }
        let table = whole.unwrap_or_else(|| Table::of(lookup, entries));
        (table, failed)
    }

    /// The calls for one table: a batch each, or all of the keys that are asked one by one.
    fn ask_for<'f>(
        &'f self,
        lookup: &'f Lookup,
        words: &'f Object,
        keys: &'f [Vec<String>],
        parts: &mut Vec<BoxFuture<'f, Part>>,
    ) {
        if !matches!(lookup.ask, Ask::Batch(_)) {
            parts.push(Box::pin(self.each(lookup, words, keys)));
            return;
        }
        let at_most = usize::try_from(lookup.at_most.max(1)).unwrap_or(1);
        let firsts: Vec<String> = keys.iter().filter_map(|key| key.first().cloned()).collect();
        for some in firsts.chunks(at_most) {
            parts.push(Box::pin(self.batch(lookup, words, some.to_vec())));
        }
    }

    async fn batch(&self, lookup: &Lookup, words: &Object, keys: Vec<String>) -> Part {
        Part::Batch(self.ask(lookup, words, &keys).await)
    }

    /// The keys that the records of a page name, by the tables that are asked for by their keys.
    fn keys(
        &self,
        chosen: Chosen<'_>,
        query: &ListQuery,
        (reply, mending): (&Reply, &Mending),
    ) -> Vec<(String, Vec<Vec<String>>)> {
        let mut names = tables_used(chosen.case);
        names.retain(|name| {
            let lookup = self.plan.mapping.lookups.get(name);
            match lookup.map(|lookup| &lookup.ask) {
                Some(Ask::Batch(_)) => true,
                Some(Ask::Each(_)) => query.lookups.contains(name),
                Some(Ask::InReply | Ask::Once(_)) | None => false,
            }
        });
        if names.is_empty() {
            return Vec::new();
        }
        // A page that cannot be read is reported when its records are mapped.
        let Ok(page) = mending.scan(chosen.reader, reply) else {
            return Vec::new();
        };
        let keys = names.into_iter().map(|name| {
            let keys = chosen.reader.keys(&page, &name);
            (name, keys)
        });
        keys.collect()
    }

    async fn each(&self, lookup: &Lookup, words: &Object, keys: &[Vec<String>]) -> Part {
        let at_once = usize::try_from(lookup.at_most.max(1)).unwrap_or(1);
        let asked: Vec<_> = keys
            .iter()
            .map(|key| self.boxed(lookup, words, key))
            .collect();
        let answers: Vec<_> = stream::iter(asked).buffered(at_once).collect().await;
        let (mut table, mut failed) = (Table::of(lookup, Vec::new()), Vec::new());
        for (key, answer) in keys.iter().zip(answers) {
            match answer {
                Ok(found) => found
                    .into_iter()
                    .take(1)
                    .for_each(|entry| table.insert(key.clone(), entry)),
                Err(error) => failed.push(error),
            }
        }
        Part::Each(table, failed)
    }

    /// A boxed future: one that is made inside a closure is not general enough to be `Send`.
    fn boxed<'f>(
        &'f self,
        lookup: &'f Lookup,
        words: &'f Object,
        key: &'f [String],
    ) -> BoxFuture<'f, Result<Vec<String>, Error>> {
        Box::pin(self.ask(lookup, words, key))
    }

    async fn ask(
        &self,
        lookup: &Lookup,
        words: &Object,
        keys: &[String],
    ) -> Result<Vec<String>, Error> {
        let request = plan::build_lookup(
            self.plan,
            lookup,
            self.account,
            words,
            keys,
            &PageState::First,
        );
        let request = request.map_err(|fault| request_error(self.plan, &fault))?;
        let first = (&PageState::First, 0);
        let (entries, _) = self.entries(&request, lookup, first).await?;
        Ok(entries)
    }
}
