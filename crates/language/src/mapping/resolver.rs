//! Written words → a mapping as it is meant. What cannot be resolved is told and left out; the
//! rest goes on.

use super::{ContextVariable, Mapping, connection, list, lookup, merge, rule};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{At, Document, Pointer, parse};
use crate::expr::{ExprFault, Path, Pattern, Template};
use crate::mapping::needs::ContextNeed;
use crate::model::Model;
use crate::written;
use indexmap::IndexMap;
use std::sync::Arc;

/// What resolving needs everywhere, and where it leaves the faults that it finds.
pub(super) struct Resolver<'a> {
    pub(super) document: &'a Document,
    pub(super) model: &'a Model,
    pub(super) faults: Vec<Diagnostic>,
}

/// Resolves a mapping. Never fails: what is faulty is told and left out.
pub fn resolve(
    written: &written::Mapping,
    document: &Arc<Document>,
    model: &Model,
) -> (Mapping, Vec<Diagnostic>) {
    let mut resolver = Resolver {
        document,
        model,
        faults: Vec::new(),
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
        context,
        connection,
        lookups,
        rules,
        merge,
        cases,
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

impl Resolver<'_> {
    /// Tells a fault at a value.
    pub(super) fn fault(
        &mut self,
        code: Code,
        pointer: &Pointer,
        title: &str,
        label: &str,
        help: Option<String>,
    ) {
        self.faults.push(Diagnostic {
            code,
            severity: Severity::Error,
            title: title.to_owned(),
            primary: self.document.label(pointer, At::Value, label),
            secondary: Vec::new(),
            help,
        });
    }

    /// Tells a fault inside a text: a path, a template, a computation.
    pub(super) fn text_fault(
        &mut self,
        code: Code,
        pointer: &Pointer,
        title: &str,
        fault: &ExprFault,
    ) {
        let primary = match &fault.at {
            Some(bytes) => self
                .document
                .label_in(pointer, bytes.clone(), &fault.message),
            None => self.document.label(pointer, At::Value, &fault.message),
        };
        self.faults.push(Diagnostic {
            code,
            severity: Severity::Error,
            title: title.to_owned(),
            primary,
            secondary: Vec::new(),
            help: fault.help.clone(),
        });
    }

    /// Whether the author wrote something at a place: what is faulty has been taken out, and told.
    pub(super) fn was_written(&self, pointer: &Pointer) -> bool {
        let (whole, _) = parse(self.document.source.clone());
        whole.get(pointer).is_some()
    }

    pub(super) fn path(&mut self, text: &written::PathText, pointer: &Pointer) -> Option<Path> {
        match Path::parse(&text.0) {
            Ok(path) => Some(path),
            Err(fault) => {
                self.text_fault(
                    Code::BadPath,
                    pointer,
                    "this JSONPath cannot be read",
                    &fault,
                );
                None
            }
        }
    }

    pub(super) fn template(&mut self, text: &str, pointer: &Pointer) -> Option<Template> {
        match Template::parse(text) {
            Ok(template) => Some(template),
            Err(fault) => {
                self.text_fault(
                    Code::BadTemplate,
                    pointer,
                    "this template cannot be read",
                    &fault,
                );
                None
            }
        }
    }
}
