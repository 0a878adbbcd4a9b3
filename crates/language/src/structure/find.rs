//! From a schema's violations to findings: which of them are reported, and which only follow from
//! others.

use std::collections::HashSet;

use serde_json::Value;

use super::finding::Finding;
use super::judge::Judge;
use super::place::PlacedViolation;
use super::route::{self, escaped};
use super::stray::{Stray, stray};
use super::violation::{Breach, Violation};
use super::{foreign, shape, unknown, wrong};
use crate::diagnostic::{Code, Diagnostic, MOST_FAULTS, nearest};
use crate::document::{Document, Pointer};

/// The findings of one round, without what only follows from another finding.
pub(super) fn findings(
    judge: &Judge,
    document: &Document,
    json: &Value,
    violations: Vec<Violation>,
) -> Vec<Finding> {
    let strays = violations.iter();
    let strays = strays.filter_map(|violation| stray(&judge.schema, json, violation));
    let strays: Vec<Stray> = strays.collect();
    let found = told(judge, document, json, &violations, &strays, false);
    if !found.is_empty() {
        return found;
    }
    // never silent: where everything seems to follow from something else, everything is
    // reported
    told(judge, document, json, &violations, &[], true)
}

fn told(
    judge: &Judge,
    document: &Document,
    json: &Value,
    violations: &[Violation],
    strays: &[Stray],
    all: bool,
) -> Vec<Finding> {
    let wrong_type: HashSet<_> = violations
        .iter()
        .filter(|violation| matches!(violation.breach, Breach::Type(_)))
        .map(|violation| violation.instance.as_str())
        .collect();
    let wrong_names: HashSet<String> = violations.iter().filter_map(wrong_name).collect();
    let mut typed = HashSet::new();
    let mut found = Vec::new();
    for violation in violations {
        if found.len() >= MOST_FAULTS {
            break;
        }
        // a value of a wrong type is not also reported for its word, size or form
        let of_value = matches!(
            violation.breach,
            Breach::Words(_)
                | Breach::Limit(_)
                | Breach::Format(_)
                | Breach::Pattern(_)
                | Breach::Alternatives
        );
        if of_value && wrong_type.contains(violation.instance.as_str()) {
            continue;
        }
        let again = matches!(violation.breach, Breach::Type(_))
            && !typed.insert(violation.instance.as_str());
        // what stands under a wrong name is not looked at
        if again || !all && lies_below(&wrong_names, &violation.instance) {
            continue;
        }
        if is_misspelt(&judge.schema, violation, violations) {
            continue;
        }
        let place = PlacedViolation {
            judge,
            document,
            json,
            violation,
            all,
            pointer: Pointer::from_json_pointer(&violation.instance),
        };
        let stray = strays.iter().find(|stray| stray.map == violation.instance);
        find(&place, stray, &mut found);
    }
    without_homeless(&mut found);
    without_strangers(&mut found);
    found
}

/// A key that means nothing is not told again where what its map lacks points at it.
fn without_strangers(found: &mut Vec<Finding>) {
    let is_listed = |told: &Diagnostic| {
        let help = told.help.as_deref();
        told.code == Code::UnknownKey && help.is_some_and(|help| help.starts_with("allowed here: "))
    };
    let (strangers, mut others): (Vec<Finding>, Vec<Finding>) = std::mem::take(found)
        .into_iter()
        .partition(|finding| is_listed(&finding.diagnostic));
    for stranger in strangers {
        let span = &stranger.diagnostic.primary.span;
        let lacking = others.iter_mut().find(|other| {
            let told = &other.diagnostic;
            let mut beside = told.secondary.iter();
            told.code == Code::MissingKey && beside.any(|label| label.span == *span)
        });
        match lacking {
            // It goes with the map, or it would be told in the next round.
            Some(lacking) => lacking.prune.extend(stranger.prune),
            None => others.push(stranger),
        }
    }
    *found = others;
}

