//! The record's fields: a value, an object of values, or a list joined from sources.

use super::expression::{self, Expression, LookupUse};
use super::layers::Layers;
use super::resolver::Resolver;
use crate::diagnostic::{Code, Help};
use crate::document::Pointer;
use crate::expr::{Condition, Path};
use crate::json::{Json, Object, from_json};
use crate::model::{Field, Kind, Scalar};
use crate::written;

/// One unified field and where it comes from.
#[derive(Clone, Debug)]
pub struct FieldRead {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub source: FieldSource,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// Where a field comes from, by its type.
#[allow(
    clippy::large_enum_variant,
    reason = "a mapping has a few dozen fields, and they are read once"
)]
#[derive(Clone, Debug)]
pub enum FieldSource {
    /// One value.
    Scalar(Expression),
    /// One object.
    Object(Source),
    /// A list, joined in order.
    List(Vec<Source>),
}

/// The members of one object, or of every element of a list.
#[derive(Clone, Debug)]
pub struct Source {
    /// The condition that the record must satisfy.
    pub when: Option<Condition>,
    /// The path of the elements; without it, the record itself is the only element.
    pub each: Option<Path>,
    /// The path at which the record says that it has more elements than came with it.
    pub more: Option<Path>,
    /// The condition that an element must satisfy.
    pub only: Option<Condition>,
    /// The table that the element is looked up in.
    pub lookup: Option<LookupUse>,
    /// The path of the elements in the entry found; without it, the entry itself is the only one.
    pub then_each: Option<Path>,
    /// The members, by name.
    pub members: Vec<(String, Expression)>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// Resolves the fields of the layers.
pub(super) fn resolve(resolver: &mut Resolver<'_>, layers: &Layers<'_>) -> Vec<FieldRead> {
    let merged = layers.keyed(resolver, "fields", |case| {
        case.fields
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), Some(value).filter(|v| !v.is_null())))
            .collect()
    });
    let mut fields = Vec::new();
    for (name, (pointer, value)) in merged {
        // The structure check has refused names that the model lacks.
        let Some(field) = resolver.model.fields.iter().find(|f| f.name == name) else {
            continue;
        };
        if let Some(source) = source(resolver, field, value, &pointer) {
            fields.push(FieldRead {
                name: name.to_owned(),
                source,
                pointer,
            });
        }
    }
    fields
}

/// An id is never an empty text.
fn of_name(name: &str, expression: Expression) -> Expression {
    if name == "id" {
        expression.without_empty()
    } else {
        expression
    }
}

fn source(
    resolver: &mut Resolver<'_>,
    field: &Field,
    value: &Json,
    pointer: &Pointer,
) -> Option<FieldSource> {
    match &field.kind {
        Kind::Scalar(scalar) => {
            let written = read_field(resolver, value, pointer)?;
            let read = expression::resolve(resolver, &written, scalar, pointer);
            read.map(|read| FieldSource::Scalar(of_name(&field.name, read)))
        }
        Kind::Object(members) => object(resolver, members, value, pointer).map(FieldSource::Object),
        Kind::List(members) | Kind::Values(members) => {
            let sources = match value {
                Json::Array(all) => {
                    let all = all.iter().enumerate();
                    all.map(|(i, one)| object(resolver, members, one, &pointer.index(i)))
                        .collect::<Vec<_>>()
                }
                one => vec![object(resolver, members, one, pointer)],
            };
            sources
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(FieldSource::List)
        }
    }
}

fn read_field(
    resolver: &mut Resolver<'_>,
    value: &Json,
    pointer: &Pointer,
) -> Option<written::Field> {
    let read = from_json(value.clone());
    if let Err(fault) = &read {
        let title = "this field cannot be read";
        resolver.fault(
            Code::WrongForm,
            pointer,
            title,
            &fault.to_string(),
            None::<Help>,
        );
    }
    read.ok()
}

