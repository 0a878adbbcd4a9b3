//! The tables of one call: found in the reply, or asked for; and values that are looked up before
//! they are sent.

use super::error::{CallerFault, Error, Trouble};
use super::exchange::{Answer, Mending, Patience, exchange, refusal};
use super::faults::{lookup_cut, lookup_failed, request_error, unreadable};
use super::options::Options;
use crate::exchange::{Account, BoxFuture, Reply, Request, Secrets, Transport, aside};
use crate::plan::{self, Chosen, Plan, Push, Verdict};
use crate::query::{Failure, ListQuery};
use crate::record::{Table, Tables, tables_used};
use crate::response::Warning;
use crate::slices::{self, Walk};
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use touchpoint_language::expr::Path;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Ask, GivePaths, Lookup, Through};

/// The most entries that a table takes from one reply.
const MOST_ENTRIES: usize = 50_000;
/// The most faults of one table that are reported.
const TOLD_FAULTS: usize = 10;
/// The most values of a table that are listed to a caller who sent an unknown one.
const TOLD_ENTRIES: usize = 100;

/// Everything that asking for a table needs.
pub(super) struct Asker<'a> {
    pub(super) plan: &'a Plan,
    pub(super) account: &'a Account,
    pub(super) transport: &'a dyn Transport,
    pub(super) options: &'a Options,
    pub(super) patience: &'a Patience,
    /// When the mapping of the page at hand began, in milliseconds since 1970.
    pub(super) mapping_since: AtomicI64,
}

/// A page that came just in time is still mapped, for at most this long.
const GRACE_MS: i64 = 250;

