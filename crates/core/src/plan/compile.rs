//! A checked mapping → a plan. Total: what could fail has been checked.

use super::Plan;
use super::read::{Reads, Slot};
use crate::digest::hexadecimal;
use crate::exchange::{ContextNeed, Needs};
use crate::scan::Road;
use std::sync::Arc;
use touchpoint_language::check::CheckedMapping;
use touchpoint_language::document::Document;
use touchpoint_language::expr::{Condition, Path, Template, path::Root};
use touchpoint_language::mapping::{
    Auth, AuthValue, Case, ContextVariable, Expression, FieldSource, Lookup, LookupUse, Mapping,
    Source, names_of,
};
use touchpoint_language::model::{Field, Kind, Model};

/// What the records of one case are and become.
#[derive(Clone, Debug)]
pub struct PlanCase {
    /// Every path that is read of a record.
    pub reads: Reads,
    /// The fields that the integration fills, in the model's order.
    pub fields: Vec<PlanField>,
    /// The records that are left out.
    pub skip: Option<Condition>,
    /// What is looked for in the bytes of a page, for each route; or why its pages are read as values.
    pub roads: Vec<Result<Road, String>>,
}

/// One unified field of a record.
#[derive(Clone, Debug)]
pub struct PlanField {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub kind: PlanKind,
}

/// Where a field comes from, by its type.
#[derive(Clone, Debug)]
pub enum PlanKind {
    /// This case does not fill it: null, or an empty list.
    Empty {
        /// Whether it is a list.
        list: bool,
    },
    /// One value.
    Scalar(Expression<Slot>),
    /// One object.
    Object(PlanSource),
    /// A list.
    List(Vec<PlanSource>),
}

/// The members of an object, or of the elements of a list.
#[derive(Clone, Debug)]
pub struct PlanSource {
    /// Only for records of which this holds.
    pub when: Option<Condition>,
    /// The slot of the elements, in the record.
    pub each: Option<usize>,
    /// Only the elements of which this holds.
    pub only: Option<Condition>,
    /// The table that the element is looked up in.
    pub lookup: Option<LookupUse<Slot>>,
    /// The elements in the entry found; one, the entry itself, when absent.
    pub then_each: Option<Path>,
    /// Every path that is read of an element.
    pub reads: Reads,
    /// Every path that is read of the entry found, or of its elements.
    pub entry: Reads,
    /// The members that the integration fills, in the model's order; absent where this source has
    /// nothing.
    pub members: Vec<(String, Option<Expression<Slot>>)>,
}

/// Compiles a checked mapping for the model that it was checked against.
pub fn compile(checked: CheckedMapping, model: Arc<Model>) -> Plan {
    plan_of(checked.into_mapping(), model)
}

/// The same plan with its mapping changed. The change must be one that no check would refuse: it is for
/// those who ask what a part of a mapping is good for.
pub fn changed(plan: &Plan, change: impl FnOnce(&mut Mapping)) -> Plan {
    let mut mapping = Mapping::clone(&plan.mapping);
    change(&mut mapping);
    plan_of(mapping, plan.model.clone())
}

/// The plan of a mapping that has been checked, or differs from one only where no check looks.
fn plan_of(mapping: Mapping, model: Arc<Model>) -> Plan {
    let mapping = Arc::new(mapping);
    let filled = filled(&mapping, &model);
    let cases = mapping
        .cases
        .iter()
        .map(|case| compile_case(&mapping, case, &model, &filled))
        .collect();
    let needs = Needs {
        context: mapping
            .context
            .iter()
            .map(|variable| context_need(&mapping, variable))
            .collect(),
        credentials: mapping
            .connection
            .auth
            .iter()
            .map(touchpoint_language::mapping::Auth::credentials)
            .collect(),
    };
    let words = |message: &Expression| {
        let mut reads = Reads::default();
        let message = of_record(message.clone(), &mut reads);
        (reads, message)
    };
    let connection = &mapping.connection;
    let token_message = connection.auth.iter().find_map(|auth| match auth {
        Auth::OAuth2(oauth2) => oauth2.message.as_ref().map(words),
        _ => None,
    });
    Plan {
        message: connection.message.as_ref().map(words),
        token_message,
        version: digest(&mapping.document),
        cases,
        needs,
        filled,
        model,
        mapping,
    }
}

/// What an account must bring for one variable, and for which way to sign in alone, where no
/// request reads it otherwise.
fn context_need(mapping: &Mapping, variable: &ContextVariable) -> ContextNeed {
    let reads = |template: &Template| names_of(template, "context").contains(&variable.need.name);
    let connection = &mapping.connection;
    let mut routes = mapping.cases.iter().flat_map(|case| &case.routes);
    let mut lookups = mapping.lookups.values().filter_map(Lookup::line);
    let everywhere = connection.base_url.iter().any(reads)
        || connection
            .headers
            .iter()
            .any(|(_, template, _)| reads(template))
        || routes.any(|route| {
            route
                .templates()
                .into_iter()
                .any(|(template, _)| reads(template))
        })
        || lookups.any(|line| reads(&line.path));
    let of_headers = |auth: &Auth| match auth {
        Auth::ApiKey(headers) => headers.iter().any(|(_, value, _)| match value {
            AuthValue::Open(template) => reads(template),
            AuthValue::Secret(_) => false,
        }),
        Auth::Basic(..) | Auth::Bearer(_) | Auth::OAuth2(_) => false,
    };
    let mut kinds = connection
        .auth
        .iter()
        .filter(|auth| of_headers(auth))
        .map(Auth::kind);
    let only = kinds.next().filter(|_| !everywhere);
    ContextNeed {
        only_for: only.map(str::to_owned),
        ..variable.need.clone()
    }
}

