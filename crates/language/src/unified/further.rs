//! The further unified models: each is a JSON Schema file below `models/`, and nothing in the engine
//! is written for one of them.

use super::engagement_model;
use crate::json::Json;
use crate::model::Model;
use std::sync::OnceLock;

/// The texts of `models/`, by the files' names; the build script lists them.
static FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// The JSON Schemas of the further models, by their files' names.
pub fn further_schemas() -> Vec<Json> {
    let schemas = FILES.iter().map(|text| Json::parse(text));
    schemas.filter_map(Result::ok).collect()
}

/// Every model that ships: `crm/engagements` first, then the further ones.
///
/// ```
/// let models = touchpoint_language::unified::models();
/// assert_eq!(models[0].resource, "crm/engagements");
/// assert!(models.iter().any(|model| model.resource == "crm/contacts"));
/// ```
pub fn models() -> Vec<Model> {
    let mut models = vec![engagement_model()];
    models.extend(further().iter().cloned());
    models
}

/// The names of the resources of every model that ships.
pub(crate) fn resources() -> Vec<String> {
    let further = further().iter().map(|model| model.resource.clone());
    std::iter::once(super::RESOURCE.to_owned())
        .chain(further)
        .collect()
}

fn further() -> &'static [Model] {
    static MODELS: OnceLock<Vec<Model>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let schemas = further_schemas();
        let models = schemas.iter().map(Model::from_schema);
        models.filter_map(Result::ok).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_a_model_with_a_resource_of_its_own() {
        let files = FILES.len();
        let mut names = resources();
        assert_eq!(names.len(), files + 1);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), files + 1);
        assert!(names.contains(&engagement_model().resource));
    }
}
