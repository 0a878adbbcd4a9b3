//! Coverage as the meta route gives it: for each parameter and each field, which integrations
//! support it.
//!
//! ```text
//! { "query_parameters": { "kind": { "supported_in": ["acme"], "required_in": ["other"],
//!     "notes": { "acme": "…" }, "enum_by_integration": { "acme": ["call"] } } },
//!   "response_fields": { "id": { "supported_in": ["acme", "other"] } },
//!   "extras": { "parameters": { "owner": { "supported_in": ["acme"] } }, "rules": { "acme": ["…"] }, "paging": { "acme": ["…"] } } }
//! ```

use super::own::{AFTER, BEFORE, Own, SORT_BY};
use super::{Coverage, IntegrationCoverage, ParameterCoverage, Support};
use crate::words::shown;
use indexmap::IndexMap;
use serde::Serialize;
use touchpoint_language::model::{Field, Kind, Model, Parameter, Scalar};

/// The whole page as data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meta {
    /// `GET /unified/crm/engagements`
    pub endpoint: String,
    /// Slug → name for people.
    pub integrations: IndexMap<String, String>,
    /// Each parameter that a caller may give.
    pub query_parameters: IndexMap<String, MetaEntry>,
    /// Each member of the reply, by its dotted name.
    pub response_fields: IndexMap<String, MetaEntry>,
    /// What only some integrations have.
    pub extras: Extras,
}

/// A parameter or a field.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MetaEntry {
    /// What its values are: `string · date-time`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The words that any integration takes.
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<String>>,
    /// The slugs of those that support it; absent where it is the engine's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_in: Option<Vec<String>>,
    /// The slugs of those that require it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_in: Vec<String>,
    /// Slug → its note there.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub notes: IndexMap<String, String>,
    /// Slug → the words that it takes there.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub enum_by_integration: IndexMap<String, Vec<String>>,
    /// True if it is always given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// What only some integrations have, and what their lists promise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extras {
    /// Slug → what an integration beyond the contract's page supports.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub integrations: IndexMap<String, MetaIntegration>,
    /// Each parameter beyond the contract's page.
    pub parameters: IndexMap<String, MetaEntry>,
    /// Slug → its rules in words.
    pub rules: IndexMap<String, Vec<String>>,
    /// Slug → what its lists promise.
    pub paging: IndexMap<String, Vec<String>>,
    /// Slug → when its vendor ends what it reads.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub ends: IndexMap<String, Vec<String>>,
    /// Slug → what callers should know of its vendor.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub notes: IndexMap<String, Vec<String>>,
}

/// What an integration beyond the contract's page supports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetaIntegration {
    /// Its name for people.
    pub label: String,
    /// The parameters that it requires.
    pub required: Vec<String>,
    /// The parameters that it takes.
    pub parameters: Vec<String>,
    /// The fields that it fills.
    pub fields: Vec<String>,
}

