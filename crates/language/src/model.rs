//! The unified model as data: which fields a record has, of which types, and which parameters a
//! caller may give. It is read from a JSON Schema, so that check, compile and run name no field.
//!
//! ```text
//! { "title": "crm/engagements", "type": "object", "required": ["id"],
//!   "properties": { "id": { "type": "string" }, "owner": { "type": "object", "properties": { "id": … } } },
//!   "x-parameters": { "type": "object", "properties": { "owner": { … }, "limit_date": { … } } } }
//! ```

mod custom;
mod operator;

pub use custom::CUSTOM;
pub use operator::{Direction, Operator};

use crate::json::{Json, Object};
use std::sync::Arc;

/// What every mapping of one resource maps onto.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// The resource's name, as mappings write it: `crm/engagements`.
    pub resource: String,
    /// The record's fields in the order in which they are written out.
    pub fields: Vec<Field>,
    /// What a caller may filter by, beside the fields themselves.
    pub parameters: Vec<Parameter>,
    /// The fields a caller may sort by, where the vendor sorts.
    pub sortable: Vec<String>,
    /// What it was read from.
    pub(crate) schema: Arc<Json>,
}

/// One field of the unified record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in the record: `created_at`.
    pub name: String,
    /// What it means, for editors and docs.
    pub description: String,
    /// True if a mapping must fill it.
    pub required: bool,
    /// What it holds.
    pub kind: Kind,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// One value.
    Scalar(Scalar),
    /// One object: `{"id": "7"}`; null when all its members are.
    Object(Vec<Field>),
    /// Objects: `[{"id": "7"}]`; empty when there is none.
    List(Vec<Field>),
    /// Single values: `["red", "blue"]`; empty when there is none. A mapping fills the one member,
    /// `value`.
    Values(Vec<Field>),
}

/// The type of one value. All are texts in JSON, except numbers and booleans.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Any text; numbers become their exact text.
    Text,
    /// RFC 3339 in UTC.
    Instant,
    /// Whole seconds as text.
    Duration,
    /// One of these words, or the vendor's own text.
    Word(Vec<String>),
    /// A number, digit for digit.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// The member of a list of single values.
const VALUE: &str = "value";

impl Scalar {
    /// Two values of this type, as a caller may write them: `["90", "120"]` of a duration.
    pub fn examples(&self) -> [&str; 2] {
        match self {
            Scalar::Instant => ["2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"],
            Scalar::Duration => ["90", "120"],
            Scalar::Boolean => ["true", "false"],
            Scalar::Word(words) => match words.as_slice() {
                [one, other, ..] => [one, other],
                _ => ["7", "8"],
            },
            Scalar::Text | Scalar::Number => ["7", "8"],
        }
    }

    /// True if it is read as a text, whatever it is written as.
    pub fn is_read_as_text(&self) -> bool {
        match self {
            Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean => true,
            Scalar::Instant | Scalar::Duration => false,
        }
    }
}

impl Kind {
    /// The members of an object, or of each element of a list; none for one value.
    pub fn members(&self) -> &[Field] {
        match self {
            Kind::Object(members) | Kind::List(members) | Kind::Values(members) => members,
            Kind::Scalar(_) => &[],
        }
    }

    /// True for a list, of objects or of single values.
    pub fn is_list(&self) -> bool {
        matches!(self, Kind::List(_) | Kind::Values(_))
    }
}

/// One thing that a caller may filter by.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its canonical, dotted name: `account.id`.
    pub name: String,
    /// What it means, for editors and docs.
    pub description: String,
    /// The type of its value.
    pub scalar: Scalar,
    /// True if it takes several values, any of which may match.
    pub many: bool,
    /// The parameter that means the same, where there is one: `contact_id` and `contact.id`.
    pub same_as: Option<String>,
}

/// Why a schema is not a unified model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the model's schema: {0}")]
pub struct ModelFault(pub String);

