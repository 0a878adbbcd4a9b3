//! The sandbox: for each mapping a vendor that is made from it, with records for people to read. Its
//! filters, pages and lookups work, and nothing goes wrong. [`listen`] puts it on local ports.

mod listener;

pub use listener::{Listener, listen};

use crate::corpus;
use crate::emulator::{Calm, World};
use indexmap::IndexMap;
use std::fmt;
use std::sync::OnceLock;
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_core::registry::Registry;

/// A call as it comes in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncomingRequest {
    /// The verb: `GET`.
    pub method: String,
    /// The path with its query, as it came: `/v1/things?limit=2`.
    pub target: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
}

/// The vendors by slug. A mapping is compiled when its account is asked for, and a vendor is made when
/// it is first called.
pub struct Sandbox {
    registry: Registry,
    vendors: IndexMap<String, OnceLock<Calm>>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.vendors.keys()).finish()
    }
}

impl Sandbox {
    /// The vendors of these mappings.
    pub fn new(registry: &Registry) -> Sandbox {
        let slugs = registry.slugs().into_iter();
        Sandbox {
            registry: registry.clone(),
            vendors: slugs.map(|slug| (slug, OnceLock::new())).collect(),
        }
    }

    /// The account that a vendor knows.
    pub fn account(&self, slug: &str) -> Option<Account> {
        let plan = self.registry.get(slug)?;
        Some(Calm::account(plan, &format!("sandbox-{slug}")))
    }

    /// Queries to begin with, as recorded cases ask them: each has an answer.
    pub fn queries(&self, slug: &str) -> Vec<String> {
        let mut queries = Vec::new();
        for case in corpus::built_in_of(slug).unwrap_or_default() {
            if case.sandbox && !queries.contains(&case.query) {
                queries.push(case.query);
            }
        }
        queries
    }

    /// What a vendor answers.
    pub fn respond(&self, slug: &str, request: IncomingRequest) -> Reply {
        let vendor = self.vendors.get(slug).zip(self.registry.get(slug));
        let Some((calm, plan)) = vendor else {
            return Reply {
                status: 404,
                ..Reply::default()
            };
        };
        let calm = calm.get_or_init(|| Calm::new(World::readable(plan)));
        let IncomingRequest {
            method,
            target,
            headers,
            body,
        } = request;
        calm.respond(&method, &target, headers, body)
    }
}

#[cfg(test)]
mod tests;
