//! A checked mapping, ready to run: every path is a slot of a read plan, every choice is data.
//! Compiling cannot fail, and a plan never changes; calls share it.

mod choose;
mod classify;
mod compile;
mod fill;
mod page;
mod paging;
mod rate;
mod read;
mod record;
mod request;
mod rules;
mod authorize;
mod scope;
mod soql;
mod tables;

pub use authorize::authorize;
pub use choose::{Chosen, choose};
pub use classify::{Verdict, classify};
pub use compile::{PlanCase, PlanField, PlanKind, PlanSource, compile};
pub use page::{Page, PageFault, read_page};
pub use paging::{Came, PageState, PagingFault, next};
pub use rate::{RateLimit, rate_limit, retry_after};
pub use read::{Found, Reads, Slot, Slots};
pub use record::{FieldFault, RecordFacts, map_record};
pub use request::{RequestFault, build};
pub(crate) use rules::QueryFacts;
pub use rules::{RuleFaults, check_rules};
pub use scope::{query_scope, scope};
pub use tables::{Table, Tables};

use crate::exchange::Needs;
use crate::mapping::Mapping;
use crate::model::Model;
use std::sync::Arc;

/// A mapping that can be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The checked mapping, for what is asked as it is written: connection, rules, lookups, routes.
    pub mapping: Arc<Mapping>,
    /// The unified model that it maps onto.
    pub model: Arc<Model>,
    /// The cases with their record plans, in the order of the file.
    pub cases: Vec<PlanCase>,
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
