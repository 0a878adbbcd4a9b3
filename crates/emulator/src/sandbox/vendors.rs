//! The vendors of the sandbox, by slug.

use super::incoming::IncomingRequest;
use crate::answer::faultless::FaultlessVendor;
use crate::readable::recorded_replies::cases_of;
use crate::readable::vendor::readable_vendor;
use indexmap::IndexMap;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::Registry;
use touchpoint_corpus::{Case, read_dir};

/// The vendors by slug. A mapping is compiled when its account is asked for, and a vendor is made when
/// it is first called.
pub struct Sandbox {
    registry: Registry,
    vendors: IndexMap<String, OnceLock<FaultlessVendor>>,
    /// The same vendors' other lists, one sandbox for each unified model.
    further: Vec<Sandbox>,
    /// The cases that vendors are modelled on, beside the built-in ones.
    cases: Vec<Case>,
}

/// How many values of a filter are named.
const MOST_KNOWN: usize = 5;

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
            cases: Vec::new(),
        }
    }

    /// Adds the vendors' lists of another unified model: what one list does not know, the other may.
    #[must_use]
    pub fn beside(mut self, registry: &Registry) -> Sandbox {
        self.further.push(Sandbox::new(registry));
        self
    }

    /// The vendors of these mappings, modelled on the cases of a folder; where it has none of an
    /// integration, on the built-in ones.
    ///
    /// # Errors
    /// Every fault of every case.
    pub fn with_corpus(registry: &Registry, folder: &Path) -> Result<Sandbox, String> {
        let cases = read_dir(folder).map_err(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        Ok(Sandbox {
            cases,
            ..Sandbox::new(registry)
        })
    }

    fn cases(&self, plan: &Plan) -> Vec<Case> {
        let own = self.cases.iter();
        let own = own.filter(|case| case.slug == plan.integration());
        let own: Vec<Case> = own.cloned().collect();
        if own.is_empty() { cases_of(plan) } else { own }
    }

    fn vendor(&self, slug: &str) -> Option<&FaultlessVendor> {
        let (vendor, plan) = self.vendors.get(slug).zip(self.registry.get(slug))?;
        let make = || FaultlessVendor::new(readable_vendor(plan, &self.cases(plan)));
        Some(vendor.get_or_init(make))
    }

    /// Values by which a vendor's records can be filtered: of the unified field that a parameter is
    /// compared with, each once.
    pub fn known(&self, slug: &str, parameter: &str) -> Vec<String> {
        let plan = self.registry.get(slug);
        let field = plan.and_then(|plan| plan.model.compared_field(parameter));
        let (Some(field), Some(vendor)) = (field, self.vendor(slug)) else {
            return Vec::new();
        };
        let mut known = vendor.known(&field);
        known.truncate(MOST_KNOWN);
        known
    }

    /// The account that a vendor knows.
    pub fn account(&self, slug: &str) -> Option<Account> {
        let Some(plan) = self.registry.get(slug) else {
            return self.further.iter().find_map(|other| other.account(slug));
        };
        Some(FaultlessVendor::account(plan, &format!("sandbox-{slug}")))
    }

    /// Queries to begin with, as recorded cases ask them. Each has an answer.
    pub fn queries(&self, slug: &str) -> Vec<String> {
        let mut queries = Vec::new();
        let cases = self.registry.get(slug).map(|plan| self.cases(plan));
        for case in cases.unwrap_or_default() {
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
        let Some(vendor) = self.vendor(slug) else {
            return Reply {
                status: 404,
                ..Reply::default()
            };
        };
        let IncomingRequest {
            method,
            target,
            headers,
            body,
        } = request;
        vendor.respond(&method, &target, headers, body)
    }
}
