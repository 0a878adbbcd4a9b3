//! The query text's clauses: each pushed filter written as the grammar says, the constant clauses,
//! and all of them joined.
//!
//! ```text
//! created_at[gte]=2026-01-01  →  created >= 2026-01-01T00:00:00Z AND is_deleted = false
//! ```

use super::comparison::written;
use super::push::Push;
use crate::query::Operator;
use touchpoint_language::expr::{ExprFault, quote};
use touchpoint_language::json::{Json, Object, object};
use touchpoint_language::mapping::{Clause, Comparison, Goes, Grammar, Route};
use touchpoint_language::model::{Model, Scalar};
use touchpoint_language::written::ValueType;

/// The clauses of a call.
pub(crate) struct Clauses {
    /// The value of `clauses` in the route's templates; none where there is no clause.
    pub(crate) all: Option<Json>,
    /// The filters that none of them holds.
    pub(crate) lost: Vec<(String, Operator)>,
}

/// What is compared in one clause.
struct Compared<'c> {
    operator: Operator,
    values: &'c [Json],
    scalar: Scalar,
    value_type: ValueType,
}

/// The clauses of the pushed filters, and those that always stand there.
///
/// # Errors
/// The parameter whose value the grammar cannot hold, with what is wrong with it.
pub(crate) fn clauses(
    route: &Route,
    pushes: &[Push],
    model: &Model,
    scope: &Json,
) -> Result<Clauses, (String, ExprFault)> {
    let grammar = route.grammar.as_ref();
    let mut all = Vec::new();
    let mut lost = Vec::new();
    for push in pushes {
        let Some((parameter, sending)) = &push.declared else {
            continue;
        };
        let Goes::Clauses(clauses) = &sending.goes else {
            continue;
        };
        let scalar = model.filterable(&parameter.name);
        let compared = Compared {
            operator: push.operator,
            values: &push.values,
            scalar: scalar.cloned().unwrap_or(Scalar::Text),
            value_type: parameter.value_type,
        };
        // Two bounds in one clause: the value of each operator.
        let own = with_bounds(push, pushes, &compared, grammar, scope);
        let own = own.map_err(|fault| (parameter.name.clone(), fault))?;
        let told = |fault| (parameter.name.clone(), fault);
        match of_filter(grammar, clauses, &compared, &own).map_err(told)? {
            None => lost.push((push.parameter.clone(), push.operator)),
            Some(own) => {
                let new: Vec<Json> = own.into_iter().filter(|own| !all.contains(own)).collect();
                all.extend(new);
            }
        }
    }
    for constant in &route.clauses {
        let compared = Compared {
            operator: constant.operator,
            values: &constant.values,
            scalar: Scalar::Text,
            value_type: ValueType::Text,
        };
        let column = [Clause::Column(constant.column.clone())];
        let told = |fault| (constant.column.clone(), fault);
        let own = of_filter(grammar, &column, &compared, scope).map_err(told)?;
        all.extend(own.unwrap_or_default());
    }
    Ok(Clauses {
        all: joined(grammar, all),
        lost,
    })
}

/// The scope, with the value of each operator of the same parameter.
fn with_bounds(
    push: &Push,
    pushes: &[Push],
    compared: &Compared<'_>,
    grammar: Option<&Grammar>,
    scope: &Json,
) -> Result<Json, ExprFault> {
    let mut own = scope.as_object().cloned().unwrap_or_default();
    for other in pushes
        .iter()
        .filter(|other| other.parameter == push.parameter)
    {
        let bound = Compared {
            operator: other.operator,
            values: &other.values,
            scalar: compared.scalar.clone(),
            value_type: compared.value_type,
        };
        let mut holes = holes(grammar, &bound, &other.values, &Json::Null)?;
        let value = holes.shift_remove("value");
        own.extend(value.map(|value| (other.operator.word().to_owned(), value)));
    }
    Ok(Json::Object(own))
}

/// The clauses of one filter, all of which must hold: one, or several for `ne` and `nin` where the
/// grammar has no text for `and`, as in JSON. Of several columns, one must match; for `ne` and `nin`,
/// all must differ. None where a value did not get into them.
fn of_filter(
    grammar: Option<&Grammar>,
    clauses: &[Clause],
    compared: &Compared<'_>,
    scope: &Json,
) -> Result<Option<Vec<Json>>, ExprFault> {
    let mut alternatives = Vec::new();
    for clause in clauses {
        let own = match (clause, grammar) {
            (Clause::Column(column), Some(grammar)) => compare(grammar, column, compared, scope)?,
            (Clause::Column(_), None) => None,
            (Clause::Own(own), _) => as_it_stands(grammar, own, compared, scope)?,
        };
        let Some(own) = own else { return Ok(None) };
        alternatives.extend(own);
    }
    let is_text = grammar.is_some_and(|grammar| grammar.and.is_some());
    let fits = |one: &Json| !is_text || one.as_str().is_some();
    if alternatives.is_empty() || !alternatives.iter().all(fits) {
        return Ok(None);
    }
    let unequal = matches!(compared.operator, Operator::Ne | Operator::Nin);
    let text = grammar.and_then(|grammar| {
        if unequal {
            grammar.and.as_ref()
        } else {
            grammar.or.as_ref()
        }
    });
    let all = match (alternatives.as_slice(), text) {
        ([] | [_], _) => alternatives,
        (_, None) if unequal => alternatives,
        (_, None) => {
            let says = "several comparisons of which one must hold, and the grammar has no `or`";
            return Err(ExprFault::new(says));
        }
        (several, Some(between)) => {
            let texts: Vec<&str> = several.iter().filter_map(Json::as_str).collect();
            vec![format!("({})", texts.join(between)).into()]
        }
    };
    Ok(Some(all))
}

