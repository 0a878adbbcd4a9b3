//! What a program may ask of the sandbox: an account, queries to begin with, values to filter by, and a
//! query that works.

use crate::engine::Touchpoint;
use crate::error::Error;
use touchpoint_core::exchange::Account;
use touchpoint_core::query::{self, bracketed};
use touchpoint_core::run::{CallerFault, Error as Detail};
use touchpoint_language::model::Scalar;

impl Touchpoint {
    /// The sandbox account of an integration, when the sandbox is open and it has a mapping.
    pub fn sandbox_account(&self, integration: &str) -> Option<Account> {
        self.sandbox()?.account(integration)
    }

    /// Queries to begin with in an integration's sandbox.
    pub fn sandbox_queries(&self, integration: &str) -> Vec<String> {
        let queries = self
            .sandbox()
            .map(|listener| listener.sandbox().queries(integration));
        queries.unwrap_or_default()
    }

    /// Values by which the records of an integration's sandbox can be filtered by a parameter.
    pub fn sandbox_known(&self, integration: &str, parameter: &str) -> Vec<String> {
        let known = self
            .sandbox()
            .map(|listener| listener.sandbox().known(integration, parameter));
        known.unwrap_or_default()
    }

    /// A query that an integration's sandbox answers: this one where it can be asked, else the same with a value
    /// for each parameter that is missing, else one that recorded cases ask. `None` where none is found.
    pub fn sandbox_query(&self, account: &Account, asked: &str) -> Option<String> {
        let asked = asked.trim_start_matches('?');
        let recorded = self.sandbox_queries(&account.integration);
        let bare = (!asked.is_empty()).then_some("");
        let mended = self.with_missing(account, asked).into_iter();
        mended
            .chain(recorded)
            .chain(
                bare.into_iter()
                    .flat_map(|text| self.with_missing(account, text)),
            )
            .find(|query| self.refused(account, query).is_none())
    }

    /// Queries to try: as asked, with all that is required, and with one of what is required in some cases.
    fn with_missing(&self, account: &Account, asked: &str) -> Vec<String> {
        let mut all = vec![asked.to_owned()];
        let Some(fault) = self.refused(account, asked) else {
            return all;
        };
        let pair = |name: &String| {
            let value = self.known_or_word(&account.integration, name)?;
            Some(format!("{}={value}", bracketed(name)))
        };
        let required: Option<Vec<String>> = fault.missing.iter().map(pair).collect();
        let Some(required) = required else { return all };
        let either = fault.conditionally_missing.iter().filter_map(pair);
        for more in std::iter::once(None).chain(either.map(Some)) {
            let kept = Some(asked.to_owned()).filter(|asked| !asked.is_empty());
            let pairs = kept.into_iter().chain(required.iter().cloned()).chain(more);
            all.push(pairs.collect::<Vec<_>>().join("&"));
        }
        all
    }

    /// Why a query cannot be asked; `None` where it can be.
    fn refused(&self, account: &Account, text: &str) -> Option<CallerFault> {
        let names = self.options(account).names;
        let (query, _) = match query::parse(text, self.model(), names) {
            Ok(read) => read,
            Err(failures) => return Some(failures.into()),
        };
        match self.preview(account, &query).map_err(Error::into_detail) {
            Ok(_) => None,
            Err(Detail::Caller(fault)) => Some(fault),
            Err(_) => Some(CallerFault::default()),
        }
    }

    /// A value of a parameter: the first word that the mapping has for it, or what a record of the played vendor has.
    fn known_or_word(&self, integration: &str, name: &str) -> Option<String> {
        let scalar = self.model().filterable(name);
        let values = match scalar {
            Some(Scalar::Word(_)) => self.plan(integration)?.words_of(name),
            _ => self.sandbox_known(integration, name),
        };
        values.into_iter().next()
    }
}
