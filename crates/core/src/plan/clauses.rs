//! The query text's clauses: each pushed filter written as the grammar says, the constant clauses,
//! and all of them joined.
//!
//! ```text
//! created_at[gte]=2026-01-01  →  created >= 2026-01-01T00:00:00Z AND is_deleted = false
//! ```

use super::push::Push;
use crate::query::Operator;
use touchpoint_language::expr::{ExprFault, quote};
use touchpoint_language::json::{Json, Object, object};
use touchpoint_language::mapping::{Body, Clause, Comparison, Goes, Grammar, Route, with_word};
use touchpoint_language::model::{Model, Scalar};
use touchpoint_language::written::ValueType;

/// What is compared in one clause.
struct Compared<'c> {
    operator: Operator,
    values: &'c [Json],
    scalar: Scalar,
    value_type: ValueType,
}

/// The value of `clauses` in the route's templates; none where there is no clause.
///
/// # Errors
/// The parameter whose value the grammar cannot hold, with what is wrong with it.
pub(crate) fn clauses(
    route: &Route,
    pushes: &[Push],
    model: &Model,
    scope: &Json,
) -> Result<Option<Json>, (String, ExprFault)> {
    let grammar = route.grammar.as_ref();
    let mut all = Vec::new();
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
        for clause in of_filter(grammar, clauses, &compared, &own).map_err(told)? {
            if !all.contains(&clause) {
                all.push(clause);
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
        all.extend(of_filter(grammar, &column, &compared, scope).map_err(told)?);
    }
    Ok(joined(grammar, all))
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
/// all must differ.
fn of_filter(
    grammar: Option<&Grammar>,
    clauses: &[Clause],
    compared: &Compared<'_>,
    scope: &Json,
) -> Result<Vec<Json>, ExprFault> {
    let mut alternatives = Vec::new();
    for clause in clauses {
        match clause {
            Clause::Column(column) => {
                let Some(grammar) = grammar else { continue };
                alternatives.extend(compare(grammar, column, compared, scope)?);
            }
            Clause::Own(own) => alternatives.extend(as_it_stands(grammar, own, compared, scope)?),
        }
    }
    let unequal = matches!(compared.operator, Operator::Ne | Operator::Nin);
    let text = grammar.and_then(|grammar| {
        if unequal {
            grammar.and.as_ref()
        } else {
            grammar.or.as_ref()
        }
    });
    Ok(match (alternatives.as_slice(), text) {
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
    })
}

/// A column compared with the values: in one comparison, or in one for each.
fn compare(
    grammar: &Grammar,
    column: &str,
    compared: &Compared<'_>,
    scope: &Json,
) -> Result<Vec<Json>, ExprFault> {
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
        return Ok(own(compared.operator, compared.values)?
            .into_iter()
            .collect());
    }
    let each = grammar.of_each(compared.operator);
    let each = compared
        .values
        .iter()
        .map(|value| own(each, std::slice::from_ref(value)));
    each.filter_map(Result::transpose).collect()
}

/// A clause that is written out: once for all values where it reads them all, else once for each.
fn as_it_stands(
    grammar: Option<&Grammar>,
    own: &Comparison,
    compared: &Compared<'_>,
    scope: &Json,
) -> Result<Vec<Json>, ExprFault> {
    let one = |values: &[Json]| -> Result<Option<Json>, ExprFault> {
        let holes = holes(grammar, compared, values, scope)?;
        written(own, holes, values)
    };
    if own.holds_many() {
        return Ok(one(compared.values)?.into_iter().collect());
    }
    let each = compared
        .values
        .iter()
        .map(|value| one(std::slice::from_ref(value)));
    each.filter_map(Result::transpose).collect()
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

/// A comparison with its holes filled.
fn written(form: &Comparison, holes: Object, values: &[Json]) -> Result<Option<Json>, ExprFault> {
    let scope = Json::Object(holes);
    match form {
        Comparison::Text(template) => template.fill(&scope, quote::verbatim),
        Comparison::Json(body) => json(body, &scope, values),
    }
}

fn json(body: &Body, scope: &Json, values: &[Json]) -> Result<Option<Json>, ExprFault> {
    Ok(match body {
        Body::Fixed(value) => Some(value.clone()),
        Body::Text(template, _) => template.fill(scope, quote::verbatim)?,
        Body::Names(_) => None,
        Body::List(items) => {
            let mut list = Vec::new();
            for item in items {
                if !item.reads("value") {
                    list.extend(json(item, scope, values)?);
                    continue;
                }
                for value in values {
                    let mut own = scope.as_object().cloned().unwrap_or_default();
                    own.insert("value".to_owned(), value.clone());
                    list.extend(json(item, &Json::Object(own), &[])?);
                }
            }
            Some(Json::Array(list))
        }
        Body::Object(members) => {
            let word = scope
                .get("operator")
                .and_then(Json::as_str)
                .unwrap_or_default();
            let mut object = Object::new();
            for (name, member) in members {
                if let Some(value) = json(member, scope, values)? {
                    object.insert(with_word(name, "operator", word), value);
                }
            }
            Some(Json::Object(object))
        }
    })
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
