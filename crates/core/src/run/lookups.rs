//! The tables of one call that are the same for every page, asked for once; and values that are looked
//! up in them before they are sent.

use super::error::{CallerFault, Error, Trouble};
use super::exchange::{Answer, Patience, exchange, refusal};
use super::faults::{lookup_failed, request_error, unreadable};
use super::options::Options;
use super::together::{Lanes, together};
use crate::exchange::{Account, BoxFuture, Request, Secrets, Transport};
use crate::plan::{self, Chosen, Plan, Push, Verdict};
use crate::query::Failure;
use crate::record::{Table, Tables, tables_used};
use crate::response::Warning;
use crate::slices::{self, Walk};
use futures_util::lock::Mutex;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use touchpoint_language::expr::Path;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Ask, GivePaths, Through};

/// The most entries that a table takes from one reply.
const MOST_ENTRIES: usize = 50_000;
/// The most values of a table that are listed to a caller who sent an unknown one.
const TOLD_ENTRIES: usize = 100;

/// Everything that asking for a table needs.
pub(super) struct Asker<'a> {
    pub(super) plan: &'a Plan,
    pub(super) account: &'a Account,
    pub(super) transport: &'a dyn Transport,
    pub(super) options: &'a Options,
    pub(super) patience: &'a Patience,
    /// They bound how many calls are on their way at once.
    pub(super) lanes: Lanes,
    /// The error of the call that met the vendor's limit first: no more calls are sent then.
    limited: OnceLock<Error>,
    /// The tables that came in this call. Several lists that are read at once share them.
    once: BTreeMap<&'a str, Mutex<Option<Arc<Table>>>>,
    /// When the mapping of the page at hand began, in milliseconds since 1970.
    mapping_since: AtomicI64,
}

/// A page that came just in time is still mapped, for at most this long.
const GRACE_MS: i64 = 250;

impl<'a> Asker<'a> {
    /// An asker for one call.
    pub(super) fn new(
        plan: &'a Plan,
        account: &'a Account,
        transport: &'a dyn Transport,
        options: &'a Options,
        patience: &'a Patience,
    ) -> Asker<'a> {
        let lookups = plan.mapping.lookups.iter();
        let once = lookups.filter(|(_, lookup)| matches!(lookup.ask, Ask::Once(_)));
        Asker {
            plan,
            account,
            transport,
            options,
            patience,
            lanes: Lanes::new(plan.mapping.connection.at_once),
            limited: OnceLock::new(),
            once: once
                .map(|(name, _)| (name.as_str(), Mutex::default()))
                .collect(),
            mapping_since: AtomicI64::default(),
        }
    }

    /// Sends a request, once a lane is free, until it is answered for good.
    ///
    /// # Errors
    /// As [`exchange`], with secrets masked; the vendor's limit where another call of this page met it.
    pub(super) async fn exchange(&self, request: &Request) -> Result<Answer, Error> {
        let _lane = self.lanes.enter().await;
        if let Some(limited) = self.limited.get() {
            return Err(limited.clone());
        }
        let answer = exchange(self.plan, request, self.transport, self.patience).await;
        let answer = answer.map_err(|error| error.masked(&Secrets::sent(self.account, request)));
        if let Some(limited) = answer.as_ref().err().filter(|error| error.is_limit()) {
            // The first one is reported.
            let _ = self.limited.set(limited.clone());
        }
        answer
    }

    /// The error of a call that was dropped since another met the vendor's limit.
    pub(super) fn not_asked(&self) -> Error {
        let limited = self.limited.get().cloned();
        limited.unwrap_or_else(|| Error::Ours("a call was dropped".to_owned()))
    }

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
        let names = tables_used(chosen.case);
        let asked = names.iter().map(|name| self.one(name)).collect();
        let came = together(asked, |came| came.as_ref().is_err_and(Error::is_limit)).await;
        for (name, came) in names.iter().zip(came) {
            match came.unwrap_or_else(|| Err(self.not_asked())) {
                Ok(Some(table)) => _ = tables.0.insert(name.clone(), table),
                Ok(None) => {}
                Err(error) if self.ends(&error) => return Err(error),
                Err(error) => failed.push(lookup_failed(name, &error)),
            }
        }
        Ok((tables, failed))
    }

    /// A boxed future: one that is made inside a closure is not general enough to be `Send`.
    fn one<'f>(&'f self, name: &'f str) -> BoxFuture<'f, Result<Option<Arc<Table>>, Error>> {
        Box::pin(self.asked(name))
    }

    /// True if a table's fault ends the call: a new token would help.
    pub(super) fn ends(&self, error: &Error) -> bool {
        let expired =
            matches!(error, Error::Remote(fault) if fault.trouble == Trouble::Credentials);
        expired && self.options.expired_ends
    }

    /// A table that is asked for, from the cache or from the vendor.
    pub(super) async fn asked(&self, name: &str) -> Result<Option<Arc<Table>>, Error> {
        let Some(lookup) = self.plan.mapping.lookups.get(name) else {
            return Ok(None);
        };
        let Some(once) = self.once.get(name) else {
            return Ok(None);
        };
        let mut once = once.lock().await;
        if let Some(known) = once.as_ref() {
            return Ok(Some(known.clone()));
        }
        let key = format!("{}/{}", self.plan.integration(), self.account.id);
        if let Some(known) = self.options.lookups.get(&key, name, self.transport.now()) {
            *once = Some(known.clone());
            return Ok(Some(known));
        }
        let request = plan::build_lookup(self.plan, lookup, self.account, &Object::new(), &[])
            .map_err(|fault| request_error(self.plan, &fault))?;
        let entries = self.entries(&request, &lookup.entries).await?;
        let table = Arc::new(Table::of(lookup, entries));
        self.options
            .lookups
            .put(&key, name, table.clone(), self.transport.now(), lookup.keep);
        *once = Some(table.clone());
        Ok(Some(table))
    }

    /// The texts of the entries that a request gives.
    pub(super) async fn entries(
        &self,
        request: &Request,
        path: &Path,
    ) -> Result<Vec<String>, Error> {
        let found = self.found(request, path).await;
        found.map_err(|error| error.masked(&Secrets::sent(self.account, request)))
    }

    async fn found(&self, request: &Request, path: &Path) -> Result<Vec<String>, Error> {
        match &self.exchange(request).await? {
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