impl Model {
    /// The field that identifies a record: the first.
    pub fn id_field(&self) -> &str {
        self.fields.first().map_or("", |field| &field.name)
    }

    /// Reads a model from its JSON Schema: the order of its properties is that of the record.
    ///
    /// # Errors
    /// What the schema lacks; its author must add it.
    pub fn from_schema(schema: &Json) -> Result<Model, ModelFault> {
        let resource =
            text(schema, "title").ok_or_else(|| fault("has no `title`, the resource's name"))?;
        let fields = read_fields(schema, schema)?;
        let mut parameters = Vec::new();
        let mut sortable = Vec::new();
        let declared = schema
            .get("x-parameters")
            .and_then(|s| s.get("properties"))
            .and_then(Json::as_object);
        for (name, property) in declared.into_iter().flatten() {
            if let Some(names) = property.get("x-sortable").and_then(Json::as_array) {
                sortable.extend(names.iter().filter_map(Json::as_str).map(str::to_owned));
                continue;
            }
            parameters.push(read_parameter(schema, name, property)?);
        }
        Ok(Model {
            resource,
            fields,
            parameters,
            sortable,
            schema: Arc::new(schema.clone()),
        })
    }

    /// The JSON Schema that it was read from.
    pub fn schema(&self) -> &Json {
        &self.schema
    }

    /// The field at a dotted name: `owner.id` is the member `id` of `owner`.
    pub fn field(&self, dotted: &str) -> Option<&Field> {
        let mut fields = self.fields.as_slice();
        let mut found = None;
        for name in dotted.split('.') {
            let field = fields.iter().find(|f| f.name == name)?;
            found = Some(field);
            fields = field.kind.members();
        }
        found
    }

    /// The parameter of this canonical name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }

    /// The type of what a caller may filter by: a parameter, or else a scalar field.
    pub fn filterable(&self, name: &str) -> Option<&Scalar> {
        if let Some(parameter) = self.parameter(name) {
            return Some(&parameter.scalar);
        }
        match &self.field(name)?.kind {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Object(_) | Kind::List(_) | Kind::Values(_) => None,
        }
    }

    /// Every name that a caller may filter by: the parameters, then the scalar fields (dotted).
    pub fn filterable_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.parameters.iter().map(|p| p.name.clone()).collect();
        for field in &self.fields {
            match &field.kind {
                Kind::Scalar(_) => names.push(field.name.clone()),
                Kind::Object(members) | Kind::List(members) => {
                    names.extend(members.iter().map(|m| format!("{}.{}", field.name, m.name)));
                }
                Kind::Values(_) => {}
            }
        }
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// The unified field that a parameter compares with, as a dotted name: the one of its own name
    /// or of its twin's. Absent where the record has no such field.
    pub fn compared_field(&self, parameter: &str) -> Option<String> {
        let is_scalar = |name: &str| {
            matches!(
                self.field(name),
                Some(Field {
                    kind: Kind::Scalar(_),
                    ..
                })
            )
        };
        if is_scalar(parameter) {
            return Some(parameter.to_owned());
        }
        let twin = self.parameter(parameter)?.same_as.as_deref()?;
        is_scalar(twin).then(|| twin.to_owned())
    }
}

fn fault(text: &str) -> ModelFault {
    ModelFault(text.to_owned())
}

fn text(schema: &Json, key: &str) -> Option<String> {
    schema.get(key)?.as_str().map(str::to_owned)
}

/// Follows one `$ref` into `$defs`, through the `anyOf` that says "or null"; schemas made by
/// schemars need no more.
fn follow<'s>(root: &'s Json, schema: &'s Json) -> &'s Json {
    let branches = schema.get("anyOf").and_then(Json::as_array);
    let schema = branches.and_then(|b| b.first()).unwrap_or(schema);
    let reference = schema.get("$ref").and_then(Json::as_str);
    reference
        .and_then(|r| root.pointer(r.strip_prefix('#')?))
        .unwrap_or(schema)
}