/// True if a missing key stands there misspelt, and so is reported with its nearest word; or if
/// the map lacks one of several keys and an unknown key stands for one of them.
fn is_misspelt(whole: &Value, violation: &Violation, violations: &[Violation]) -> bool {
    let wanted = match &violation.breach {
        Breach::Missing(key) => Some(vec![key.clone()]),
        Breach::Alternatives => route::at(whole, &violation.route).and_then(shape::required_keys),
        _ => None,
    };
    let Some(wanted) = wanted else {
        return false;
    };
    let mut here = violations
        .iter()
        .filter(|other| other.instance == violation.instance);
    here.any(|other| match &other.breach {
        Breach::UnknownKeys(keys) => keys.iter().any(|key| {
            let choice = matches!(violation.breach, Breach::Alternatives);
            let meant =
                nearest(key, &wanted).is_some() || foreign::help(key, None, &wanted).is_some();
            !wanted.contains(key) && (choice || meant)
        }),
        _ => false,
    })
}

fn find(place: &PlacedViolation<'_>, stray: Option<&Stray>, found: &mut Vec<Finding>) {
    match &place.violation.breach {
        Breach::UnknownKeys(keys) => unknown::keys(place, keys, stray, found),
        Breach::Name(key, breach) => found.push(unknown::wrong_name(place, key, breach)),
        Breach::Missing(key) if stray.is_none_or(|stray| stray.key == escaped(key)) => {
            found.push(wrong::missing(place, key));
        }
        Breach::Alternatives if stray.is_none() => found.push(wrong::alternatives(place)),
        Breach::Missing(_) | Breach::Alternatives => {}
        _ => found.push(wrong::value(place)),
    }
}

/// A key that is missing is not told beside one of its own keys, which is told to belong below it.
fn without_homeless(found: &mut Vec<Finding>) {
    let homes: Vec<String> = found
        .iter()
        .filter_map(|finding| {
            let help = finding.diagnostic.help.as_deref()?;
            let (_, home) = help.split_once("` belongs below `")?;
            let home = home.split('`').next()?;
            Some(format!("missing key `{home}`"))
        })
        .collect();
    found.retain(|finding| !homes.contains(&finding.diagnostic.title));
    // A key that stands in a map above or below the one that lacks it is told where it stands. What lacks it goes
    // with it, or it would be told in the next round.
    let strays: Vec<(usize, Pointer, String)> = found
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.diagnostic.code == Code::UnknownKey)
        .filter_map(|(at, finding)| {
            let place = finding.prune.first()?;
            let key = place.steps().last()?.as_key()?;
            Some((at, place.parent()?, format!("missing key `{key}`")))
        })
        .collect();
    let mut followers = HashSet::new();
    for (at, map, title) in strays {
        let lacks = |finding: &Finding| {
            let here = finding.prune.first();
            title == finding.diagnostic.title
                && here.is_some_and(|here| map.covers(here) || here.covers(&map))
        };
        let follow = found.iter().enumerate();
        let follow: Vec<usize> = follow
            .filter_map(|(at, finding)| lacks(finding).then_some(at))
            .collect();
        let prunes = follow.iter().filter_map(|at| found.get(*at));
        let prunes: Vec<Pointer> = prunes.flat_map(|one| one.prune.clone()).collect();
        if let Some(stray) = found.get_mut(at) {
            stray.prune.extend(prunes);
        }
        followers.extend(follow);
    }
    let mut at = 0..;
    found.retain(|_| at.next().is_none_or(|at| !followers.contains(&at)));
}

/// The place of an entry whose key is not one of the allowed names.
fn wrong_name(violation: &Violation) -> Option<String> {
    match &violation.breach {
        Breach::Name(key, _) => Some(format!("{}/{}", violation.instance, escaped(key))),
        _ => None,
    }
}

fn lies_below(places: &HashSet<String>, instance: &str) -> bool {
    places.iter().any(|place| {
        let rest = instance.strip_prefix(place.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
