//! Clauses that a query text always has, whatever the caller asks.

use super::layers::Layers;
use super::resolver::Resolver;
use super::send::Soql;
use crate::document::Pointer;
use crate::json::Json;
use crate::model::Operator;
use crate::written::Case;

/// One clause that always stands in the query text.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The column.
    pub column: String,
    /// How it is compared.
    pub operator: Operator,
    /// Its values, one unless the operator takes several.
    pub values: Vec<Json>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// The constants of the layers, merged by column.
pub(super) fn constants(
    layers: &Layers<'_>,
    resolver: &mut Resolver<'_>,
    soql: Option<&Soql>,
) -> Vec<Constant> {
    let of_case = |case: &'_ Case| -> Vec<(String, Option<Json>)> {
        let written = case.clauses.iter();
        written
            .map(|(column, value)| (column.clone(), value.as_ref().map(|value| value.0.clone())))
            .collect()
    };
    let mut all: Vec<Constant> = Vec::new();
    for (column, value) in soql.iter().flat_map(|soql| &soql.always) {
        let pointer = soql.map(|soql| soql.pointer.key("always").key(column.as_str()));
        all.extend(constant(column, value, &pointer.unwrap_or_default()));
    }
    for layer in &layers.0 {
        let place = layer.pointer.key("clauses");
        for (column, value) in of_case(&layer.case) {
            let pointer = place.key(column.as_str());
            let before = all.len();
            let at = all.iter().position(|constant| constant.column == column);
            all.retain(|constant| constant.column != column);
            match value {
                Some(value) => {
                    let own = constant(&column, &value, &pointer);
                    let at = at.unwrap_or(all.len());
                    all.splice(at..at, own);
                }
                None if all.len() == before => resolver.nothing_to_take_away(&pointer, &column),
                None => {}
            }
        }
    }
    all
}

fn constant(column: &str, value: &Json, pointer: &Pointer) -> Vec<Constant> {
    let one = |operator: Operator, value: &Json| Constant {
        column: column.to_owned(),
        operator,
        values: match value {
            Json::Array(all) => all.clone(),
            one => vec![one.clone()],
        },
        pointer: pointer.clone(),
    };
    match value {
        Json::Object(by) => {
            let by = by.iter();
            let by = by.filter_map(|(word, value)| Some(one(Operator::from_word(word)?, value)));
            by.collect()
        }
        Json::Array(_) => vec![one(Operator::In, value)],
        value => vec![one(Operator::Eq, value)],
    }
}
