//! A mapping with its text and its filter table, of which simulators are made.

use crate::asked::Table;
use crate::simulator::Simulator;
use std::collections::BTreeMap;
use std::sync::Arc;
use touchpoint_core::plan::Plan;

/// One integration, of which any number of simulators can be made.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The mapping, ready to run.
    pub plan: Arc<Plan>,
    /// Its text.
    pub text: String,
    /// What must become of each filter.
    pub table: Arc<Table>,
}

impl Subject {
    /// A simulator of its own.
    ///
    /// # Errors
    /// No engine can be built of the mapping.
    pub fn simulator(&self) -> Result<Simulator, String> {
        Ok(Simulator::new(&self.plan, &self.text)?.with_table(&self.table))
    }
}

/// Each mapping with its table.
///
/// # Errors
/// A mapping has none.
pub fn subjects(
    plans: Vec<(Arc<Plan>, String)>,
    tables: &BTreeMap<String, Arc<Table>>,
) -> Result<Vec<Subject>, String> {
    let subject = |(plan, text): (Arc<Plan>, String)| {
        let slug = plan.integration();
        let table = tables
            .get(slug)
            .ok_or_else(|| format!("there is no table for `{slug}`"))?
            .clone();
        Ok(Subject { plan, text, table })
    };
    plans.into_iter().map(subject).collect()
}