/// A column compared with the values: in one comparison, or in one for each. None where one is not written.
fn compare(
    grammar: &Grammar,
    column: &str,
    compared: &Compared<'_>,
    scope: &Json,
) -> Result<Option<Vec<Json>>, ExprFault> {
    let own = |operator: Operator, values: &[Json]| -> Result<Option<Json>, ExprFault> {
        let Some((form, word)) = grammar.form(operator) else {
            return Ok(None);
        };
        let mut holes = holes(Some(grammar), compared, values, scope)?;
        holes.insert("column".to_owned(), column.into());
        holes.insert("operator".to_owned(), word.into());
        written(form, holes, values)
    };
    if grammar.says_at_once(compared.operator) || !compared.operator.takes_many() {
        let one = own(compared.operator, compared.values)?;
        return Ok(one.map(|one| vec![one]));
    }
    let each = grammar.of_each(compared.operator);
    let each = compared
        .values
        .iter()
        .map(|value| own(each, std::slice::from_ref(value)));
    each.collect()
}

/// A clause that is written out: once for all values where it reads them all, else once for each. None where
/// one is not written.
fn as_it_stands(
    grammar: Option<&Grammar>,
    own: &Comparison,
    compared: &Compared<'_>,
    scope: &Json,
) -> Result<Option<Vec<Json>>, ExprFault> {
    let one = |values: &[Json]| -> Result<Option<Json>, ExprFault> {
        let holes = holes(grammar, compared, values, scope)?;
        written(own, holes, values)
    };
    if own.holds_many() {
        return Ok(one(compared.values)?.map(|one| vec![one]));
    }
    let each = compared
        .values
        .iter()
        .map(|value| one(std::slice::from_ref(value)));
    each.collect()
}

/// What the holes of a comparison hold: `value`, `values`, `pattern`, and the scope around.
fn holes(
    grammar: Option<&Grammar>,
    compared: &Compared<'_>,
    values: &[Json],
    scope: &Json,
) -> Result<Object, ExprFault> {
    let mut holes = scope.as_object().cloned().unwrap_or_default();
    let Some(grammar) = grammar.filter(|grammar| grammar.and.is_some()) else {
        holes.insert(
            "value".to_owned(),
            values.first().cloned().unwrap_or_default(),
        );
        holes.insert("values".to_owned(), values.to_vec().into());
        return Ok(holes);
    };
    let literal = |value: &Json| -> Result<String, ExprFault> {
        let text = value
            .as_text()
            .map_or_else(|| value.to_string(), str::to_owned);
        if grammar.is_bare(&compared.scalar, compared.value_type, value) {
            return Ok(text);
        }
        grammar.quoted(&text)
    };
    let literals = values
        .iter()
        .map(literal)
        .collect::<Result<Vec<String>, _>>()?;
    let first = values.first().and_then(Json::as_str).unwrap_or_default();
    if compared.operator == Operator::Like {
        holes.insert("pattern".to_owned(), grammar.pattern(first)?.into());
    }
    let value = literals.first().cloned().unwrap_or_default();
    holes.insert("value".to_owned(), value.into());
    holes.insert("values".to_owned(), literals.join(",").into());
    Ok(holes)
}

/// All clauses joined so that each must hold: a text, or a list of JSON.
fn joined(grammar: Option<&Grammar>, all: Vec<Json>) -> Option<Json> {
    if all.is_empty() {
        return None;
    }
    let Some((grammar, and)) = grammar.and_then(|grammar| Some((grammar, grammar.and.as_ref()?)))
    else {
        return Some(Json::Array(all));
    };
    let mut texts = all.iter().filter_map(Json::as_str).map(str::to_owned);
    let several = all.len() > 1;
    let around = |text: String| match &grammar.around {
        Some(around) if several => {
            let scope = Json::Object(object! { "clauses": text.as_str() });
            let filled = around.fill(&scope, quote::verbatim).ok().flatten();
            filled
                .as_ref()
                .and_then(Json::as_str)
                .map_or(text, str::to_owned)
        }
        _ => text,
    };
    let text = if grammar.pairs {
        let first = texts.next()?;
        texts.fold(first, |before, next| around(format!("{before}{and}{next}")))
    } else {
        around(texts.collect::<Vec<_>>().join(and))
    };
    Some(text.into())
}
