//! A vendor that is played from recorded cases: an incoming call becomes the reply of the recorded
//! call that it resembles most, as often as it is asked. [`listen`] puts it on a local port.

mod listener;
mod road;

pub use listener::{Listener, listen};

use crate::corpus::Case;
use road::{Call, Road};
use serde_json::json;
use std::{collections::BTreeMap, fmt, sync::Arc};
use touchpoint_core::exchange::{Headers, Reply};

/// A call as it comes in, decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncomingRequest {
    /// The verb: `GET`.
    pub method: String,
    /// The path, with or without percent-encoding.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
}

/// The names by which a mapping pages: query names, or dotted places in a JSON body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PagingKeys {
    /// What says where a page begins: `cursor`, `page.number`. They decide the page.
    pub cursor: Vec<String>,
    /// What says how large a page is: `limit`. They decide nothing.
    pub size: Vec<String>,
}

/// How a call without a road is answered: from the slug and a message, a reply in the vendor's shape.
type Refusal = Arc<dyn Fn(&str, &str) -> Reply + Send + Sync>;

/// The recorded vendors.
#[derive(Clone)]
pub struct Sandbox {
    roads: BTreeMap<String, Vec<Road>>,
    refusal: Refusal,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roads = self.roads.iter().map(|(slug, roads)| (slug, roads.len()));
        out.debug_map().entries(roads).finish()
    }
}

impl Sandbox {
    /// The vendors of all cases that say `sandbox: true`. The keys are asked for once per case;
    /// its mapping knows them.
    pub fn new(cases: &[Case], keys: impl Fn(&Case) -> PagingKeys) -> Sandbox {
        let mut roads: BTreeMap<String, Vec<Road>> = BTreeMap::new();
        for case in cases.iter().filter(|case| case.sandbox) {
            let keys = keys(case);
            let of_slug = roads.entry(case.slug.clone()).or_default();
            of_slug.extend(case.exchanges.iter().map(|e| Road::new(case, e, &keys)));
        }
        Sandbox {
            roads,
            refusal: Arc::new(|_, message| not_found(&json!({ "message": message }))),
        }
    }

    /// The same, answering a call without a road in another shape: from slug and message.
    #[must_use]
    pub fn refuse_with(
        mut self,
        refusal: impl Fn(&str, &str) -> Reply + Send + Sync + 'static,
    ) -> Sandbox {
        self.refusal = Arc::new(refusal);
        self
    }

    /// The integrations that it can play.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.roads.keys().map(String::as_str)
    }

    /// The caller's queries that have a road, each once, in the order of their cases.
    pub fn queries(&self, slug: &str) -> Vec<&str> {
        let mut queries = Vec::new();
        for road in self.roads.get(slug).into_iter().flatten() {
            if !queries.contains(&road.caller_query.as_str()) {
                queries.push(road.caller_query.as_str());
            }
        }
        queries
    }

    /// The reply of the recorded call that resembles this one most.
    pub fn respond(&self, slug: &str, incoming: &IncomingRequest) -> Reply {
        let call = Call::incoming(incoming);
        let mut best = None;
        for road in self.roads.get(slug).into_iter().flatten() {
            let Some(likeness) = road.likeness(&call) else {
                continue;
            };
            // Of equals the first stays.
            if best.as_ref().is_none_or(|(most, _)| likeness > *most) {
                best = Some((likeness, road));
            }
        }
        match best {
            Some((_, road)) => road.reply.clone(),
            None => (self.refusal)(slug, &self.no_road(slug)),
        }
    }

    fn no_road(&self, slug: &str) -> String {
        let shown = |query: &str| match query {
            "" => "(no query)".to_owned(),
            query => format!("`{query}`"),
        };
        let queries: Vec<String> = self.queries(slug).into_iter().map(shown).collect();
        if queries.is_empty() {
            return format!("the sandbox has no roads for `{slug}`");
        }
        format!(
            "the sandbox has no such road; queries that work: {}",
            queries.join(" · ")
        )
    }
}

fn not_found(body: &serde_json::Value) -> Reply {
    Reply {
        status: 404,
        headers: Headers(vec![("content-type".into(), "application/json".into())]),
        body: body.to_string().into_bytes(),
    }
}

#[cfg(test)]
mod tests;
