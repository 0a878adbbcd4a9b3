//! Where a filter goes: one value under one name, parts of the request, or clauses of the query
//! text.

use super::body::{Body, body};
use super::grammar::{Comparison, Grammar, comparison};
use super::resolver::Resolver;
use crate::document::Pointer;
use crate::expr::Template;
use crate::json::Json;
use crate::model::{Operator, Scalar};
use crate::written::{self, SendAs, ValueType};

/// Where a filter goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Goes {
    /// Into a template of the route that reads it.
    Read,
    /// One value under one name.
    At(SendAs),
    /// Into parts of the request: all of them, or none.
    Parts(Parts),
    /// Into the query text; of several clauses, at least one must hold.
    Clauses(Vec<Clause>),
}

/// The parts of a request that a filter adds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// Name and value in the query string; a list is the name repeated.
    pub send: Vec<(Template, Body)>,
    /// Members of the JSON body.
    pub body: Option<Body>,
    /// Headers.
    pub headers: Vec<(String, Template)>,
}

/// One clause that a filter adds to the query text.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// A column that the grammar compares with the value.
    Column(String),
    /// A text or JSON with holes, as it stands.
    Own(Comparison),
}

impl Goes {
    /// The name under which the value is sent, where that is all.
    pub fn send_as(&self) -> Option<&SendAs> {
        match self {
            Goes::At(place) => Some(place),
            Goes::Read | Goes::Parts(_) | Goes::Clauses(_) => None,
        }
    }

    /// True if it has room for several values: in one place, or in one element for each.
    pub fn takes_many(&self) -> bool {
        let Goes::Parts(parts) = self else {
            return true;
        };
        let mut templates = parts.templates().into_iter();
        parts.has_element() || templates.any(|template| template.reads("values"))
    }

    /// True if written clauses hold all values of a filter: each in its own text, or one text for each value, joined
    /// by the grammar.
    pub fn is_joined(&self, grammar: Option<&Grammar>, operator: Operator) -> bool {
        let Goes::Clauses(clauses) = self else {
            return true;
        };
        let or = grammar.is_some_and(|grammar| grammar.or.is_some());
        let joined = or || operator != Operator::In;
        clauses.iter().all(|clause| match clause {
            Clause::Column(_) => true,
            Clause::Own(own) => joined || own.holds_many(),
        })
    }

    /// Its templates: the values, and the names that have a hole.
    pub fn templates(&self) -> Vec<&Template> {
        match self {
            Goes::Parts(parts) => parts.templates(),
            _ => self.values(),
        }
    }

    /// The templates of its values, without those of names.
    pub fn values(&self) -> Vec<&Template> {
        match self {
            Goes::Read | Goes::At(_) => Vec::new(),
            Goes::Parts(parts) => parts.values(),
            Goes::Clauses(clauses) => clauses.iter().flat_map(Clause::templates).collect(),
        }
    }
}

impl Parts {
    /// Its templates.
    pub fn templates(&self) -> Vec<&Template> {
        let names = self.send.iter().map(|(name, _)| name);
        names.chain(self.values()).collect()
    }

    /// The templates of its values, without those of names.
    pub fn values(&self) -> Vec<&Template> {
        let send = self.send.iter().map(|(_, value)| value);
        let bodies = send.chain(&self.body).flat_map(Body::texts);
        let headers = self.headers.iter().map(|(_, template)| template);
        bodies.chain(headers).collect()
    }
}

impl Clause {
    /// Its templates; none where the grammar compares a column.
    pub fn templates(&self) -> Vec<&Template> {
        match self {
            Clause::Column(_) => Vec::new(),
            Clause::Own(Comparison::Text(template)) => vec![template],
            Clause::Own(Comparison::Json(body)) => body.texts(),
        }
    }
}

/// Resolves the written form.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: written::Adds<'_>,
    pointer: &Pointer,
) -> Option<Goes> {
    if let Some(place) = written.send_as {
        return Some(Goes::At(place.clone()));
    }
    if let Some(clause) = written.clause {
        let place = pointer.key("clause");
        let several = clause.alternatives().len() > 1 || clause.0.is_array();
        let mut clauses = Vec::new();
        for (index, one) in clause.alternatives().iter().enumerate() {
            let place = if several {
                place.index(index)
            } else {
                place.clone()
            };
            clauses.push(match one {
                Json::String(column) if !column.contains("{{") => Clause::Column(column.clone()),
                own => Clause::Own(comparison(resolver, own, &place)?),
            });
        }
        return Some(Goes::Clauses(clauses));
    }
    if !written.has_parts() {
        return Some(Goes::Read);
    }
    parts(resolver, written, pointer).map(Goes::Parts)
}