impl Meta {
    /// The page as JSON.
    pub fn to_json(&self) -> String {
        // Texts and lists of texts can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Makes the page.
pub fn meta(all: &Coverage, model: &Model) -> Meta {
    let coverage = &all.on_page();
    let integrations = coverage.integrations.iter();
    Meta {
        endpoint: format!("GET /unified/{}", model.resource),
        integrations: integrations
            .map(|i| (i.slug.clone(), i.label.clone()))
            .collect(),
        query_parameters: parameters(coverage, model),
        response_fields: fields(coverage, model),
        extras: Extras {
            integrations: beyond(all),
            parameters: extras(coverage),
            rules: sentences(all, |i| &i.rules),
            paging: sentences(all, |i| &i.paging),
            ends: sentences(all, |i| &i.ends),
            notes: sentences(all, |i| &i.notes),
        },
    }
}

fn parameters(coverage: &Coverage, model: &Model) -> IndexMap<String, MetaEntry> {
    let mut all: IndexMap<String, MetaEntry> = super::own::parameters().map(own).collect();
    for parameter in &model.parameters {
        let name = shown(&parameter.name);
        let mut entry = described(parameter_type(parameter), &parameter.description);
        if let Scalar::Word(words) = &parameter.scalar {
            entry.words = Some(words.clone());
        }
        add_support(&mut entry, coverage, &name);
        all.insert(name.clone(), entry);
        if name != parameter.name {
            let about = model.field(&parameter.name).map(|f| f.description.as_str());
            let entry = described("string", about.unwrap_or_default());
            all.insert(parameter.name.clone(), entry);
        }
    }
    // A mapping may declare a field as a parameter that the model does not list as one.
    let declared = coverage.integrations.iter().flat_map(|i| &i.parameters);
    for parameter in declared.filter(|p| p.support != Support::Extra) {
        if !all.contains_key(&parameter.name) && parameter.name != SORT_BY.name {
            let mut entry = MetaEntry::default();
            add_support(&mut entry, coverage, &parameter.name);
            all.insert(parameter.name.clone(), entry);
        }
    }
    let mut sort = described(SORT_BY.kind, SORT_BY.about);
    sort.words = Some(model.sortable.clone());
    add_support(&mut sort, coverage, SORT_BY.name);
    all.insert(SORT_BY.name.to_owned(), sort);
    all
}

fn add_support(entry: &mut MetaEntry, coverage: &Coverage, name: &str) {
    let found: Vec<(&IntegrationCoverage, &ParameterCoverage)> = coverage
        .integrations
        .iter()
        .filter_map(|i| Some((i, i.parameter(name)?)))
        .filter(|(_, parameter)| parameter.support != Support::Extra)
        .collect();
    let of = |support: Support| -> Vec<String> {
        let some = found.iter().filter(|(_, p)| p.support == support);
        some.map(|(i, _)| i.slug.clone()).collect()
    };
    let words = found.iter().filter(|(_, p)| !p.values.is_empty());
    entry.supported_in = Some(of(Support::Supported)).filter(|slugs| !slugs.is_empty());
    entry.required_in = of(Support::Required);
    entry.notes = found
        .iter()
        .filter_map(|(i, p)| Some((i.slug.clone(), p.note.clone()?)))
        .collect();
    entry.enum_by_integration = words
        .map(|(i, p)| (i.slug.clone(), p.values.clone()))
        .collect();
}

fn fields(coverage: &Coverage, model: &Model) -> IndexMap<String, MetaEntry> {
    let mut all: IndexMap<String, MetaEntry> = BEFORE.into_iter().map(own).collect();
    for field in &model.fields {
        let integrations = coverage.integrations.iter();
        let fills = integrations.filter(|i| i.fields.contains(&field.name));
        let entry = MetaEntry {
            supported_in: Some(fills.map(|i| i.slug.clone()).collect()),
            required: field.required,
            ..described(field_type(field), &field.description)
        };
        all.insert(field.name.clone(), entry);
        if matches!(field.kind, Kind::Values(_)) {
            continue;
        }
        for member in field.kind.members() {
            let entry = described(field_type(member), &member.description);
            all.insert(format!("{}.{}", field.name, member.name), entry);
        }
    }
    all.extend(AFTER.into_iter().map(own));
    all
}

fn beyond(all: &Coverage) -> IndexMap<String, MetaIntegration> {
    let names = |i: &IntegrationCoverage, required: bool| -> Vec<String> {
        let of = |p: &&ParameterCoverage| (p.support == Support::Required) == required;
        let parameters = i.parameters.iter().filter(of);
        parameters.map(|p| p.name.clone()).collect()
    };
    let integrations = all.beyond_page().integrations.into_iter();
    let told = integrations.map(|i| {
        let integration = MetaIntegration {
            label: i.label.clone(),
            required: names(&i, true),
            parameters: names(&i, false),
            fields: i.fields.clone(),
        };
        (i.slug, integration)
    });
    told.collect()
}

fn extras(coverage: &Coverage) -> IndexMap<String, MetaEntry> {
    let mut all: IndexMap<String, MetaEntry> = IndexMap::new();
    for integration in &coverage.integrations {
        let parameters = integration.parameters.iter();
        for parameter in parameters.filter(|p| p.support == Support::Extra) {
            let entry = all.entry(parameter.name.clone()).or_default();
            let slugs = entry.supported_in.get_or_insert_default();
            slugs.push(integration.slug.clone());
        }
    }
    all
}

/// The sentences of each integration that has any.
fn sentences(
    coverage: &Coverage,
    of: impl Fn(&IntegrationCoverage) -> &Vec<String>,
) -> IndexMap<String, Vec<String>> {
    let some = coverage.integrations.iter().filter(|i| !of(i).is_empty());
    some.map(|i| (i.slug.clone(), of(i).clone())).collect()
}

fn own(own: Own) -> (String, MetaEntry) {
    let words = own.words.iter().map(|word| (*word).to_owned());
    let entry = MetaEntry {
        words: (!own.words.is_empty()).then(|| words.collect()),
        required: own.required,
        ..described(own.kind, own.about)
    };
    (own.name.to_owned(), entry)
}

fn described(kind: &'static str, about: &str) -> MetaEntry {
    MetaEntry {
        kind: Some(kind),
        description: (!about.is_empty()).then(|| about.to_owned()),
        ..MetaEntry::default()
    }
}

/// The type of a parameter, as a page shows it.
pub(super) fn parameter_type(parameter: &Parameter) -> &'static str {
    if parameter.many {
        "array"
    } else if shown(&parameter.name) != parameter.name {
        "object"
    } else {
        scalar_type(&parameter.scalar)
    }
}

/// The type of a field, as a page shows it.
pub(super) fn field_type(field: &Field) -> &'static str {
    match &field.kind {
        Kind::Scalar(scalar) => scalar_type(scalar),
        Kind::Object(_) => "object",
        Kind::List(_) => "object[]",
        Kind::Values(_) => "array",
    }
}

fn scalar_type(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::Instant => "string · date-time",
        Scalar::Text | Scalar::Duration | Scalar::Word(_) => "string",
        Scalar::Number => "number",
        Scalar::Boolean => "boolean",
    }
}
