//! The open sandbox: every built-in mapping with recorded roads has a vendor on a local port and an
//! account that reaches it.

use crate::corpus::{self, Case};
use crate::sandbox::{Listener, PagingKeys, Sandbox, listen};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use touchpoint_core::exchange::{Account, Headers, Reply};
use touchpoint_core::expr::path::Step;
use touchpoint_core::mapping::{Pick, Way};
use touchpoint_core::plan::{Plan, Slot};
use touchpoint_core::registry::Registry;
use touchpoint_core::written::SendAs;

/// The vendors that are played, and their accounts.
pub(crate) struct OpenSandbox {
    listener: Listener,
    accounts: IndexMap<String, Account>,
    queries: IndexMap<String, Vec<String>>,
}

impl OpenSandbox {
    /// The account of a slug, at its vendor's local port.
    pub(crate) fn account(&self, slug: &str) -> Option<Account> {
        let account = self.accounts.get(slug)?.clone();
        Some(Account {
            base_url: Some(self.listener.origin(slug).ok()?),
            ..account
        })
    }

    pub(crate) fn queries(&self, slug: &str) -> Vec<String> {
        self.queries.get(slug).cloned().unwrap_or_default()
    }
}

/// Opens the sandbox for the mappings of a registry.
pub(crate) fn open_sandbox(registry: &Registry) -> Result<OpenSandbox, String> {
    let cases = corpus::built_in().map_err(|faults| {
        faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("; ")
    })?;
    let keys = |case: &Case| {
        registry
            .get(&case.slug)
            .map(|plan| paging_keys(plan))
            .unwrap_or_default()
    };
    let shapes: IndexMap<String, Vec<Step>> = registry
        .plans()
        .iter()
        .filter_map(|plan| Some((plan.integration().to_owned(), message_place(plan)?)))
        .collect();
    let sandbox = Sandbox::new(&cases, keys)
        .refuse_with(move |slug, message| not_found(shapes.get(slug), message));
    let mut accounts = IndexMap::new();
    let mut queries = IndexMap::new();
    for plan in registry.plans() {
        let slug = plan.integration().to_owned();
        let roads: Vec<&Case> = cases
            .iter()
            .filter(|case| case.sandbox && case.slug == slug)
            .collect();
        let Some(first) = roads.first() else { continue };
        let needed = plan
            .needs
            .credentials
            .first()
            .map(|set| set.required.clone())
            .unwrap_or_default();
        let account = first.account(needed.iter().map(String::as_str));
        accounts.insert(
            slug.clone(),
            Account {
                id: format!("sandbox-{slug}"),
                ..account
            },
        );
        queries.insert(
            slug.clone(),
            sandbox
                .queries(&slug)
                .into_iter()
                .map(str::to_owned)
                .collect(),
        );
    }
    let listener = listen(sandbox).map_err(|error| error.to_string())?;
    Ok(OpenSandbox {
        listener,
        accounts,
        queries,
    })
}

/// The names by which a mapping pages, on any of its routes.
fn paging_keys(plan: &Plan) -> PagingKeys {
    let mut keys = PagingKeys::default();
    let name = |place: &SendAs| match place {
        SendAs::Query(name) | SendAs::Body(name) => Some(name.clone()),
        SendAs::Header(_) => None,
    };
    for route in plan.mapping.cases.iter().flat_map(|case| &case.routes) {
        match &route.paging.way {
            Way::Cursor { send_as, .. } | Way::Page { send_as, .. } | Way::Offset { send_as } => {
                keys.cursor.extend(name(send_as));
            }
            Way::NextUrl { .. } | Way::None => {}
        }
        keys.size
            .extend(route.paging.size.send_as.as_ref().and_then(name));
    }
    keys
}

/// Where the vendor puts its message: the first plain path that the mapping looks at.
fn message_place(plan: &Plan) -> Option<Vec<Step>> {
    let (reads, expression) = plan.message.as_ref()?;
    let mut all = vec![expression];
    all.extend(expression.parts());
    all.into_iter().find_map(|part| match &part.pick {
        Pick::From(Slot::Record(slot)) => reads.paths().get(*slot)?.plain().map(<[Step]>::to_vec),
        _ => None,
    })
}

/// A 404 in the vendor's own shape.
fn not_found(place: Option<&Vec<Step>>, message: &str) -> Reply {
    let place = place.map(Vec::as_slice).unwrap_or_default();
    let body = if place.is_empty() {
        json!({ "message": message })
    } else {
        wrap(place, message.into())
    };
    Reply {
        status: 404,
        headers: Headers(vec![(
            "content-type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: serde_json::to_vec(&body).unwrap_or_default(),
    }
}

/// A value at a place: `[0].message` → `[{"message": …}]`.
fn wrap(place: &[Step], value: Value) -> Value {
    place.iter().rev().fold(value, |inner, step| match step {
        Step::Name(name) => Value::Object(Map::from_iter([(name.clone(), inner)])),
        Step::Index(index) => {
            let mut list = vec![Value::Null; (*index).min(8)];
            list.push(inner);
            Value::Array(list)
        }
    })
}