pub(super) fn parts(
    resolver: &mut Resolver<'_>,
    written: written::Adds<'_>,
    pointer: &Pointer,
) -> Option<Parts> {
    let mut parts = Parts::default();
    for (name, value) in written.send {
        let place = pointer.key("send").key(name.as_str());
        let key = resolver.template(name, &place)?;
        parts.send.push((key, body(resolver, &value.0, &place)?));
    }
    if let Some(added) = written.body {
        parts.body = Some(body(resolver, &added.0, &pointer.key("body"))?);
    }
    for (name, text) in written.headers {
        let place = pointer.key("headers").key(name.as_str());
        let template = resolver.template(&text.0, &place)?;
        parts.headers.push((name.to_lowercase(), template));
    }
    Some(parts)
}

/// The operators that are meant when the author writes none.
pub(super) fn operators(
    goes: &Goes,
    grammar: Option<&Grammar>,
    scalar: Option<&Scalar>,
    value_type: ValueType,
) -> Option<Vec<Operator>> {
    let reads = |name: &str| {
        let holes = goes
            .templates()
            .into_iter()
            .flat_map(|t| t.holes().collect::<Vec<_>>());
        let mut names = holes.flat_map(|hole| &hole.names);
        names.any(|read| read.as_slice() == [name])
    };
    match goes {
        Goes::Read | Goes::At(_) => None,
        Goes::Parts(parts) => {
            let named = Operator::ALL.into_iter().filter(|o| reads(o.word()));
            let named: Vec<Operator> = named.collect();
            if !named.is_empty() {
                return Some(named);
            }
            let several = reads("values") || parts.has_element();
            Some(if several {
                vec![Operator::Eq, Operator::In]
            } else {
                vec![Operator::Eq]
            })
        }
        Goes::Clauses(clauses) => {
            let own = clauses
                .iter()
                .any(|clause| matches!(clause, Clause::Own(_)));
            let Some(grammar) = grammar else {
                return Some(if reads("values") {
                    vec![Operator::Eq, Operator::In]
                } else {
                    vec![Operator::Eq]
                });
            };
            if own {
                let several = goes.is_joined(Some(grammar), Operator::In);
                return Some(if several {
                    vec![Operator::Eq, Operator::In]
                } else {
                    vec![Operator::Eq]
                });
            }
            let mut all = grammar.operators(scalar.unwrap_or(&Scalar::Text));
            if value_type != ValueType::Text {
                all.retain(|operator| *operator != Operator::Like);
            }
            if clauses.len() > 1 {
                all.retain(|o| !matches!(o, Operator::Ne | Operator::Nin));
            }
            if clauses.len() > 1 && grammar.or.is_none() {
                all.clear();
            }
            Some(all)
        }
    }
}

impl Parts {
    /// True if an element of a list is written for each value.
    pub fn has_element(&self) -> bool {
        let send = self.send.iter().any(|(_, value)| value.has_element());
        send || self.body.as_ref().is_some_and(Body::has_element)
    }
}

impl Body {
    /// True if an element of a list in it reads `value`: that element is written once for each
    /// value.
    pub fn has_element(&self) -> bool {
        match self {
            Body::List(items) => items
                .iter()
                .any(|item| item.reads("value") || item.has_element()),
            Body::Object(members) => members.iter().any(|(_, member)| member.has_element()),
            Body::Text(..) | Body::Fixed(_) | Body::Names(_) => false,
        }
    }

    /// True if a hole in it reads this name, or a member of it.
    pub fn reads(&self, name: &str) -> bool {
        let holes = self
            .templates()
            .into_iter()
            .flat_map(|(t, _)| t.holes().collect::<Vec<_>>());
        let mut names = holes.flat_map(|hole| &hole.names);
        names.any(|read| read.first().is_some_and(|first| first == name))
    }
}
