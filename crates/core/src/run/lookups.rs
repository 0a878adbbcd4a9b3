//! The tables of one call that are the same for every page, asked for once; and values that are looked
//! up in them before they are sent.

use super::asker::Asker;
use super::error::{CallerFault, Error};
use super::faults::{lookup_failed, request_error};
use super::together::together;
use crate::exchange::BoxFuture;
use crate::plan::{self, Chosen, PageState, Push};
use crate::query::{Failure, Operator};
use crate::record::{Table, Tables, tables_used};
use crate::response::Warning;
use crate::slices::{self, Walk};
use std::sync::Arc;
use touchpoint_language::expr::Path;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{GivePaths, Lookup, Through};

/// The most values of a table that are listed to a caller who sent an unknown one.
const TOLD_ENTRIES: usize = 100;
/// The most pages of one table.
const MOST_PAGES: usize = 500;

impl Asker<'_> {
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
        let entries = self.whole(lookup).await?;
        let table = Arc::new(Table::of(lookup, entries));
        self.options
            .lookups
            .put(&key, name, table.clone(), self.transport.now(), lookup.keep);
        *once = Some(table.clone());
        Ok(Some(table))
    }

    /// All entries of a table, page by page where it has pages.
    async fn whole(&self, lookup: &Lookup) -> Result<Vec<String>, Error> {
        let (mut state, mut all) = (PageState::First, Vec::new());
        for _ in 0..MOST_PAGES {
            let nothing = Object::new();
            let request =
                plan::build_lookup(self.plan, lookup, self.account, &nothing, &[], &state);
            let request = request.map_err(|fault| request_error(self.plan, &fault))?;
            let (entries, next) = self.entries(&request, lookup, (&state, all.len())).await?;
            all.extend(entries);
            match next {
                Some(next) => state = next,
                None => return Ok(all),
            }
        }
        Err(Error::Ours(format!(
            "a table has more than {MOST_PAGES} pages"
        )))
    }

    /// Looks up the values that go through a table before they are sent: all that a word stands for. An
    /// unknown value is the caller's fault, and the account's own values are listed; so is a word that
    /// stands for several where only one can be sent.
    pub(super) async fn through(&self, pushes: &mut [Push]) -> Result<(), Error> {
        for push in pushes {
            let Some((parameter, sending)) = &mut push.declared else {
                continue;
            };
            let Some(through) = parameter.through.clone() else {
                continue;
            };
            let table = self.asked(&through.table).await?.unwrap_or_default();
            let operator = match push.operator {
                Operator::Eq => Operator::In,
                Operator::Ne => Operator::Nin,
                other => other,
            };
            let many = parameter.sending(operator).cloned();
            let many = many.filter(|own| operator.takes_many() && own.goes.takes_many());
            let mut given = Vec::new();
            for value in &push.values {
                let found = find(&table, &through, value);
                if found.is_empty() {
                    let fault = unknown(&push.parameter, value, &table, &through);
                    return Err(Error::Caller(fault));
                }
                if found.len() > 1 && many.is_none() {
                    return Err(Error::Caller(several(&push.parameter, value)));
                }
                for new in found {
                    if !given.contains(&new) {
                        given.push(new);
                    }
                }
            }
            if let (Some(many), [_, _, ..]) = (many, given.as_slice()) {
                (push.operator, *sending) = (operator, many);
            }
            push.values = given;
        }
        Ok(())
    }
}

/// What the entries of a value give, each once: those that are written like it, and only where there are none
/// those that differ in upper and lower case.
fn find(table: &Table, through: &Through, value: &Json) -> Vec<Json> {
    let exact = alike(table, through, value, false);
    if exact.is_empty() && through.ignore_case {
        return alike(table, through, value, true);
    }
    exact
}

fn alike(table: &Table, through: &Through, value: &Json, folds: bool) -> Vec<Json> {
    let fold = |text: String| if folds { text.to_lowercase() } else { text };
    let wanted = value.as_text().map(|text| fold(text.to_owned()));
    let key = Walk::new(&through.find);
    let is_wanted = |entry: &&str| {
        let text = key.one(entry).and_then(slices::text);
        text.is_some_and(|text| Some(fold(text.into_owned())) == wanted)
    };
    let mut found = Vec::new();
    for entry in table.entries().filter(is_wanted) {
        let given = |path: &Path| Walk::new(path).one(entry).map(slices::value);
        let gives = match &through.give {
            GivePaths::One(path) => given(path),
            GivePaths::Object(paths) => {
                let members = paths.iter();
                let members = members.filter_map(|(name, path)| Some((name.clone(), given(path)?)));
                Some(Json::Object(members.collect::<Object>()))
            }
        };
        found.extend(gives.filter(|given| !found.contains(given)));
    }
    found
}

/// A word that stands for several entries, of which the vendor takes one.
fn several(parameter: &str, value: &Json) -> CallerFault {
    let came = value.as_text().unwrap_or_default();
    let says = "stands for several of this account's own, and only one can be asked for";
    vec![Failure::new(parameter, came, says)].into()
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
