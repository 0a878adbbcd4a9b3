//! Turns the clauses of a query text into filters on the records.

use super::filter::{contains, known_value, of_value};
use super::list_asked::{AskedFilter, FilteredBy};
use crate::notation::clauses::{KnownForm, ReadClause, read, read_list};
use crate::notation::json_path;
use crate::world::played_vendor::PlayedVendor;
use crate::world::truth::KnownValue;
use touchpoint_core::query::Operator;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{
    Body, Case, Clause, Comparison, Constant, Goes, Parameter, Route, Sending,
};
use touchpoint_language::model::Scalar;

/// Where a form in a query text comes from.
enum Origin<'r> {
    Parameter(&'r Parameter, &'r Sending),
    /// A constant of the mapping.
    Constant(&'r Constant),
}

impl Origin<'_> {
    /// True if it is a constant, and the clause has its values.
    fn is_constant(&self, clause: &ReadClause) -> bool {
        let Origin::Constant(constant) = self else {
            return false;
        };
        let texts = |values: &[Json]| values.iter().map(json_path::text).collect::<Vec<_>>();
        texts(&constant.values) == texts(&clause.values)
    }
}

/// The filters of a query text, from the value of the mapping's `clauses`.
///
/// # Errors
/// It cannot be read, or the emulator does not know a filter in it.
pub(crate) fn of_clauses(
    vendor: &PlayedVendor,
    case: &Case,
    route: &Route,
    text: &Json,
) -> Result<Vec<AskedFilter>, String> {
    let (mut forms, origins) = forms(route);
    for form in &mut forms {
        if let Comparison::Json(body) = &mut form.written {
            of_account(vendor, body);
        }
    }
    let found = match (text, &route.grammar) {
        (Json::Array(list), _) => read_list(list, &forms)?,
        (Json::String(text), Some(grammar)) => read(text, grammar, &forms)?,
        (other, _) => return Err(format!("no query text: {other}")),
    };
    let wildcard = route.grammar.as_ref().and_then(|g| g.wildcard.as_ref());
    let filters = found.iter().filter_map(|clause| {
        let mut origins: Vec<_> = clause.of.iter().filter_map(|of| origins.get(*of)).collect();
        // What always stands there is no filter.
        if let Some(constant) = origins.iter().position(|origin| origin.is_constant(clause)) {
            origins = vec![origins.swap_remove(constant)];
        }
        let each = origins
            .into_iter()
            .map(|origin| filter(vendor, case, origin, clause, wildcard.is_some()));
        each.reduce(|one, other| Ok(meant_by_either(one?, &other?)))
    });
    filters.collect()
}

/// Several filters may be written alike: whose id it is, only the vendor knows.
pub(super) fn meant_by_either(one: AskedFilter, other: &AskedFilter) -> AskedFilter {
    let fields = |by: &FilteredBy| match by {
        FilteredBy::Field(field) => vec![field.clone()],
        FilteredBy::AnyField(fields) => fields.clone(),
        _ => Vec::new(),
    };
    let mut all = fields(&one.by);
    all.extend(fields(&other.by));
    all.dedup();
    match all.len() {
        0 | 1 => one,
        _ => AskedFilter {
            by: FilteredBy::AnyField(all),
            ..one
        },
    }
}