impl Asker<'_> {
    /// True once the time of the call is over.
    pub(super) fn is_late(&self) -> bool {
        self.transport.now() >= self.patience.until
    }

    /// The mapping of a page begins.
    pub(super) fn begin_mapping(&self) {
        let now = self.transport.now().as_millisecond();
        self.mapping_since.store(now, Ordering::Relaxed);
    }

    /// True once the mapping of the page must stop.
    pub(super) fn maps_too_long(&self) -> bool {
        let since = self.mapping_since.load(Ordering::Relaxed);
        self.is_late() && self.transport.now().as_millisecond() >= since.saturating_add(GRACE_MS)
    }

    /// The tables that are asked for once per account, and warnings of those that could not be got.
    pub(super) async fn once(&self, chosen: Chosen<'_>) -> Result<(Tables, Vec<Warning>), Error> {
        let (mut tables, mut failed) = (Tables::default(), Vec::new());
        for name in tables_used(chosen.case) {
            match self.asked(&name).await {
                Ok(Some(table)) => _ = tables.0.insert(name, table),
                Ok(None) => {}
                Err(error) if self.ends(&error) => return Err(error),
                Err(error) => failed.push(lookup_failed(&name, &error)),
            }
        }
        Ok((tables, failed))
    }

    /// True if a table's fault ends the call: a new token would help.
    fn ends(&self, error: &Error) -> bool {
        let expired =
            matches!(error, Error::Remote(fault) if fault.trouble == Trouble::Credentials);
        expired && self.options.expired_ends
    }

    /// A table that is asked for, from the cache or from the vendor.
    pub(super) async fn asked(&self, name: &str) -> Result<Option<Arc<Table>>, Error> {
        let Some(lookup) = self.plan.mapping.lookups.get(name) else {
            return Ok(None);
        };
        let Ask::Once(_) = &lookup.ask else {
            return Ok(None);
        };
        let key = format!("{}/{}", self.plan.integration(), self.account.id);
        if let Some(known) = self.options.lookups.get(&key, name, self.transport.now()) {
            return Ok(Some(known));
        }
        let request = plan::build_lookup(self.plan, lookup, self.account, &Object::new(), &[])
            .map_err(|fault| request_error(self.plan, &fault))?;
        let entries = self.entries(&request, &lookup.entries).await?;
        let table = Arc::new(Table::of(lookup, entries));
        self.options
            .lookups
            .put(&key, name, table.clone(), self.transport.now(), lookup.keep);
        Ok(Some(table))
    }

    /// The texts of the entries that a request gives.
    async fn entries(&self, request: &Request, path: &Path) -> Result<Vec<String>, Error> {
        let masked = |error: Error| error.masked(&Secrets::sent(self.account, request));
        self.found(request, path).await.map_err(masked)
    }

    async fn found(&self, request: &Request, path: &Path) -> Result<Vec<String>, Error> {
        match &exchange(self.plan, request, self.transport, self.patience).await? {
            Answer::Empty(_) => Ok(Vec::new()),
            // A part of a table would pass for all of it.
            Answer::Partial(reply, _) => {
                let now = self.transport.now();
                Err(refusal(self.plan, reply, Verdict::Partial, now))
            }
            Answer::Page(reply, _) => {
                let mended;
                let read = match slices::read(&reply.body) {
                    Err(fault) => {
                        mended = slices::mend(&reply.body);
                        mended
                            .as_ref()
                            .map_or(Err(fault), |mended| slices::read(&mended.body))
                    }
                    read => read,
                };
                let text = read.map_err(|error| {
                    let says = format!("the reply is not JSON: {error}");
                    unreadable(self.plan, reply, &says)
                })?;
                let (mut entries, mut count) = (Vec::new(), 0_usize);
                Walk::new(path).all(text, &mut |entry| {
                    count += 1;
                    if count <= MOST_ENTRIES {
                        entries.push(entry.to_owned());
                    }
                });
                if count > MOST_ENTRIES {
                    let says = format!("the reply has more than {MOST_ENTRIES} entries");
                    return Err(unreadable(self.plan, reply, &says));
                }
                Ok(entries)
            }
        }
    }

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
        let mut told = Vec::new();
        let keys = aside(self.transport, || self.keys(chosen, query, answer)).await;
        for (name, keys) in keys.unwrap_or_default() {
            let Some(lookup) = self.plan.mapping.lookups.get(&name) else {
                continue;
            };
            let (table, failed) = if let Ask::Batch(_) = lookup.ask {
                self.batches(lookup, words, &keys).await
            } else {
                self.each(lookup, words, &keys).await
            };
            let (mut failed, ends): (Vec<_>, Vec<_>) =
                failed.into_iter().partition(|error| !self.ends(error));
            if let Some(error) = ends.into_iter().next() {
                return Err(error);
            }
            failed.truncate(TOLD_FAULTS);
            if lookup.more.as_ref().is_some_and(|more| table.any_has(more)) {
                told.push(lookup_cut(&name));
            }
            told.extend(failed.iter().map(|error| lookup_failed(&name, error)));
            tables.0.insert(name, Arc::new(table));
        }
        Ok(told)
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
        let Ok(page) = mending.scan(chosen.road, reply) else {
            return Vec::new();
        };
        let keys = names.into_iter().map(|name| {
            let keys = chosen.road.keys(&page, &name);
            (name, keys)
        });
        keys.collect()
    }

    async fn batches(
        &self,
        lookup: &Lookup,
        words: &Object,
        keys: &[Vec<String>],
    ) -> (Table, Vec<Error>) {
        let (mut entries, mut failed) = (Vec::new(), Vec::new());
        let firsts: Vec<String> = keys.iter().filter_map(|key| key.first().cloned()).collect();
        for some in firsts.chunks(usize::try_from(lookup.at_most.max(1)).unwrap_or(1)) {
            match self.ask(lookup, words, some).await {
                Ok(found) => entries.extend(found),
                Err(error) => failed.push(error),
            }
        }
        (Table::of(lookup, entries), failed)
    }

    async fn each(
        &self,
        lookup: &Lookup,
        words: &Object,
        keys: &[Vec<String>],
    ) -> (Table, Vec<Error>) {
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
        (table, failed)
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
        let request = plan::build_lookup(self.plan, lookup, self.account, words, keys);
        let request = request.map_err(|fault| request_error(self.plan, &fault))?;
        self.entries(&request, &lookup.entries).await
    }

    /// Looks up the values that go through a table before they are sent. An unknown value is the
    /// caller's fault, and the account's own values are listed.
    pub(super) async fn through(&self, pushes: &mut [Push]) -> Result<(), Error> {
        for push in pushes {
            let Some((parameter, _)) = &push.declared else {
                continue;
            };
            let Some(through) = parameter.through.clone() else {
                continue;
            };
            let table = self.asked(&through.table).await?.unwrap_or_default();
            let mut found = Vec::new();
            for value in &push.values {
                match find(&table, &through, value) {
                    Some(given) => found.push(given),
                    None => {
                        return Err(Error::Caller(unknown(
                            &push.parameter,
                            value,
                            &table,
                            &through,
                        )));
                    }
                }
            }
            push.values = found;
        }
        Ok(())
    }
}

fn find(table: &Table, through: &Through, value: &Json) -> Option<Json> {
    let fold = |text: String| {
        if through.ignore_case {
            text.to_lowercase()
        } else {
            text
        }
    };
    let wanted = fold(value.as_text()?.to_owned());
    let key = Walk::new(&through.find);
    let is_wanted = |entry: &&str| {
        let text = key.one(entry).and_then(slices::text);
        text.is_some_and(|text| fold(text.into_owned()) == wanted)
    };
    let entry = table.entries().find(is_wanted)?;
    let given = |path: &Path| Walk::new(path).one(entry).map(slices::value);
    match &through.give {
        GivePaths::One(path) => given(path),
        GivePaths::Object(paths) => {
            let members = paths.iter();
            let members = members.filter_map(|(name, path)| Some((name.clone(), given(path)?)));
            Some(Json::Object(members.collect::<Object>()))
        }
    }
}

fn unknown(parameter: &str, value: &Json, table: &Table, through: &Through) -> CallerFault {
    let key = Walk::new(&through.find);
    let names = table.entries();
    let names = names.filter_map(|entry| key.one(entry).and_then(slices::text));
    let names = names.map(std::borrow::Cow::into_owned).take(TOLD_ENTRIES);
    let came = value.as_text().unwrap_or_default();
    let failure = Failure::new(parameter, came, "is none of this account's own");
    vec![failure.allowing(names)].into()
}
