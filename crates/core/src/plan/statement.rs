//! The other parts of a query text: the columns that the fields read, and the order.

use touchpoint_language::expr::quote;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Case, Clause, Goes, Grammar, OrderKey, Route, column_of};
use touchpoint_language::model::Direction;

/// The value of `columns` in the route's templates.
pub(super) fn columns(route: &Route, case: &Case) -> Option<Json> {
    let grammar = route.grammar.as_ref()?;
    let all = case.columns(grammar.dotted, grammar.child.is_some());
    let mut names = all.columns;
    for (list, columns) in all.lists {
        let child = grammar.child.as_ref()?;
        let mut scope = Object::new();
        scope.insert("list".to_owned(), list.into());
        scope.insert("columns".to_owned(), columns.join(&grammar.list).into());
        let child = child
            .fill(&Json::Object(scope), quote::verbatim)
            .ok()
            .flatten();
        names.extend(child.as_ref().and_then(Json::as_str).map(str::to_owned));
    }
    (!names.is_empty()).then(|| names.join(&grammar.list).into())
}

/// The value of `order` in the route's templates.
pub(super) fn order(route: &Route, case: &Case) -> Option<Json> {
    let grammar = route.grammar.as_ref()?;
    let keys = route.order.as_ref()?.keys.iter();
    let keys = keys.filter_map(|key| {
        let column = column(route, case, key)?;
        let word = word(grammar, key.direction);
        Some(format!("{column} {word}"))
    });
    Some(keys.collect::<Vec<_>>().join(&grammar.list).into())
}

fn word(grammar: &Grammar, direction: Direction) -> &str {
    match direction {
        Direction::Asc => &grammar.directions.asc,
        Direction::Desc => &grammar.directions.desc,
    }
}

/// The column of an order's key: the one that its filter is compared with, else the one that the
/// field reads.
fn column(route: &Route, case: &Case, key: &OrderKey) -> Option<String> {
    if let Some(path) = &key.path {
        return Some(column_of(path));
    }
    let declared = route.parameters.get(&key.name);
    let mut sendings = declared.iter().flat_map(|parameter| &parameter.sendings);
    let clause = sendings.find_map(|sending| match &sending.goes {
        Goes::Clauses(clauses) => match clauses.as_slice() {
            [Clause::Column(column)] => Some(column.clone()),
            _ => None,
        },
        _ => None,
    });
    clause.or_else(|| {
        let mut fields = case.fields.iter().flat_map(|field| field.expressions());
        let (_, expression) = fields.find(|(name, _)| *name == key.name)?;
        expression.paths().first().map(|path| column_of(path))
    })
}
