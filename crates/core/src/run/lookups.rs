//! The tables of one call: found in the reply, or asked for; and values that are looked up before
//! they are sent.

use super::Options;
use super::error::{CallerFault, Error};
use super::exchange::{Answer, Patience, exchange};
use crate::exchange::{Account, Request, Transport};
use crate::expr::text::as_text;
use crate::filter::Push;
use crate::mapping::{Ask, GivePaths, Through};
use crate::plan::{self, Plan, Table};
use crate::query::Failure;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Everything that asking for a table takes.
pub(super) struct Asker<'a> {
    pub(super) plan: &'a Plan,
    pub(super) account: &'a Account,
    pub(super) transport: &'a dyn Transport,
    pub(super) options: &'a Options,
    pub(super) patience: &'a Patience,
}

impl Asker<'_> {
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
        let request = plan::build_lookup(self.plan, lookup, self.account)
            .map_err(|fault| super::list::request_error(self.plan, &fault))?;
        let entries = self.entries(&request, &lookup.entries).await?;
        let table = Arc::new(Table::new(entries, &lookup.key));
        self.options
            .lookups
            .put(&key, name, table.clone(), self.transport.now(), lookup.keep);
        Ok(Some(table))
    }

    async fn entries(
        &self,
        request: &Request,
        path: &crate::expr::Path,
    ) -> Result<Vec<Value>, Error> {
        match exchange(self.plan, request, self.transport, self.patience).await? {
            Answer::Empty(_) => Ok(Vec::new()),
            Answer::Page(reply) => {
                let body: Value = serde_json::from_slice(&reply.body).map_err(|e| {
                    super::list::unreadable(
                        self.plan,
                        &reply,
                        &format!("the reply is not JSON: {e}"),
                    )
                })?;
                Ok(path.all(&body).into_iter().cloned().collect())
            }
        }
    }

    /// Looks up the values that go through a table before they are sent. An unknown value is the
    /// caller's, and the account's own are listed.
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

fn find(table: &Table, through: &Through, value: &Value) -> Option<Value> {
    let fold = |text: String| {
        if through.ignore_case {
            text.to_lowercase()
        } else {
            text
        }
    };
    let wanted = fold(as_text(value)?);
    let entry = table.entries().iter().find(|entry| {
        through
            .find
            .one(entry)
            .and_then(as_text)
            .is_some_and(|text| fold(text) == wanted)
    })?;
    match &through.give {
        GivePaths::One(path) => path.one(entry).cloned(),
        GivePaths::Object(paths) => {
            let members = paths
                .iter()
                .filter_map(|(name, path)| Some((name.clone(), path.one(entry)?.clone())));
            Some(Value::Object(members.collect::<Map<_, _>>()))
        }
    }
}

fn unknown(parameter: &str, value: &Value, table: &Table, through: &Through) -> CallerFault {
    let names = table
        .entries()
        .iter()
        .filter_map(|entry| through.find.one(entry).and_then(as_text));
    let came = as_text(value).unwrap_or_default();
    let failure = Failure::new(parameter, &came, "is none of this account's own");
    vec![failure.allowing(names)].into()
}
