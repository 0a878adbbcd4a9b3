//! Written words → a mapping as it is meant. Parts that cannot be resolved are reported and left
//! out; the rest goes on.

use super::needs::ContextNeed;
use super::resolver::Resolver;
use super::{ContextVariable, Mapping, connection, ends, list, lookup, merge, rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Pointer};
use crate::expr::Pattern;
use crate::model::Model;
use crate::written;
use indexmap::IndexMap;
use std::sync::Arc;

/// Resolves a mapping. Never fails: faulty parts are reported and left out.
pub fn resolve(
    written: &written::Mapping,
    document: &Arc<Document>,
    model: &Model,
) -> (Mapping, Vec<Diagnostic>) {
    let mut resolver = Resolver {
        document,
        model,
        faults: Vec::new(),
        taken_away: Vec::new(),
    };
    let root = Pointer::new();
    let context = context(&written.context, &root.key("context"));
    let connection =
        connection::resolve(&mut resolver, &written.connection, &root.key("connection"));
    let mut lookups = IndexMap::new();
    for (name, written) in &written.lookups {
        let pointer = root.key("lookups").key(name.as_str());
        if let Some(lookup) = lookup::resolve(&mut resolver, name, written, &pointer) {
            lookups.insert(name.clone(), lookup);
        }
    }
    let list = root.key("list");
    let rules = rule::resolve(&mut resolver, &written.list.rules, &list.key("rules"));
    let cases = list::resolve(&mut resolver, &written.list, &list);
    let merge = written.list.merge.as_ref();
    let merge =
        merge.and_then(|merge| merge::resolve(&mut resolver, merge, &cases, &list.key("merge")));
    let mapping = Mapping {
        document: document.clone(),
        integration: written.integration.clone(),
        label: written.label.clone(),
        beyond_page: written.page == Some(written::Page::Extra),
        ends: written
            .ends
            .as_ref()
            .and_then(|written| ends::resolve(written, root.key("ends"))),
        notes: written.notes.clone(),
        context,
        connection,
        lookups,
        rules,
        merge,
        cases,
        custom: Vec::new(),
        partial: resolver
            .faults
            .iter()
            .any(|fault| fault.severity == Severity::Error),
    };
    (mapping, resolver.faults)
}

fn context(
    written: &IndexMap<String, written::ContextVariable>,
    pointer: &Pointer,
) -> Vec<ContextVariable> {
    let variable = |(name, variable): (&String, &written::ContextVariable)| ContextVariable {
        need: ContextNeed {
            name: name.clone(),
            pattern: variable.pattern.as_ref().map(|p| Pattern::new(p.0.clone())),
            default: variable.default.clone(),
            example: variable.example.clone(),
            only_for: None,
        },
        from_token: variable.from_token.clone(),
        pointer: pointer.key(name.as_str()),
    };
    written.iter().map(variable).collect()
}
