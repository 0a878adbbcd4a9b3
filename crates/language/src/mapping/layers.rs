//! Lays a case over `shared`, and a route over its case, one level deep. Maps are merged by key,
//! and the value of a key replaces the lower one as a whole; every other key replaces as a whole;
//! `~` takes a key away.

use super::resolver::Resolver;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::written::Case;
use indexmap::IndexMap;

/// One layer: what its author wrote, and where.
#[derive(Clone)]
pub(super) struct Layer {
    pub(super) case: Case,
    pub(super) pointer: Pointer,
}

/// The layers of one route, the lowest first.
pub(super) struct Layers<'l>(pub(super) Vec<&'l Layer>);

impl<'l> Layers<'l> {
    /// The value of a key that replaces the lower one as a whole, with its place.
    pub(super) fn single<V: 'l>(
        &self,
        resolver: &mut Resolver<'_>,
        key: &str,
        pick: impl Fn(&'l Case) -> Option<&'l V>,
    ) -> Option<(Pointer, &'l V)> {
        let mut found = None;
        for layer in &self.0 {
            let pointer = layer.pointer.key(key);
            if let Some(value) = pick(&layer.case) {
                found = Some((pointer, value));
            } else if resolver.is_null(&pointer) {
                match found.take() {
                    Some(_) => resolver.took_away(&pointer),
                    None => resolver.nothing_to_take_away(&pointer, key),
                }
            }
        }
        found
    }

    /// The merged entries of a map, each with its place. The first layer that has a key decides its
    /// position.
    pub(super) fn keyed<V: 'l>(
        &self,
        resolver: &mut Resolver<'_>,
        key: &str,
        pick: impl Fn(&'l Case) -> Vec<(&'l str, Option<&'l V>)>,
    ) -> IndexMap<&'l str, (Pointer, &'l V)> {
        let mut merged: IndexMap<&'l str, (Pointer, &'l V)> = IndexMap::new();
        for layer in &self.0 {
            let place = key
                .split('.')
                .fold(layer.pointer.clone(), |at, part| at.key(part));
            for (name, value) in pick(&layer.case) {
                let pointer = place.key(name);
                match value {
                    Some(value) => {
                        merged.insert(name, (pointer, value));
                    }
                    None if merged.shift_remove(name).is_none() => {
                        resolver.nothing_to_take_away(&pointer, name);
                    }
                    None => resolver.took_away(&pointer),
                }
            }
        }
        merged
    }
}

impl Resolver<'_> {
    fn is_null(&self, pointer: &Pointer) -> bool {
        self.document
            .get(pointer)
            .is_some_and(|node| node.to_json().is_null())
    }

    /// A `~` of `shared` that serves one of the cases is right, whatever the others have.
    fn took_away(&mut self, pointer: &Pointer) {
        let span = self.document.label(pointer, At::Key, "").span;
        self.faults
            .retain(|fault| fault.code != Code::NothingToTakeAway || fault.primary.span != span);
        self.taken_away.push(span);
    }

    pub(super) fn nothing_to_take_away(&mut self, pointer: &Pointer, name: &str) {
        // a forgotten value is reported as that
        if self
            .document
            .get(pointer)
            .is_some_and(|node| node.span.is_empty())
        {
            return;
        }
        let primary = self
            .document
            .label(pointer, At::Key, format!("no `{name}` lies below"));
        let mut told = self.faults.iter().map(|fault| &fault.primary.span);
        if !self.taken_away.contains(&primary.span) && !told.any(|span| *span == primary.span) {
            let title = "`~` takes away what is not there";
            let told = Diagnostic::warning(Code::NothingToTakeAway, title, primary);
            let help = Help::from("remove this line").edits(self.document.without(pointer));
            self.faults.push(told.with_help(help));
        }
    }
}