/// A digest of the mapping's text, and of those laid over it.
fn digest(document: &Document) -> String {
    let grafts = document.grafts.iter();
    let mut texts: Vec<&str> = grafts.map(|(_, source)| source.text.as_str()).collect();
    texts.dedup();
    let own = document.source.text.as_str();
    hexadecimal(std::iter::once(own).chain(texts))
}

/// The dotted names of the fields that some case fills, in the model's order.
fn filled(mapping: &Mapping, model: &Model) -> Vec<String> {
    let fills = |dotted: &str| {
        let mut fields = mapping.cases.iter().flat_map(|case| &case.fields);
        fields.any(|field| field.expressions().iter().any(|(name, _)| name == dotted))
    };
    let mut names = Vec::new();
    for field in &model.fields {
        match &field.kind {
            Kind::Scalar(_) if fills(&field.name) => names.push(field.name.clone()),
            Kind::Scalar(_) => {}
            Kind::Object(members) | Kind::List(members) => {
                let dotted = members.iter().map(|m| format!("{}.{}", field.name, m.name));
                let members: Vec<String> = dotted.filter(|dotted| fills(dotted)).collect();
                if !members.is_empty() {
                    names.push(field.name.clone());
                    names.extend(members);
                }
            }
        }
    }
    names
}

fn compile_case(mapping: &Mapping, case: &Case, model: &Model, filled: &[String]) -> PlanCase {
    let mut reads = Reads::default();
    let mut fields = Vec::new();
    for field in model.fields.iter().filter(|f| filled.contains(&f.name)) {
        let source = case
            .fields
            .iter()
            .find(|read| read.name == field.name)
            .map(|read| &read.source);
        fields.push(PlanField {
            name: field.name.clone(),
            kind: kind(field, source, filled, &mut reads),
        });
    }
    let mut plan = PlanCase {
        reads,
        fields,
        skip: case.skip.clone(),
        roads: Vec::new(),
    };
    let roads = case
        .routes
        .iter()
        .map(|route| Road::new(mapping, case, &plan, route));
    plan.roads = roads.collect();
    plan
}

fn kind(
    field: &Field,
    source: Option<&FieldSource>,
    filled: &[String],
    reads: &mut Reads,
) -> PlanKind {
    let members = match &field.kind {
        Kind::Object(members) | Kind::List(members) => members.as_slice(),
        Kind::Scalar(_) => &[],
    };
    let names: Vec<&str> = members
        .iter()
        .filter(|member| filled.contains(&format!("{}.{}", field.name, member.name)))
        .map(|member| member.name.as_str())
        .collect();
    match source {
        None => PlanKind::Empty {
            list: matches!(field.kind, Kind::List(_)),
        },
        Some(FieldSource::Scalar(expression)) => {
            PlanKind::Scalar(of_record(expression.clone(), reads))
        }
        Some(FieldSource::Object(source)) => PlanKind::Object(plan_source(source, &names, reads)),
        Some(FieldSource::List(sources)) => PlanKind::List(
            sources
                .iter()
                .map(|source| plan_source(source, &names, reads))
                .collect(),
        ),
    }
}

fn of_record(expression: Expression, reads: &mut Reads) -> Expression<Slot> {
    expression.map_paths(&mut |path, at_entry| {
        if at_entry {
            Slot::Entry(Box::new(path))
        } else {
            Slot::Record(reads.slot(&here(path)))
        }
    })
}

/// Outside `each`, `record.$.x` and `$.x` are one path.
fn here(path: Path) -> Path {
    path.rooted(Root::Here)
}

fn plan_source(source: &Source, names: &[&str], record: &mut Reads) -> PlanSource {
    let each = source
        .each
        .as_ref()
        .map(|path| record.slot(&here(path.clone())));
    let mut element = Reads::default();
    let mut entry = Reads::default();
    let place = |path: Path, reads: &mut Reads, record: &mut Reads| {
        if path.root() == Root::Record || each.is_none() {
            Slot::Record(record.slot(&here(path)))
        } else {
            Slot::Here(reads.slot(&path))
        }
    };
    let lookup = source
        .lookup
        .clone()
        .map(|l| l.map_paths(&mut |path, _| place(path, &mut element, record)));
    let mut members = Vec::new();
    for name in names {
        let written = source
            .members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, e)| e.clone());
        let compiled = written.map(|expression| {
            expression.map_paths(&mut |path, at_entry| {
                if at_entry {
                    Slot::Entry(Box::new(path))
                } else if source.lookup.is_some() && path.root() == Root::Here {
                    Slot::Here(entry.slot(&path))
                } else {
                    place(path, &mut element, record)
                }
            })
        });
        members.push(((*name).to_owned(), compiled));
    }
    PlanSource {
        when: source.when.clone(),
        each,
        only: source.only.clone(),
        lookup,
        then_each: source.then_each.clone(),
        reads: element,
        entry,
        members,
    }
}
