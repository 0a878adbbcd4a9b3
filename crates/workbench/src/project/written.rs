//! `touchpoint.yaml` as its author writes it, and the JSON Schema of it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// What the commands of `touchpoint` work on in this folder and below it. Paths start at this file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Touchpoint project, version 1")]
pub(super) struct WrittenProject {
    /// The version of this form. It is 1.
    #[schemars(extend("const" = 1))]
    #[expect(dead_code, reason = "the schema holds it to 1")]
    touchpoint: u32,
    /// Your mappings: a file, a folder of files, or a list of these. They stand instead of those
    /// built in.
    #[serde(default)]
    #[schemars(extend("examples" = ["mappings/", ["mappings/", "more/acme.yaml"]]))]
    pub(super) mappings: Paths,
    /// `true` keeps the built-in mappings beside yours. One of yours takes the place of the
    /// built-in one of its integration.
    #[serde(default)]
    pub(super) built_in: bool,
    /// The folder of recorded cases: `<corpus>/<slug>/<case>/`.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1), extend("examples" = ["corpus/"]))]
    pub(super) corpus: Option<String>,
    /// Overlays of accounts: a file, a folder of files, or a list of these.
    #[serde(default)]
    #[schemars(extend("examples" = ["overlays/"]))]
    pub(super) overlays: Paths,
    /// The JSON Schema of another unified model.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1), extend("examples" = ["model.schema.json"]))]
    pub(super) model: Option<String>,
    /// The accounts file that `list`, `explain` and `serve` read.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1), extend("examples" = ["accounts.yaml"]))]
    pub(super) accounts: Option<String>,
}

/// One path, or a list of paths.
#[derive(Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Paths {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl JsonSchema for Paths {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Paths".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "array"], "minLength": 1, "minItems": 1,
            "items": { "type": "string", "minLength": 1 }
        })
    }
}

/// The JSON Schema of `touchpoint.yaml`, for editors and CI.
///
/// ```
/// let schema = touchpoint_workbench::project::schema();
/// assert_eq!(schema["properties"]["touchpoint"]["const"], 1);
/// ```
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(WrittenProject).to_value();
    if let Some(root) = schema.as_object_mut() {
        let order = touchpoint_language::json::fields::<WrittenProject>();
        root.insert("x-order".to_owned(), order.into());
    }
    schema
}