fn required(schema: &Json, name: &str) -> bool {
    let names = schema.get("required").and_then(Json::as_array);
    names.is_some_and(|names| names.iter().any(|n| n.as_str() == Some(name)))
}

fn properties(schema: &Json) -> Option<&Object> {
    schema.get("properties").and_then(Json::as_object)
}

fn read_fields(root: &Json, schema: &Json) -> Result<Vec<Field>, ModelFault> {
    let Some(properties) = properties(schema) else {
        return Err(fault("an object without `properties`"));
    };
    let mut fields = Vec::new();
    for (name, property) in properties {
        let target = follow(root, property);
        if target.get("x-remote-data").is_some() {
            continue;
        }
        let description = text(property, "description").or_else(|| text(target, "description"));
        fields.push(Field {
            name: name.clone(),
            description: description.unwrap_or_default(),
            required: required(schema, name),
            kind: read_kind(root, target, name)?,
        });
    }
    Ok(fields)
}

fn read_kind(root: &Json, schema: &Json, name: &str) -> Result<Kind, ModelFault> {
    match schema_type(schema) {
        Some("object") => Ok(Kind::Object(read_fields(root, schema)?)),
        Some("array") => {
            let items = schema
                .get("items")
                .ok_or_else(|| fault("a list without `items`"))?;
            let items = follow(root, items);
            if let Some(scalar) = read_scalar(items) {
                return Ok(Kind::Values(vec![Field {
                    name: VALUE.to_owned(),
                    description: text(items, "description")
                        .unwrap_or_else(|| "One of the values.".to_owned()),
                    required: true,
                    kind: Kind::Scalar(scalar),
                }]));
            }
            Ok(Kind::List(read_fields(root, items)?))
        }
        _ => read_scalar(schema).map(Kind::Scalar).ok_or_else(|| {
            let says = "is neither text, number, boolean, object nor list";
            ModelFault(format!("`{name}` {says}"))
        }),
    }
}

fn schema_type(schema: &Json) -> Option<&str> {
    match schema.get("type")? {
        Json::String(word) => Some(word),
        Json::Array(words) => words.iter().filter_map(Json::as_str).find(|w| *w != "null"),
        _ => None,
    }
}

/// The type of one value; none for an object or a list.
fn read_scalar(schema: &Json) -> Option<Scalar> {
    match schema_type(schema)? {
        "number" | "integer" => return Some(Scalar::Number),
        "boolean" => return Some(Scalar::Boolean),
        "string" => {}
        _ => return None,
    }
    if let Some(words) = schema.get("x-words").and_then(Json::as_array) {
        let words = words.iter().filter_map(Json::as_str).map(str::to_owned);
        return Some(Scalar::Word(words.collect()));
    }
    Some(match schema.get("format").and_then(Json::as_str) {
        Some("date-time") => Scalar::Instant,
        Some("duration-seconds") => Scalar::Duration,
        _ => Scalar::Text,
    })
}

fn read_parameter(root: &Json, name: &str, property: &Json) -> Result<Parameter, ModelFault> {
    // Keywords beside a `$ref` are about this parameter alone.
    let schema = follow(root, property);
    let many = schema_type(schema) == Some("array");
    let one = match schema.get("items") {
        Some(items) if many => follow(root, items),
        _ => schema,
    };
    let member = properties(one).and_then(|p| p.get("id"));
    let (name, value) = match member {
        Some(id) => (format!("{name}.id"), follow(root, id)),
        None => (name.to_owned(), one),
    };
    let scalar = read_scalar(value)
        .ok_or_else(|| ModelFault(format!("the parameter `{name}` is no single value")))?;
    Ok(Parameter {
        name,
        description: text(property, "description")
            .or_else(|| text(schema, "description"))
            .unwrap_or_default(),
        scalar,
        many,
        same_as: text(property, "x-same-as"),
    })
}

#[cfg(test)]
mod tests;
