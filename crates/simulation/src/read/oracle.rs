//! What must come: the vendor's own records, chosen by the caller's filters as the contract means
//! them. It does not know which filters are pushed and which are checked.

use crate::asked::{Question, declared, handed, is_apart};
use std::cmp::Ordering;
use std::sync::Arc;
use touchpoint_core::query::{Filter, Operator};
use touchpoint_emulator::{KnownValue, PlayedVendor, VendorRecord, each_once};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Merge, Route};
use touchpoint_language::model::Direction;

/// Every record that the caller asked for, in the order that was promised.
pub(super) fn expected(world: &PlayedVendor, question: &Question) -> Vec<Arc<VendorRecord>> {
    let of_list = |(case, _): &(usize, usize)| {
        let all = each_once(world.records(*case));
        let wanted = all.filter(|entry| wants(world, question, entry));
        let mut wanted: Vec<Arc<VendorRecord>> = wanted.cloned().collect();
        world.sort(&mut wanted, &question.query.sort);
        wanted
    };
    let lists: Vec<Vec<Arc<VendorRecord>>> = question.lists.iter().map(of_list).collect();
    match &world.plan().mapping.merge {
        Some(merge) if lists.len() > 1 => merged(merge, lists),
        _ => lists.concat(),
    }
}

/// The records of all lists by their time; of two at the same time, the one of the earlier list
/// first. A record without a time comes right after the one before it in its own list.
fn merged(merge: &Merge, lists: Vec<Vec<Arc<VendorRecord>>>) -> Vec<Arc<VendorRecord>> {
    let mut all: Vec<(Option<i64>, Arc<VendorRecord>)> = Vec::new();
    for list in lists {
        let mut before = None;
        for entry in list {
            if let Some(KnownValue::At(at)) = entry.truth.of(&merge.by).first() {
                before = Some(at.as_millisecond());
            }
            all.push((before, entry));
        }
    }
    all.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if merge.order == Direction::Desc => b.cmp(a),
        _ => a.cmp(b),
    });
    all.into_iter().map(|(_, entry)| entry).collect()
}

/// True if a record is one that the caller asked for.
pub(super) fn wants(world: &PlayedVendor, question: &Question, entry: &VendorRecord) -> bool {
    let mut lists = question.lists.iter();
    let list = lists.find(|(case, _)| *case == entry.case);
    let case = world.plan().mapping.cases.get(entry.case);
    let (Some((_, route)), Some(case)) = (list, case) else {
        return false;
    };
    let Some(route) = case.routes.get(*route) else {
        return false;
    };
    let listed = !entry.skipped && !entry.counted_only;
    // Of several lists, each has the records that its case is for.
    let is_its_case = question.lists.len() == 1 || belongs(world, case, entry);
    let filters = question.query.filters.iter().skip(question.said_from);
    // The word of a merge is that of no record.
    let merge = world.plan().mapping.merge.as_ref();
    let merge = merge.filter(|_| question.lists.len() > 1);
    let filters = filters.filter(|filter| !merge.is_some_and(|merge| is_word(&merge.when, filter)));
    let mut filters = filters.map(|filter| satisfies(world, route, entry, filter));
    listed && is_its_case && filters.all(|holds| holds) && is_handed(world, question, entry)
}

/// True if a record is one of those that the vendor gives for what it is handed as it is: where a filter
/// would be sent by that name, it is that filter.
fn is_handed(world: &PlayedVendor, question: &Question, entry: &VendorRecord) -> bool {
    let mut remote = question.query.remote_query.iter();
    remote.all(|(name, value)| {
        let parameter = handed(world, entry.case, name);
        let field = parameter.and_then(|p| world.plan().model.compared_field(&p.name));
        let (Some(field), Some(text)) = (field, value.as_str()) else {
            return true;
        };
        compare(entry.truth.of(&field), Operator::Eq, &[text.to_owned()])
    })
}

