//! Query texts as data, and the order that a caller asks for.

use super::adds::{self, Clause, Goes, Parts};
use super::layers::Layers;
use super::parameter::Parameter;
use super::resolver::Resolver;
use crate::document::Pointer;
use crate::json::Json;
use crate::model::Direction;
use crate::written::{self, SendAs};
use indexmap::IndexMap;

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

impl Soql {
    /// Makes a parameter that no template reads a comparison with its columns.
    pub(super) fn compare(&self, parameter: &mut Parameter) {
        let own = self.conditions.iter();
        let own = own.filter(|columns| columns.parameters.contains(&parameter.name));
        let clauses: Vec<Clause> = own.map(|c| Clause::Column(c.column.clone())).collect();
        if clauses.is_empty() {
            return;
        }
        for sending in &mut parameter.sendings {
            if matches!(sending.goes, Goes::Read) {
                sending.goes = Goes::Clauses(clauses.clone());
            }
        }
    }
}

/// How the vendor sorts.
#[derive(Clone, Debug)]
pub struct Sort {
    /// Where it is sent as one text, where it is.
    pub send_as: Option<SendAs>,
    /// The parts that it adds to the request, with the holes `field` and `direction`.
    pub parts: Parts,
    /// Unified field → the vendor's name.
    pub fields: IndexMap<String, String>,
    /// The text before an ascending name.
    pub ascending: String,
    /// The text before a descending name.
    pub descending: String,
    /// The words that `direction` stands for.
    pub directions: written::Directions,
    /// True if it is beyond the contract's page.
    pub extra: bool,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Sort {
    pub(super) fn resolve(
        resolver: &mut Resolver<'_>,
        written: &written::Sort,
        pointer: Pointer,
    ) -> Option<Sort> {
        let none = IndexMap::new();
        let adds = written::Adds {
            send_as: None,
            send: &written.send,
            body: written.body.as_ref(),
            headers: &none,
            clause: None,
        };
        Some(Sort {
            send_as: written.send_as.clone(),
            parts: adds::parts(resolver, adds, &pointer)?,
            directions: written.directions.clone().unwrap_or_default(),
            extra: written.extra,
            fields: written.fields.clone(),
            ascending: written.ascending.clone(),
            descending: written.descending.clone(),
            pointer,
        })
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
