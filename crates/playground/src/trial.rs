//! One trial: a mapping's text, a query and a reply become diagnostics, requests, filters and records;
//! and the life of one value of them.

use crate::desk::Desk;
use serde::Deserialize;
use std::sync::Arc;
use touchpoint::example_account;
use touchpoint_contract::{ErrorBody, NAMES};
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Account, Headers, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{self, Error, Listing, Options, Preview};
use touchpoint_corpus::Case;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::source::SourceFile;
use touchpoint_workbench::replay;
use touchpoint_workbench::why::{Line, NoStory, Origin, Target, of_value};

/// What the page sends after each key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trial {
    /// The mapping's slug as the page knows it.
    pub(crate) slug: String,
    /// Its text, as it is typed.
    pub(crate) text: String,
    /// What a caller asks: `engagement_type=call`.
    #[serde(default)]
    pub(crate) query: String,
    /// The case that the reply comes from, where it does: its further calls are answered too.
    #[serde(default)]
    pub(crate) case: Option<String>,
    /// The reply's body.
    #[serde(default)]
    pub(crate) reply: String,
    /// The reply's status.
    #[serde(default = "ok")]
    pub(crate) status: u16,
}

fn ok() -> u16 {
    200
}

/// What becomes of it.
#[derive(Debug)]
pub(crate) struct Tried {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The mapping, where it has no error.
    pub(crate) plan: Option<Arc<Plan>>,
    pub(crate) account: Account,
    /// What would be sent, or why the caller is refused.
    pub(crate) preview: Option<Result<Preview, String>>,
    /// The page, or why there is none.
    pub(crate) listing: Option<Result<Listing, String>>,
}

impl Trial {
    /// Reads the mapping, and runs the query and the reply through it.
    pub(crate) async fn run(&self, desk: &Desk) -> Tried {
        let source = SourceFile::new(desk.name(&self.slug), self.text.clone());
        let (plan, diagnostics) = desk.reader.read(source);
        let mut tried = Tried {
            diagnostics,
            plan: plan.map(Arc::new),
            account: Account::default(),
            preview: None,
            listing: None,
        };
        let Some(plan) = tried.plan.clone() else {
            return tried;
        };
        let case = self.case(desk);
        tried.account = case.as_ref().map_or_else(
            || example_account(&plan),
            |case| replay::account(case, &plan),
        );
        match touchpoint_contract::parse(self.query.trim_start_matches('?'), &plan.model) {
            Err(failures) => tried.preview = Some(Err(said(&Error::Caller(failures.into())))),
            Ok((query, _)) => {
                let preview = run::preview(&plan, &query, &tried.account, &options());
                tried.preview = Some(preview.map_err(|error| said(&error)));
                tried.listing = self.listing(&plan, &query, case).await;
            }
        }
        tried
    }

    /// The case that the reply comes from.
    fn case(&self, desk: &Desk) -> Option<Case> {
        let name = self.case.as_ref()?;
        let cases = desk.cases(&self.slug).unwrap_or_default();
        cases.into_iter().find(|case| case.name == *name)
    }

    /// The first page. A case answers its further calls too, such as those of lookups; where it does
    /// not have them, the reply alone is mapped.
    async fn listing(
        &self,
        plan: &Plan,
        query: &ListQuery,
        case: Option<Case>,
    ) -> Option<Result<Listing, String>> {
        if self.reply.trim().is_empty() {
            return None;
        }
        if let Some(listing) = self.replayed(plan, case).await {
            return Some(Ok(listing));
        }
        let listing = run::map_reply(plan, query, self.reply(), &options());
        Some(listing.map_err(|error| said(&error)))
    }

    async fn replayed(&self, plan: &Plan, case: Option<Case>) -> Option<Listing> {
        let case = self.changed(case)?;
        replay::pages(&case, plan)
            .await
            .pages
            .into_iter()
            .next()?
            .ok()
    }

    /// The reply alone.
    fn reply(&self) -> Reply {
        Reply {
            status: self.status,
            headers: Headers(vec![(
                "content-type".to_owned(),
                "application/json".to_owned(),
            )]),
            body: self.reply.clone().into_bytes(),
            ..Reply::default()
        }
    }

    /// The case with this query, and this reply as its first.
    fn changed(&self, case: Option<Case>) -> Option<Case> {
        let mut case = case?;
        case.query.clone_from(&self.query);
        case.expected.truncate(1);
        let page = case
            .exchanges
            .iter_mut()
            .find(|exchange| exchange.name == "1")?;
        page.reply.body = self.reply.clone().into_bytes();
        page.reply.status = self.status;
        Some(case)
    }
}

/// What the page asks of one value that it shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedWhy {
    /// What the page holds.
    trial: Trial,
    /// `result[3].start_time`
    value: String,
}

impl AskedWhy {
    /// The life of the value, as `touchpoint why` tells it.
    pub(crate) async fn told(&self, desk: &Desk) -> Result<Vec<Line>, String> {
        let trial = &self.trial;
        let source = SourceFile::new(desk.name(&trial.slug), trial.text.clone());
        let plan = desk.reader.read(source).0;
        let plan = plan.ok_or("the mapping has faults")?;
        let target = Target::read(&self.value, 1).map_err(|no: NoStory| no.message)?;
        let case = trial.changed(trial.case(desk));
        if let Some(case) = case
            && let Ok(why) = of_value(&plan, Origin::Case(&case), &target).await
        {
            return Ok(why.lines());
        }
        let asked = trial.query.trim_start_matches('?');
        let (query, _) = touchpoint_contract::parse(asked, &plan.model)
            .map_err(|failures| said(&Error::Caller(failures.into())))?;
        let reply = trial.reply();
        let origin = Origin::Reply("the reply", &reply, &query);
        let why = of_value(&plan, origin, &target).await;
        why.map(|why| why.lines()).map_err(|no| no.message)
    }
}

/// The words of an error for the caller, as the contract writes them.
pub(crate) fn said(error: &Error) -> String {
    ErrorBody::of(error).message
}

fn options() -> Options {
    Options {
        names: NAMES,
        // Cursors are never opened again.
        ..Options::new(Key::new(b"a trial's own key"))
    }
}
