//! Alters one part of a mapping, so that a case that depends on it comes out differently.

use super::expressions::{each_expression, each_of_case, each_part};
use super::place::place_of;
use touchpoint_core::plan::{Plan, changed};
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{
    Expression, FieldSource, Goes, Mapping, Paging, Parameter, Source,
};
use touchpoint_language::transform::{Prefix, Transform};
use touchpoint_language::written::SendAs;

/// The text that replaces an altered value.
const ALTERED: &str = "(altered)";

/// What is altered.
#[derive(Clone, Debug, PartialEq)]
pub enum Alteration {
    /// Every value of a case's dotted field.
    Field(usize, String),
    /// The value of one expression.
    Value(Pointer),
    /// Our word for one of the vendor's.
    Word(Pointer, String),
    /// Every value of one source of a list or an object.
    Source(Pointer),
    /// The vendor's word for one of ours, in a request.
    Asked(Pointer, String),
    /// Where a parameter is sent.
    Sending(Pointer, String),
    /// The vendor's name for a field to sort by.
    Sort(String),
    /// A rule is gone.
    NoRule(Pointer),
    /// Nothing tells that the vendor has more elements of this source.
    NoMore(Pointer),
    /// Nothing is left out of a case's records.
    NoSkip(usize),
    /// Nothing tells that the vendor has no such record.
    NoMissing(Pointer),
    /// No lists are read as one.
    NoMerge,
    /// The vendor's lists have no cap.
    NoCap(Pointer),
    /// Nothing leads on beyond the vendor's cap.
    NoWindow(Pointer),
    /// A header is not sent.
    NoHeader(Pointer),
    /// An error rule is without the clause at this position.
    NoClause(Pointer, usize),
}

/// The plan with one part altered, with which cases are then replayed.
pub fn altered(plan: &Plan, alteration: &Alteration) -> Plan {
    changed(plan, |mapping| alter(mapping, alteration))
}

/// Alters one part of a mapping, wherever cases share it.
fn alter(mapping: &mut Mapping, alteration: &Alteration) {
    match alteration {
        Alteration::Field(case, dotted) => {
            if let Some(case) = mapping.cases.get_mut(*case) {
                each_of_case(case, &mut |name, expression| {
                    if name == dotted {
                        mark(expression);
                    }
                });
            }
        }
        Alteration::Value(pointer) => at(mapping, pointer, &mut mark),
        Alteration::Word(pointer, word) => at(mapping, pointer, &mut |expression| {
            for transform in &mut expression.transforms {
                transform.redefine(word, ALTERED);
            }
        }),
        Alteration::Source(pointer) => {
            for source in sources(mapping).filter(|source| source.pointer == *pointer) {
                for (_, member) in &mut source.members {
                    mark(member);
                }
            }
        }
        Alteration::NoMore(pointer) => {
            for source in sources(mapping).filter(|source| source.pointer == *pointer) {
                source.more = None;
            }
        }
        Alteration::Asked(pointer, word) => {
            for parameter in parameters(mapping).filter(|p| p.pointer == *pointer) {
                let theirs = parameter.map.as_mut().and_then(|map| map.get_mut(word));
                if let Some(theirs) = theirs {
                    *theirs = Json::from(ALTERED);
                }
            }
        }
        Alteration::Sending(pointer, place) => {
            for parameter in parameters(mapping).filter(|p| p.pointer == *pointer) {
                let sendings = parameter.sendings.iter_mut();
                for sending in sendings.filter(|s| place_of(&s.goes).as_ref() == Some(place)) {
                    sending.goes = Goes::At(SendAs::Query(ALTERED.to_owned()));
                }
            }
        }
        Alteration::Sort(field) => {
            let routes = mapping.cases.iter_mut().flat_map(|case| &mut case.routes);
            for sort in routes.filter_map(|route| route.sort.as_mut()) {
                if let Some(theirs) = sort.fields.get_mut(field) {
                    ALTERED.clone_into(theirs);
                }
            }
        }
        Alteration::NoRule(pointer) => mapping.rules.retain(|rule| rule.pointer != *pointer),
        Alteration::NoSkip(case) => {
            if let Some(case) = mapping.cases.get_mut(*case) {
                case.skip = None;
            }
        }
        Alteration::NoMissing(pointer) => {
            let routes = mapping.cases.iter_mut().flat_map(|case| &mut case.routes);
            for route in routes.filter(|route| route.pointer == *pointer) {
                route.missing = route.missing.as_ref().map(|_| never());
            }
        }
        Alteration::NoMerge => mapping.merge = None,
        Alteration::NoCap(pointer) => {
            for paging in pagings(mapping).filter(|paging| paging.pointer == *pointer) {
                paging.cap = None;
            }
        }
        Alteration::NoWindow(pointer) => {
            for paging in pagings(mapping).filter(|paging| paging.pointer == *pointer) {
                paging.window = None;
            }
        }
        Alteration::NoHeader(pointer) => {
            let connection = &mut mapping.connection;
            connection.headers.retain(|(_, _, at)| at != pointer);
            let routes = mapping.cases.iter_mut().flat_map(|case| &mut case.routes);
            for route in routes {
                route.headers.retain(|_, (_, at)| at != pointer);
            }
        }
        Alteration::NoClause(pointer, at) => {
            let mut rules = mapping.connection.classify.iter_mut();
            let rule = rules.find(|rule| rule.pointer == *pointer);
            if let Some(rule) = rule.filter(|rule| *at < rule.when.clauses.len()) {
                rule.when.clauses.remove(*at);
            }
        }
    }
}

/// A condition that no reply satisfies.
fn never() -> Condition {
    let clause = Clause {
        subject: Subject::Status,
        want: Want::AnyOf(Vec::new()),
    };
    Condition {
        clauses: vec![clause],
        any: Vec::new(),
    }
}

fn pagings(mapping: &mut Mapping) -> impl Iterator<Item = &mut Paging> {
    let routes = mapping.cases.iter_mut().flat_map(|case| &mut case.routes);
    routes.map(|route| &mut route.paging)
}

/// Replaces a value that is there; an absent one stays absent.
fn mark(expression: &mut Expression) {
    let mark = Prefix::new(ALTERED);
    expression.transforms.push(Transform::Prefix(mark));
}

fn at(mapping: &mut Mapping, pointer: &Pointer, change: &mut dyn FnMut(&mut Expression)) {
    each_expression(mapping, &mut |top| {
        each_part(top, &mut |expression| {
            if expression.pointer == *pointer {
                change(expression);
            }
        });
    });
}

fn sources(mapping: &mut Mapping) -> impl Iterator<Item = &mut Source> {
    let fields = mapping.cases.iter_mut().flat_map(|case| &mut case.fields);
    fields.flat_map(|field| match &mut field.source {
        FieldSource::Scalar(_) => Default::default(),
        FieldSource::Object(source) => std::slice::from_mut(source),
        FieldSource::List(sources) => sources.as_mut_slice(),
    })
}

fn parameters(mapping: &mut Mapping) -> impl Iterator<Item = &mut Parameter> {
    let routes = mapping.cases.iter_mut().flat_map(|case| &mut case.routes);
    routes.flat_map(|route| route.parameters.values_mut())
}
