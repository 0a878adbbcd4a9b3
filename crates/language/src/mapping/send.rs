//! What is sent along: fixed values, derived names, JSON bodies, query texts, the order.

use super::layers::Layers;
use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{Path, Template};
use crate::json::{Json, from_json};
use crate::model::Direction;
use crate::written::{self, SendAs, SendValue};
use indexmap::IndexMap;

/// One value in the query string.
#[derive(Clone, Debug)]
pub enum Send {
    /// A fixed number or boolean.
    Fixed(Json),
    /// A text, with or without holes.
    Text(Template),
    /// The names that the fields read below a path.
    Names(Names),
}

/// The names that the fields read below a path.
#[derive(Clone, Debug)]
pub struct Names {
    /// The path below which they stand.
    pub under: Path,
    /// The text between them; in a JSON body they are a list without it.
    pub join: Option<String>,
    /// Further names.
    pub and: Vec<String>,
}

/// A JSON body, in which every text may have holes.
#[derive(Clone, Debug)]
pub enum Body {
    /// A number, a boolean or null.
    Fixed(Json),
    /// A text, with or without holes.
    Text(Template, Pointer),
    /// Derived names.
    Names(Names),
    /// A list.
    List(Vec<Body>),
    /// An object.
    Object(Vec<(String, Body)>),
}

/// A query text as data.
#[derive(Clone, Debug)]
pub struct Soql {
    /// The query parameter that carries it.
    pub send_as: String,
    /// The object that is queried.
    pub from: String,
    /// Column → the parameters that it is compared with.
    pub conditions: Vec<Columns>,
    /// Column → its fixed value.
    pub always: IndexMap<String, Json>,
    /// Column → direction.
    pub order_by: IndexMap<String, Direction>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// One column and the parameters that it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// The column.
    pub column: String,
    /// The unified parameters.
    pub parameters: Vec<String>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// How the remote sorts.
#[derive(Clone, Debug)]
pub struct Sort {
    /// Where it is sent.
    pub send_as: SendAs,
    /// Unified field → the remote's name.
    pub fields: IndexMap<String, String>,
    /// The text before an ascending name.
    pub ascending: String,
    /// The text before a descending name.
    pub descending: String,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Sort {
    pub(super) fn new(written: &written::Sort, pointer: Pointer) -> Sort {
        Sort {
            send_as: written.send_as.clone(),
            fields: written.fields.clone(),
            ascending: written.ascending.clone(),
            descending: written.descending.clone(),
            pointer,
        }
    }
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &SendValue,
    pointer: &Pointer,
) -> Option<Send> {
    match written {
        SendValue::Value(Json::String(text)) => resolver.template(text, pointer).map(Send::Text),
        SendValue::Value(value) => Some(Send::Fixed(value.clone())),
        SendValue::Names(written) => names(resolver, written, pointer).map(Send::Names),
    }
}

fn names(
    resolver: &mut Resolver<'_>,
    written: &written::NamesRead,
    pointer: &Pointer,
) -> Option<Names> {
    let under = resolver.path(&written.names_read_under, &pointer.key("names_read_under"))?;
    Some(Names {
        under,
        join: written.join.clone(),
        and: written.and.clone(),
    })
}

pub(super) fn body(resolver: &mut Resolver<'_>, written: &Json, pointer: &Pointer) -> Option<Body> {
    match written {
        Json::String(text) => resolver
            .template(text, pointer)
            .map(|t| Body::Text(t, pointer.clone())),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            let items: Vec<Option<Body>> = items
                .map(|(i, item)| body(resolver, item, &pointer.index(i)))
                .collect();
            items
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(Body::List)
        }
        Json::Object(map) if map.contains_key("names_read_under") => {
            let read: Result<written::NamesRead, _> = from_json(written.clone());
            match read {
                Ok(written) => names(resolver, &written, pointer).map(Body::Names),
                Err(fault) => {
                    let title = "these derived names cannot be read";
                    let help =
                        "write `{ names_read_under: $.path }`, with `join` or `and` beside it";
                    resolver.fault(
                        Code::WrongForm,
                        pointer,
                        title,
                        &fault.to_string(),
                        Some(help.to_owned()),
                    );
                    None
                }
            }
        }
        Json::Object(map) => {
            let mut members = Vec::new();
            for (key, value) in map {
                members.push((
                    key.clone(),
                    body(resolver, value, &pointer.key(key.as_str()))?,
                ));
            }
            Some(Body::Object(members))
        }
        fixed => Some(Body::Fixed(fixed.clone())),
    }
}

/// The query text of the layers: `soql` and `soql.where` are merged by key.
pub(super) fn soql(resolver: &mut Resolver<'_>, layers: &Layers<'_>) -> Option<Soql> {
    let (pointer, _) = layers.single(resolver, "soql", |c| c.soql.as_ref())?;
    let part = |pick: fn(&written::Soql) -> Option<&String>| {
        layers
            .0
            .iter()
            .rev()
            .find_map(|layer| layer.case.soql.as_ref().and_then(pick))
            .cloned()
    };
    let from = part(|soql| soql.from.as_ref())?;
    let send_as = part(|soql| soql.send_as.as_ref()).unwrap_or_else(|| "q".to_owned());
    let conditions = layers.keyed(resolver, "soql.where", |c| {
        let entries = c.soql.iter().flat_map(|soql| &soql.conditions);
        entries
            .map(|(column, names)| (column.as_str(), names.as_ref()))
            .collect()
    });
    let conditions = conditions
        .into_iter()
        .map(|(column, (pointer, names))| Columns {
            column: column.to_owned(),
            parameters: names.0.clone(),
            pointer,
        })
        .collect();
    let merged = |pick: fn(&written::Soql) -> &IndexMap<String, Json>| {
        let mut all = IndexMap::new();
        for layer in &layers.0 {
            let own = layer.case.soql.iter().flat_map(pick);
            all.extend(own.map(|(column, value)| (column.clone(), value.clone())));
        }
        all
    };
    let mut order_by = IndexMap::new();
    for layer in &layers.0 {
        order_by.extend(
            layer
                .case
                .soql
                .iter()
                .flat_map(|soql| soql.order_by.clone()),
        );
    }
    Some(Soql {
        send_as,
        from,
        conditions,
        always: merged(|soql| &soql.always),
        order_by,
        pointer,
    })
}
