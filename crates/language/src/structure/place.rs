//! A violation with everything that reporting it needs: its place in the text, its value, its name.

use serde_json::Value;

use super::finding::Finding;
use super::judge::Judge;
use super::route::{self, parent};
use super::violation::Violation;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Document, Kind, Pointer, Step};
use crate::json::Json;
use crate::source::Span;

/// A violation with everything that reporting it needs.
pub(super) struct PlacedViolation<'a> {
    pub(super) judge: &'a Judge,
    pub(super) document: &'a Document,
    pub(super) json: &'a Value,
    pub(super) violation: &'a Violation,
    /// True if nothing is left out.
    pub(super) all: bool,
    pub(super) pointer: Pointer,
}

impl PlacedViolation<'_> {
    /// A finding about a map as a whole: it stands at the map's key, and the map goes.
    pub(super) fn about_map(
        &self,
        code: Code,
        title: String,
        text: String,
        help: Option<Help>,
    ) -> Finding {
        let node = self.document.get(&self.pointer);
        let first = node.and_then(|node| node.entries().first());
        let pointer = match (self.pointer.steps().last(), first) {
            (Some(Step::Key(_)), _) | (_, None) => self.pointer.clone(),
            (_, Some(entry)) => self.pointer.key(entry.key.as_str()),
        };
        let label = self.document.label(&pointer, At::Key, text);
        Finding {
            diagnostic: Diagnostic::error(code, title, label).with_help_if(help),
            about: self.about(),
            lacks: matches!(code, Code::MissingKey | Code::OneOf),
            meant: None,
            prune: vec![self.pointer.clone()],
        }
    }

    /// A map or list is marked at its key, a single value at the value.
    pub(super) fn half(&self) -> At {
        let node = self.document.get(&self.pointer);
        let collection = node.is_some_and(|node| !matches!(node.kind, Kind::Scalar { .. }));
        if collection { At::Key } else { At::Value }
    }

    pub(super) fn value(&self) -> &Value {
        let value = self.json.pointer(&self.violation.instance);
        value.unwrap_or(&Value::Null)
    }

    /// The digits of a number as its author wrote them.
    pub(super) fn digits(&self) -> Option<&str> {
        let node = self.document.get(&self.pointer)?;
        let Kind::Scalar {
            value: Json::Number(_),
        } = &node.kind
        else {
            return None;
        };
        Some(self.document.source_of(&self.pointer).slice(&node.span))
    }

    /// The span of the map or list that the fault is about.
    pub(super) fn about(&self) -> Option<Span> {
        self.document
            .get(&self.pointer)
            .map(|node| node.span.clone())
    }

    /// The name of the value: `size`, or an item of `rules`; nothing for the whole file.
    pub(super) fn name(&self) -> Option<String> {
        match self.pointer.steps().last()? {
            Step::Key(key) => Some(format!("`{key}`")),
            Step::Index(_) => Some(format!("`{}`", self.pointer)),
        }
    }

    /// YAML behind the key that the value stands at.
    pub(super) fn keyed(&self, yaml: &str) -> String {
        let key = self.pointer.steps().last().and_then(Step::as_key);
        key.map_or_else(|| yaml.to_owned(), |key| format!("{key}: {yaml}"))
    }

    /// The name of an item of a list: `operators[0]`.
    pub(super) fn item(&self) -> Option<String> {
        let Step::Index(index) = self.pointer.steps().last()? else {
            return None;
        };
        let list = self.pointer.parent()?;
        let key = list.steps().last()?.as_key()?.to_owned();
        Some(format!("`{key}[{index}]`"))
    }

    /// An annotation of the schema that refused the value, or of one that refers to it.
    pub(super) fn annotation(&self, name: &str) -> Option<&str> {
        let whole = &self.judge.schema;
        let route = parent(&self.violation.route);
        let mut at = route::outermost(route);
        loop {
            let found = route::at(whole, at).and_then(|schema| schema.get(name)?.as_str());
            if found.is_some() || at.len() >= route.len() {
                return found;
            }
            // one step further in, to what the schema refers to
            let rest = route.get(at.len().saturating_add(1)..)?;
            at = match rest.find('/') {
                Some(end) => route.get(..at.len().saturating_add(1).saturating_add(end))?,
                None => route,
            };
        }
    }
}
