//! The vendors of the sandbox, by slug.

use super::incoming::IncomingRequest;
use crate::answer::faultless::FaultlessVendor;
use crate::readable::vendor::readable_vendor;
use indexmap::IndexMap;
use std::fmt;
use std::sync::OnceLock;
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_core::registry::Registry;
use touchpoint_corpus::built_in_of;

/// The vendors by slug. A mapping is compiled when its account is asked for, and a vendor is made when
/// it is first called.
pub struct Sandbox {
    registry: Registry,
    vendors: IndexMap<String, OnceLock<FaultlessVendor>>,
    /// The same vendors' other lists, one sandbox for each unified model.
    further: Vec<Sandbox>,
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
            further: Vec::new(),
        }
    }

    /// Adds the vendors' lists of another unified model: what one list does not know, the other may.
    #[must_use]
    pub fn beside(mut self, registry: &Registry) -> Sandbox {
        self.further.push(Sandbox::new(registry));
        self
    }

    /// The account that a vendor knows.
    pub fn account(&self, slug: &str) -> Option<Account> {
        let plan = self.registry.get(slug)?;
        Some(FaultlessVendor::account(plan, &format!("sandbox-{slug}")))
    }

    /// Queries to begin with, as recorded cases ask them. Each has an answer.
    pub fn queries(&self, slug: &str) -> Vec<String> {
        let mut queries = Vec::new();
        for case in built_in_of(slug).unwrap_or_default() {
            if case.sandbox && !queries.contains(&case.query) {
                queries.push(case.query);
            }
        }
        queries
    }

    /// What a vendor answers.
    pub fn respond(&self, slug: &str, request: IncomingRequest) -> Reply {
        let is_unknown = |reply: &Reply| matches!(reply.status, 400 | 404);
        let again = (!self.further.is_empty()).then(|| request.clone());
        let reply = self.respond_alone(slug, request);
        let Some(again) = again.filter(|_| is_unknown(&reply)) else {
            return reply;
        };
        let mut others = self.further.iter();
        let other = others.find_map(|other| {
            let reply = other.respond(slug, again.clone());
            (!is_unknown(&reply)).then_some(reply)
        });
        other.unwrap_or(reply)
    }

    fn respond_alone(&self, slug: &str, request: IncomingRequest) -> Reply {
        let vendor = self.vendors.get(slug).zip(self.registry.get(slug));
        let Some((vendor, plan)) = vendor else {
            return Reply {
                status: 404,
                ..Reply::default()
            };
        };
        let vendor = vendor.get_or_init(|| FaultlessVendor::new(readable_vendor(plan)));
        let IncomingRequest {
            method,
            target,
            headers,
            body,
        } = request;
        vendor.respond(&method, &target, headers, body)
    }
}
