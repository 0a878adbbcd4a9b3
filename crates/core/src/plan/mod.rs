//! A checked mapping, ready to run: every path has its slot, every choice is data. Compiling cannot
//! fail, and a plan never changes; calls share it.

mod authorize;
mod choose;
mod classify;
mod compile;
mod merge;
mod message;
mod paging;
mod push;
mod rate;
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
pub use classify::{Verdict, classify};
pub use compile::compile;
pub(crate) use compile::plan_of;
pub(crate) use merge::{beside, query_of};
pub use message::message;
pub(crate) use message::token_message;
pub use paging::{Came, LookedAt, PageState, PagingFault, next};
pub use push::Push;
pub use rate::{RateLimit, rate_limit, retry_after};
pub use request::{Asking, RequestFault, build, build_lookup, pushed_values};
pub use rules::{RuleFaults, check_rules};
pub use scope::{query_scope, scope};
pub(crate) use tables::tables_in_reply;

use crate::exchange::Needs;
use crate::scan::{Phrase, Road};
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
    /// What is looked for in the pages of each route, by case and route in the order of the file.
    pub(crate) roads: Vec<Vec<Road>>,
    /// Where a refusal has words for people.
    pub(crate) message: Option<Phrase>,
    /// The same for a refusal of the token URL, where the mapping says it.
    pub(crate) token_message: Option<Phrase>,
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
    /// Every list, by the positions of its case and route.
    pub fn lists(&self) -> impl Iterator<Item = Chosen<'_>> {
        Chosen::all(self)
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
                    .flat_map(touchpoint_language::expr::Condition::parameters)
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
