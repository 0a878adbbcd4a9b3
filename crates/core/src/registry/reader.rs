//! One mapping's text becomes a plan, or every fault of it.

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
    /// A text when the model gives no valid schema; the model's author acts.
    pub fn new(model: Model) -> Result<PlanReader, String> {
        Reader::new(model).map(PlanReader)
    }

    /// A reader that compiles its schema when it is first needed: for mappings that are known to be
    /// sound, [`PlanReader::sound`], it never is. A model that gives no valid schema has no mappings.
    pub fn later(model: Model) -> PlanReader {
        PlanReader(Reader::later(model))
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

    /// Reads a mapping that is known to be sound, as those are that a program has built in and its
    /// tests have read: its structure is not judged. Nothing when it is not sound after all.
    pub fn sound(&self, source: SourceFile) -> Option<Plan> {
        self.compiled(self.0.sound(source))
    }

    /// Reads an account's overlay and lays it over its mapping: checked and compiled as one, every
    /// diagnostic in the file that it is about.
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