/// True if a record has the words that its case is for.
fn belongs(world: &PlayedVendor, case: &Case, entry: &VendorRecord) -> bool {
    case.when.as_ref().is_none_or(|when| {
        when.holds_by(&|clause| {
            let (Subject::Parameter(name), Want::AnyOf(words)) = (&clause.subject, &clause.want)
            else {
                return true;
            };
            let Some(field) = world.plan().model.compared_field(name) else {
                return true;
            };
            // Where no record shows the word, the list itself stands for it.
            if !world.plan().fills(&field) {
                return true;
            }
            let mut found = entry.truth.of(&field).iter();
            found.any(|known| {
                words
                    .iter()
                    .any(|word| word.as_str() == Some(&known.text()))
            })
        })
    })
}

fn satisfies(world: &PlayedVendor, route: &Route, entry: &VendorRecord, filter: &Filter) -> bool {
    let parameter = declared(world, route, &filter.parameter);
    if let Some(parameter) = parameter.filter(|p| is_apart(world, p)) {
        // A window on the time when it happened, or a value that the record does not show.
        let bare = filter.bare && filter.operator == Operator::Eq;
        let operator = if bare {
            parameter.bare
        } else {
            filter.operator
        };
        let sent = parameter.sendings.iter().any(|s| s.operator == operator);
        let apart = world.plan().model.compared_field(&parameter.name).is_none();
        if sent || apart {
            let happened = [KnownValue::At(entry.truth.happened)];
            return compare(&happened, operator, &filter.values);
        }
    }
    match world.plan().model.compared_field(&filter.parameter) {
        Some(field) => {
            if !world.plan().fills(&field) && is_of_the_word(world, entry, filter) {
                return true;
            }
            let mut found = entry.truth.of(&field).to_vec();
            let case = world.plan().mapping.cases.get(entry.case);
            if case.is_some_and(|case| case.repeats(&field)) {
                found.extend(at_one_place(world, route, entry, filter));
            }
            compare(&found, filter.operator, &filter.values)
        }
        None => true,
    }
}

/// True if a record is of a case that one of the filter's words chooses: where no record shows the word, the
/// list itself stands for it.
fn is_of_the_word(world: &PlayedVendor, entry: &VendorRecord, filter: &Filter) -> bool {
    let case = world.plan().mapping.cases.get(entry.case);
    let when = case.and_then(|case| case.when.as_ref());
    when.is_some_and(|when| is_word(when, filter))
}

/// True if a condition wants a word of a filter.
fn is_word(when: &Condition, filter: &Filter) -> bool {
    let mut clauses = when.clauses.iter();
    let is = |word: &Json| {
        let mut values = filter.values.iter();
        values.any(|value| word.as_str() == Some(value))
    };
    matches!(filter.operator, Operator::Eq | Operator::In)
        && clauses.any(|clause| match (&clause.subject, &clause.want) {
            (Subject::Parameter(name), Want::AnyOf(words)) => {
                *name == filter.parameter && words.iter().any(is)
            }
            _ => false,
        })
}

/// Where several parameters stand at one place, and no record shows whose id it is, only the vendor
/// knows: the ids that a record has for any of them.
fn at_one_place(
    world: &PlayedVendor,
    route: &Route,
    entry: &VendorRecord,
    filter: &Filter,
) -> Vec<KnownValue> {
    let Some(own) = declared(world, route, &filter.parameter) else {
        return Vec::new();
    };
    let places = route.places(own, Operator::Eq);
    let others = route.parameters.values();
    let others = others.filter(|p| !places.is_empty() && route.places(p, Operator::Eq) == places);
    let fields = others.filter_map(|p| world.plan().model.compared_field(&p.name));
    fields
        .flat_map(|field| entry.truth.of(&field).to_vec())
        .collect()
}

fn compare(found: &[KnownValue], operator: Operator, values: &[String]) -> bool {
    let any = |test: &dyn Fn(&KnownValue, &str) -> bool| {
        found
            .iter()
            .any(|known| values.iter().any(|value| test(known, value)))
    };
    let order = |known: &KnownValue, value: &str, orders: &[Ordering]| {
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
