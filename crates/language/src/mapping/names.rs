//! Which parameters the templates of a route read.

use super::body::{Body, Send};
use super::{Case, Expression, FieldRead, FieldSource, Pick, Route};
use crate::document::Pointer;
use crate::expr::Template;
use crate::json::Json;
use crate::model::Operator;

impl Route {
    /// Every template of the route that may hold a caller's value, with its place.
    pub fn templates(&self) -> Vec<(&Template, &Pointer)> {
        let mut all = vec![(&self.request.path, &self.request.pointer)];
        all.extend(
            self.headers
                .values()
                .map(|(template, pointer)| (template, pointer)),
        );
        for (send, pointer) in self.send.values() {
            if let Send::Text(template) = send {
                all.push((template, pointer));
            }
        }
        all.extend(self.body.iter().flat_map(Body::templates));
        all
    }

    /// The parameters that the templates read, dotted.
    pub fn template_names(&self) -> impl Iterator<Item = String> + '_ {
        self.names_read().map(|name| match by_operator(&name) {
            Some((parameter, _)) => parameter.to_owned(),
            None => name,
        })
    }

    /// True if the templates read a parameter by this operator: `query.created.gte`.
    pub fn reads_by(&self, parameter: &str, operator: Operator) -> bool {
        self.names_read()
            .any(|name| by_operator(&name) == Some((parameter, operator)))
    }

    /// True if the templates read a parameter by its operators, each on its own.
    pub fn reads_apart(&self, parameter: &str) -> bool {
        self.names_read()
            .any(|name| by_operator(&name).is_some_and(|(read, _)| read == parameter))
    }

    fn names_read(&self) -> impl Iterator<Item = String> + '_ {
        self.templates()
            .into_iter()
            .flat_map(|(template, _)| names_of(template, "query"))
    }
}

impl Case {
    /// The value that a dotted field has in every record of the case, where the mapping says so.
    pub fn constant(&self, dotted: &str) -> Option<&Json> {
        let field = self.fields.iter().find(|field| field.name == dotted)?;
        match &field.source {
            FieldSource::Scalar(
                expression @ Expression {
                    pick: Pick::Always(value),
                    lookup: None,
                    ..
                },
            ) if expression.keeps_text() => Some(value),
            FieldSource::Scalar(_) | FieldSource::Object(_) | FieldSource::List(_) => None,
        }
    }
}

impl Case {
    /// True if a dotted field only repeats what the caller gave, and so says nothing about a
    /// record.
    pub fn repeats(&self, dotted: &str) -> bool {
        let all = self.fields.iter().flat_map(|field| field.expressions());
        let mut own = all.filter(|(name, _)| name == dotted).peekable();
        own.peek().is_some() && own.all(|(_, e)| matches!(e.pick, Pick::Query(_)))
    }
}

/// `created.gte` → `created` and the operator, for a value that a template reads by it.
pub fn by_operator(name: &str) -> Option<(&str, Operator)> {
    let (parameter, word) = name.rsplit_once('.')?;
    Some((parameter, Operator::from_word(word)?))
}

impl Body {
    /// True if it reads `lookup.key`, and so stands in a batch's request once for each key.
    pub fn is_per_key(&self) -> bool {
        let templates = self.templates();
        let mut names = templates
            .iter()
            .flat_map(|(template, _)| names_of(template, "lookup"));
        names.any(|name| name == "key")
    }

    /// True if a member's names are derived from the fields.
    pub fn derives(&self, member: &str) -> bool {
        let Body::Object(members) = self else {
            return false;
        };
        let mut members = members.iter().filter(|(name, _)| name == member);
        members.any(|(_, value)| matches!(value, Body::Names(_)))
    }

    /// Its templates, each with its place.
    pub fn templates(&self) -> Vec<(&Template, &Pointer)> {
        match self {
            Body::Text(template, pointer) => vec![(template, pointer)],
            Body::List(items) => items.iter().flat_map(Body::templates).collect(),
            Body::Object(members) => members
                .iter()
                .flat_map(|(_, member)| member.templates())
                .collect(),
            Body::Fixed(_) | Body::Names(_) => Vec::new(),
        }
    }
}

/// The dotted names that a template reads below one root: `query.contact.id` → `contact.id`.
pub fn names_of(template: &Template, root: &str) -> Vec<String> {
    let holes = template.holes();
    let names = holes.flat_map(|hole| &hole.names);
    names
        .filter(|name| name.first().is_some_and(|first| first == root))
        .map(|name| rest(name))
        .collect()
}

fn rest(name: &[String]) -> String {
    name.iter()
        .skip(1)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(".")
}

impl FieldRead {
    /// The parameters whose values become the field.
    pub fn query_names(&self) -> Vec<&str> {
        self.expressions()
            .into_iter()
            .flat_map(|(_, expression)| query_names(expression))
            .collect()
    }
}

fn query_names(expression: &Expression) -> Vec<&str> {
    let own = if let Pick::Query(name) = &expression.pick {
        Some(name.as_str())
    } else {
        None
    };
    own.into_iter()
        .chain(expression.parts().into_iter().flat_map(query_names))
        .collect()
}
