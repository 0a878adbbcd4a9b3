//! What must come: the vendor's own records, chosen by the caller's filters as the contract means
//! them. It knows nothing of what is pushed and what is checked.

use super::question::{Question, declared, is_apart};
use std::cmp::Ordering;
use touchpoint::emulator::{Entry, Known, World};
use touchpoint_core::mapping::Route;
use touchpoint_core::query::{Filter, Operator};

/// Whether a record is one that the caller asked for.
pub(super) fn wants(world: &World, question: &Question, entry: &Entry) -> bool {
    let case = world.plan().mapping.cases.get(question.case);
    let Some(route) = case.and_then(|case| case.routes.get(question.route)) else {
        return false;
    };
    let listed = !entry.skipped && !entry.counted_only;
    listed
        && question
            .query
            .filters
            .iter()
            .all(|filter| satisfies(world, route, entry, filter))
}

fn satisfies(world: &World, route: &Route, entry: &Entry, filter: &Filter) -> bool {
    let parameter = declared(world, route, &filter.parameter);
    if let Some(parameter) = parameter.filter(|p| is_apart(world, p)) {
        // A window on when it happened, or what the record does not tell.
        let bare = filter.bare && filter.operator == Operator::Eq;
        let operator = if bare {
            parameter.bare
        } else {
            filter.operator
        };
        let sent = parameter.sendings.iter().any(|s| s.operator == operator);
        let apart = world.plan().model.compared_field(&parameter.name).is_none();
        if sent || apart {
            let happened = [Known::At(entry.truth.happened)];
            return compare(&happened, operator, &filter.values);
        }
    }
    match world.plan().model.compared_field(&filter.parameter) {
        Some(field) => compare(entry.truth.of(&field), filter.operator, &filter.values),
        None => true,
    }
}

fn compare(found: &[Known], operator: Operator, values: &[String]) -> bool {
    let any = |test: &dyn Fn(&Known, &str) -> bool| {
        found
            .iter()
            .any(|known| values.iter().any(|value| test(known, value)))
    };
    let order = |known: &Known, value: &str, orders: &[Ordering]| {
        known
            .against(value)
            .is_some_and(|order| orders.contains(&order))
    };
    match operator {
        Operator::Eq | Operator::In => any(&|k, v| k.equals(v)),
        Operator::Ne | Operator::Nin => !any(&|k, v| k.equals(v)),
        Operator::Gt => any(&|k, v| order(k, v, &[Ordering::Greater])),
        Operator::Gte => any(&|k, v| order(k, v, &[Ordering::Greater, Ordering::Equal])),
        Operator::Lt => any(&|k, v| order(k, v, &[Ordering::Less])),
        Operator::Lte => any(&|k, v| order(k, v, &[Ordering::Less, Ordering::Equal])),
        Operator::Like => any(&|k, v| {
            let v = v.strip_prefix('%').unwrap_or(v);
            let v = v.strip_suffix('%').unwrap_or(v);
            k.text().to_lowercase().contains(&v.to_lowercase())
        }),
    }
}
