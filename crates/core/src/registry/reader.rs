//! Turns one mapping's text into a plan, or into all of its faults.

use crate::plan::{Plan, compile};
use std::sync::Arc;
use touchpoint_language::Reader;
use touchpoint_language::check::CheckedMapping;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

/// Reads mappings onto one model and compiles them. Made once; its schema is compiled once.
#[derive(Debug)]
pub struct PlanReader(pub(super) Reader);

impl PlanReader {
    /// A reader of mappings onto this model.
    ///
    /// # Errors
    /// A text when the model gives no valid schema; the model's author must repair it.
    pub fn new(model: Model) -> Result<PlanReader, String> {
        Reader::new(model).map(PlanReader)
    }

    /// A reader that compiles its schema only when it is first needed; [`PlanReader::sound`] never
    /// needs it. With a model that gives no valid schema it reads no mapping.
    pub fn later(model: Model) -> PlanReader {
        PlanReader(Reader::later(model))
    }

    /// The same reader in an engine that has these resources too: it passes over lists of them.
    #[must_use]
    pub fn beside(self, resources: impl IntoIterator<Item = String>) -> PlanReader {
        PlanReader(self.0.beside(resources))
    }

    /// The model that mappings are read onto.
    pub fn model(&self) -> &Arc<Model> {
        self.0.model()
    }

    /// Reads one mapping: a plan when it has no error, and everything there is to say of it.
    pub fn read(&self, source: SourceFile) -> (Option<Plan>, Vec<Diagnostic>) {
        let (checked, diagnostics) = self.0.read(source);
        (self.compiled(checked), diagnostics)
    }

    /// Reads a mapping that is known to be sound, such as one that is built into a program and read
    /// by its tests: it is not checked again. `None` when it cannot be read after all.
    pub fn sound(&self, source: SourceFile) -> Option<Plan> {
        self.compiled(self.0.sound(source))
    }

    /// Reads an account's overlay and lays it over its mapping. Both are checked and compiled as
    /// one; each diagnostic names the file that it is about.
    pub fn overlay(&self, base: &Plan, source: SourceFile) -> (Option<Plan>, Vec<Diagnostic>) {
        let (checked, diagnostics) = self.0.overlay(&base.mapping, source);
        (self.compiled(checked), diagnostics)
    }

    fn compiled(&self, checked: Option<CheckedMapping>) -> Option<Plan> {
        checked.map(|checked| self.plan(checked))
    }

    pub(super) fn plan(&self, checked: CheckedMapping) -> Plan {
        compile(checked, self.0.model().clone())
    }
}
