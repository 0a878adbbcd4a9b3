//! A checked mapping, ready to run: every path is a slot of a read plan, every choice is data.
//! Compiling cannot fail, and a plan never changes; calls share it.

mod authorize;
mod choose;
mod classify;
mod compile;
mod fill;
mod merge;
mod message;
mod page;
mod paging;
mod rate;
mod read;
mod record;
mod request;
mod rules;
mod scope;
mod soql;
mod tables;

pub use authorize::authorize;
pub(crate) use authorize::signs_in;
pub(crate) use choose::merging;
pub use choose::{Chosen, among, choose, serving};
pub(crate) use classify::ReplyFacts;
pub use classify::{Verdict, classify, rule_of};
pub use compile::{PlanCase, PlanField, PlanKind, PlanSource, changed, compile};
pub(crate) use merge::{beside, query_of};
pub use message::message;
pub(crate) use message::token_message;
pub use page::{Page, PageFault, read_page};
pub use paging::{Came, PageState, PagingFault, next};
pub use rate::{RateLimit, rate_limit, retry_after};
pub use read::{Found, Reads, Slot, Slots};
pub use record::{FieldFault, RecordFacts, map_record};
pub(crate) use record::{is_skipped, json_pointer};
pub use request::{Asking, RequestFault, build, build_lookup, pushed_values};
pub use rules::{RuleFaults, check_rules};
pub use scope::{query_scope, scope};
pub use tables::{Table, Tables};
pub(crate) use tables::{tables_in_reply, tables_used};

use crate::exchange::Needs;
use crate::scan::Road;
use std::sync::Arc;
use touchpoint_language::mapping::Mapping;
use touchpoint_language::model::Model;

/// A mapping that can be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The checked mapping, for what is asked as it is written: connection, rules, lookups, routes.
    pub mapping: Arc<Mapping>,
    /// The unified model that it maps onto.
    pub model: Arc<Model>,
    /// The cases with their record plans, in the order of the file.
    pub cases: Vec<PlanCase>,
    /// Where a refusal has words for people, with what it reads of the body.
    pub message: Option<(Reads, touchpoint_language::mapping::Expression<Slot>)>,
    /// The same for a refusal of the token URL, where the mapping says it.
    pub token_message: Option<(Reads, touchpoint_language::mapping::Expression<Slot>)>,
    /// A digest of the mapping's text: cursors of another text are stale.
    pub version: String,
    /// What it needs of an account.
    pub needs: Needs,
    /// The dotted names of the unified fields that some case fills.
    pub filled: Vec<String>,
}

impl Plan {
    /// The slug.
    pub fn integration(&self) -> &str {
        &self.mapping.integration
    }

    /// Whether some case fills this dotted field.
    pub fn fills(&self, dotted: &str) -> bool {
        self.filled.iter().any(|name| name == dotted)
    }
}

impl Plan {
    /// The case and the route at their positions.
    pub fn at(
        &self,
        chosen: Chosen,
    ) -> Option<(
        &touchpoint_language::mapping::Case,
        &touchpoint_language::mapping::Route,
    )> {
        let case = self.mapping.cases.get(chosen.case)?;
        Some((case, case.routes.get(chosen.route)?))
    }

    /// What is looked for in the bytes of a route's pages.
    ///
    /// # Errors
    /// Why its pages are read as values.
    pub fn road(&self, chosen: Chosen) -> Result<&Road, &str> {
        let road = self
            .cases
            .get(chosen.case)
            .and_then(|case| case.roads.get(chosen.route));
        road.ok_or("there is no such route")?
            .as_ref()
            .map_err(String::as_str)
    }

    /// The parameters that some route declares, in the order of the model.
    pub fn served_parameters(&self) -> Vec<String> {
        let served = |name: &String| {
            self.mapping.cases.iter().any(|case| {
                let conditions = case
                    .when
                    .iter()
                    .chain(case.routes.iter().filter_map(|route| route.when.as_ref()));
                conditions
                    .flat_map(touchpoint_language::expr::condition::Condition::parameters)
                    .any(|p| p == name)
                    || case
                        .routes
                        .iter()
                        .any(|route| route.parameters.contains_key(name))
            })
        };
        self.model
            .filterable_names()
            .into_iter()
            .filter(served)
            .collect()
    }
}