fn object(
    resolver: &mut Resolver<'_>,
    members: &[Field],
    value: &Json,
    pointer: &Pointer,
) -> Option<Source> {
    let written = value.as_object()?;
    let when = condition(resolver, written, "when", pointer)?;
    let only = condition(resolver, written, "where", pointer)?;
    let text = |key: &str| written.get(key).and_then(Json::as_str).map(str::to_owned);
    let each = match text("each") {
        Some(each) => Some(resolver.path(&written::PathText(each), &pointer.key("each"))?),
        None => None,
    };
    let more = match text("more") {
        Some(more) => {
            let place = pointer.key("more");
            if each.is_none() {
                let help = Some("write the path of the list's elements as `each`".to_owned());
                let label = "says that a list goes on";
                resolver.fault(Code::MissingKey, &place, "`each` is missing", label, help);
                return None;
            }
            Some(resolver.path(&written::PathText(more), &place)?)
        }
        None => None,
    };
    let lookup = match text("lookup") {
        Some(table) => {
            let mut by = Vec::new();
            for (index, path) in written
                .get("by")
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                let path = written::PathText(path.as_str().unwrap_or_default().to_owned());
                by.push(resolver.path(&path, &pointer.key("by").index(index))?);
            }
            Some(LookupUse { table, by })
        }
        None => None,
    };
    let then_each = match text("then_each") {
        Some(each) => {
            let place = pointer.key("then_each");
            if lookup.is_none() {
                let help = Some("add `lookup` and `by`, or write `each`".to_owned());
                let label = "goes over a list in the entry of a lookup";
                resolver.fault(Code::MissingKey, &place, "`lookup` is missing", label, help);
                return None;
            }
            Some(resolver.path(&written::PathText(each), &place)?)
        }
        None => None,
    };
    let mut read = Vec::new();
    for member in members {
        let (Some(value), Kind::Scalar(scalar)) = (written.get(&member.name), &member.kind) else {
            continue;
        };
        let place = pointer.key(member.name.as_str());
        let written = read_field(resolver, value, &place)?;
        let expression = expression::resolve(resolver, &written, scalar, &place)?;
        read.push((member.name.clone(), of_name(&member.name, expression)));
    }
    if read.is_empty() && resolver.document.has_lost(pointer) {
        return None; // what it fills was faulty, and is told so
    }
    if read.is_empty() {
        let names: Vec<String> = members.iter().map(|m| format!("`{}`", m.name)).collect();
        let help = Some(format!("allowed here: {}", names.join(", ")));
        resolver.fault(
            Code::MissingKey,
            pointer,
            "no member is filled",
            "this fills nothing",
            help,
        );
        return None;
    }
    Some(Source {
        when,
        each,
        more,
        only,
        lookup,
        then_each,
        members: read,
        pointer: pointer.clone(),
    })
}

/// Reads an optional condition; the outer `None` is a fault that has been reported.
#[allow(clippy::option_option, reason = "absent and faulty are two things")]
fn condition(
    resolver: &mut Resolver<'_>,
    written: &Object,
    key: &str,
    pointer: &Pointer,
) -> Option<Option<Condition>> {
    match written.get(key).and_then(Json::as_object) {
        None => Some(None),
        Some(lines) => resolver.condition(lines, &pointer.key(key)).map(Some),
    }
}

impl FieldRead {
    /// Every expression of the field, with its dotted name.
    pub fn expressions(&self) -> Vec<(String, &Expression)> {
        match &self.source {
            FieldSource::Scalar(expression) => vec![(self.name.clone(), expression)],
            FieldSource::Object(source) => named(&self.name, source),
            FieldSource::List(sources) => sources
                .iter()
                .flat_map(|source| named(&self.name, source))
                .collect(),
        }
    }

    /// Its sources, where it is an object or a list.
    pub fn sources(&self) -> &[Source] {
        match &self.source {
            FieldSource::Scalar(_) => &[],
            FieldSource::Object(source) => std::slice::from_ref(source),
            FieldSource::List(sources) => sources,
        }
    }
}

fn named<'s>(name: &str, source: &'s Source) -> Vec<(String, &'s Expression)> {
    source
        .members
        .iter()
        .map(|(member, e)| (format!("{name}.{member}"), e))
        .collect()
}

/// What a scalar is called in messages.
pub(crate) fn scalar_words(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::Text => "a text",
        Scalar::Instant => "a time",
        Scalar::Duration => "a duration",
        Scalar::Word(_) => "a word",
        Scalar::Number => "a number",
        Scalar::Boolean => "`true` or `false`",
    }
}
