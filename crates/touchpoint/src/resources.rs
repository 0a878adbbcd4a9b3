//! The resources and integrations of an engine: one list of an integration for each resource that it fills.

use crate::engine::Touchpoint;
use std::collections::HashSet;
use std::sync::Arc;
use touchpoint_language::model::Model;

impl Touchpoint {
    /// The unified model that its records have.
    #[must_use]
    pub fn model(&self) -> &Arc<Model> {
        &self.parts().model
    }

    /// The unified resource whose lists are read: `crm/engagements`.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.model().resource
    }

    /// The same engine for lists of another unified resource, such as `crm/contacts`: the same
    /// accounts, tokens, transport and sandbox. None where there are no such lists. Overlays belong
    /// to `crm/engagements`; no other resource knows them.
    #[must_use]
    pub fn of_resource(&self, resource: &str) -> Option<Touchpoint> {
        let mut all = self.all();
        all.find(|engine| engine.resource() == resource).cloned()
    }

    /// The resources for which [`Touchpoint::of_resource`] gives an engine, its own first.
    #[must_use]
    pub fn resources(&self) -> Vec<String> {
        let all = self.all();
        all.map(|engine| engine.resource().to_owned()).collect()
    }

    /// The engine of the first resource that this integration has a list of. None where it has no
    /// list at all.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), touchpoint::BuildError> {
    /// let touchpoint = touchpoint::Touchpoint::builder().build().await?;
    /// let engine = touchpoint.of_integration("pipedrive");
    /// assert_eq!(engine.as_ref().map(|engine| engine.resource()), Some("crm/engagements"));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn of_integration(&self, integration: &str) -> Option<Touchpoint> {
        let has = |engine: &&Touchpoint| engine.registry().has(integration);
        self.all().find(has).cloned()
    }

    /// The integrations that have a list of any resource, those of its own resource first.
    #[must_use]
    pub fn integrations(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let all = self.all().flat_map(|engine| engine.registry().slugs());
        all.filter(|slug| seen.insert(slug.clone())).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Touchpoint> {
        std::iter::once(self).chain(&self.parts().further)
    }
}
