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