fn filter(
    vendor: &PlayedVendor,
    case: &Case,
    origin: &Origin<'_>,
    clause: &ReadClause,
    is_pattern: bool,
) -> Result<AskedFilter, String> {
    let shown = case.columns(true, false).columns;
    let is_shown = !clause.own
        && !clause.columns.is_empty()
        && clause.columns.iter().all(|c| shown.contains(c));
    let (parameter, sending) = match origin {
        Origin::Constant(_) => {
            let texts = clause.values.iter().filter_map(json_path::text);
            return Ok(AskedFilter {
                by: FilteredBy::Columns(clause.columns.clone()),
                operator: clause.operator,
                values: texts.map(KnownValue::Text).collect(),
                loose: false,
            });
        }
        Origin::Parameter(parameter, sending) => (*parameter, *sending),
    };
    let is_time = vendor.model().filterable(&parameter.name) == Some(&Scalar::Instant);
    if !is_shown {
        let sending = Sending {
            operator: among(parameter, clause),
            ..sending.clone()
        };
        let mut filter = of_value(vendor, parameter, &sending, &clause.values.clone().into())?;
        if clause.operator == Operator::Like && is_pattern {
            let texts = clause.values.iter().filter_map(json_path::text);
            filter.values = texts.map(KnownValue::Text).collect();
        }
        return Ok(filter);
    }
    // A pattern already has its wildcards, where the grammar has any.
    let plain = clause.operator == Operator::Like && !is_pattern;
    let values = clause.values.iter().map(|value| {
        let known = if is_time {
            known_value(sending, value)
        } else {
            json_path::text(value)
                .map(|text| if plain { contains(&text) } else { text })
                .map(KnownValue::Text)
        };
        known.ok_or_else(|| format!("`{}` has no value {value}", parameter.name))
    });
    Ok(AskedFilter {
        by: FilteredBy::Columns(clause.columns.clone()),
        operator: clause.operator,
        values: values.collect::<Result<_, _>>()?,
        loose: sending.loose,
    })
}

/// Every form that a clause of this route may have.
fn forms(route: &Route) -> (Vec<KnownForm>, Vec<Origin<'_>>) {
    let (mut forms, mut origins) = (Vec::new(), Vec::new());
    // What always stands there is known before what a filter adds.
    for constant in &route.clauses {
        let clause = Clause::Column(constant.column.clone());
        forms.extend(form(route, &clause, constant.operator, origins.len()));
        origins.push(Origin::Constant(constant));
    }
    for parameter in route.parameters.values() {
        for sending in &parameter.sendings {
            let Goes::Clauses(clauses) = &sending.goes else {
                continue;
            };
            for clause in clauses {
                forms.extend(form(route, clause, sending.operator, origins.len()));
            }
            origins.push(Origin::Parameter(parameter, sending));
        }
    }
    (forms, origins)
}

/// Fills what the account has into the names of a clause's members.
fn of_account(vendor: &PlayedVendor, body: &mut Body) {
    match body {
        Body::Object(members) => {
            for (name, member) in members {
                *name = vendor.site.filled(name);
                of_account(vendor, member);
            }
        }
        Body::List(items) => items.iter_mut().for_each(|item| of_account(vendor, item)),
        Body::Fixed(_) | Body::Text(..) | Body::Names(_) => {}
    }
}

fn form(route: &Route, clause: &Clause, operator: Operator, of: usize) -> Option<KnownForm> {
    let column = match clause {
        Clause::Own(written) => {
            let all = written.reads("values");
            let each = matches!(written, Comparison::Json(body) if body.has_element());
            return Some(KnownForm {
                of,
                column: None,
                operator: if all || each {
                    operator
                } else {
                    one_of(operator)
                },
                written: written.clone(),
                word: String::new(),
            });
        }
        Clause::Column(column) => column,
    };
    let grammar = route.grammar.as_ref()?;
    let operator = match grammar.form(operator) {
        Some(_) => operator,
        None => one_of(operator),
    };
    let (written, word) = grammar.form(operator)?;
    Some(KnownForm {
        of,
        column: Some(column.clone()),
        operator,
        written: written.clone(),
        word: word.to_owned(),
    })
}

/// The operator that a clause means: a list that is written alike for one value and for several means
/// one of them where it has several.
fn among(parameter: &Parameter, clause: &ReadClause) -> Operator {
    let many = match clause.operator {
        Operator::Eq => Operator::In,
        Operator::Ne => Operator::Nin,
        other => return other,
    };
    if clause.values.len() > 1 && parameter.sending(many).is_some() {
        many
    } else {
        clause.operator
    }
}

/// The operator by which one of several values is compared.
fn one_of(operator: Operator) -> Operator {
    match operator {
        Operator::In => Operator::Eq,
        Operator::Nin => Operator::Ne,
        other => other,
    }
}
