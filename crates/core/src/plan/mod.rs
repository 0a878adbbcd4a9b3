//! A checked mapping, ready to run: every path has its slot, and every choice is data. Compiling
//! cannot fail. A plan never changes, and calls share it.

mod asked;
mod authorize;
mod choose;
mod classify;
mod clauses;
mod comparison;
mod compile;
mod compiled;
mod link;
mod merge;
mod message;
mod paging;
mod push;
mod rate;
mod request;
mod route_choice;
mod rules;
mod scope;
mod soql;
mod statement;
mod tables;

pub use asked::ListDigests;
pub use authorize::authorize;
pub(crate) use authorize::signs_in;
pub use choose::{Chosen, among, choose, serving};
pub(crate) use choose::{merging, taking_part};
pub(crate) use classify::{TextFacts, classify_text};
pub use classify::{Verdict, classify, rule_of};
pub use compile::{changed, compile};
pub use compiled::Plan;
pub(crate) use merge::{beside, query_of};
pub use message::message;
pub(crate) use message::token_message;
pub use paging::{LookedAt, PageCount, PageState, PagingFault, next};
pub(crate) use paging::{beginning, begun};
pub use push::Push;
pub use rate::{RateLimit, rate_limit, retry_after};
pub use request::{Asking, RequestFault, build, build_lookup, pushed_values};
pub(crate) use request::{is_taken, remote_places};
pub use rules::{RuleFaults, check_rules};
pub(crate) use scope::put;
pub use scope::{query_scope, scope};
pub use tables::tables_in_reply;
