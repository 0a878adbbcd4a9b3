//! Refusals as the vendor writes them: with its status, and its message where the mapping looks for
//! one.

use crate::notation::json_path::{self, PathStep};
use crate::seed::dice::Dice;
use crate::world::played_vendor::PlayedVendor;
use std::time::Duration;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::json::{Json, object};
use touchpoint_language::mapping::{Expression, Pick};
use touchpoint_language::written::Outcome;

/// A refusal with a message where the mapping looks for one.
pub(crate) fn refusal(vendor: &PlayedVendor, status: u16, message: &str, dice: &mut Dice) -> Reply {
    let mut body = Json::Null;
    say(vendor, message, &mut body, dice);
    say_what_would_be_missed(vendor, status, message, &mut body);
    json_reply(status, &body)
}

/// A plain refusal is nothing that a rule knows by what is missing: it stands there.
fn say_what_would_be_missed(vendor: &PlayedVendor, status: u16, message: &str, body: &mut Json) {
    if body.is_array() {
        return;
    }
    let rules = vendor.mapping().connection.classify.iter();
    let of_status = |clause: &Clause| match (&clause.subject, &clause.want) {
        (Subject::Status, Want::AnyOf(all)) => all.iter().any(|one| *one == Json::from(status)),
        _ => true,
    };
    for rule in rules.filter(|rule| rule.is != Outcome::Remote) {
        if !rule.when.one_way().all(of_status) {
            continue;
        }
        for clause in rule.when.one_way() {
            let (Subject::Path(path), Want::Absent) = (&clause.subject, &clause.want) else {
                continue;
            };
            let steps = json_path::steps(path.text()).unwrap_or_default();
            if json_path::first(body, &steps).is_none_or(Json::is_null) {
                json_path::put(body, &steps, message.into());
            }
        }
    }
}

/// Writes a message where the mapping looks for one, and keeps the rest of the body.
fn say(vendor: &PlayedVendor, message: &str, body: &mut Json, dice: &mut Dice) {
    let mut all: Vec<&Expression> = vendor.mapping().connection.message.iter().collect();
    all.extend(
        vendor
            .mapping()
            .connection
            .message
            .iter()
            .flat_map(Expression::parts),
    );
    let fits = |steps: &Vec<PathStep>| match steps.first() {
        Some(PathStep::Name(_)) => !body.is_array(),
        _ => !body.is_object(),
    };
    let places = all.into_iter().flat_map(|part| match &part.pick {
        Pick::From(path) => json_path::steps(path.text()).into_iter().collect(),
        Pick::Compute(compute) => named(compute.text()),
        _ => Vec::new(),
    });
    let places: Vec<_> = places.filter(fits).collect();
    match dice.pick(&places) {
        Some(steps) => json_path::put(body, steps, message.into()),
        None if body.is_null() => *body = object! {}.into(),
        None => {}
    }
}

/// The alternatives of `error.text || error || values(errors)[0]` that are names.
fn named(text: &str) -> Vec<Vec<PathStep>> {
    let is_name = |part: &&str| {
        let mut signs = part.chars();
        signs.all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.'))
    };
    let parts = text.split("||").map(str::trim).filter(is_name);
    parts.map(json_path::dotted).collect()
}

/// A refusal that the mapping classifies as this outcome, and how long the mapping says to wait.
pub(crate) fn meaning(
    vendor: &PlayedVendor,
    outcome: Outcome,
    status: u16,
    message: &str,
    dice: &mut Dice,
) -> (Reply, Option<Duration>) {
    let rules = vendor.mapping().connection.classify.iter();
    let rules: Vec<_> = rules.filter(|rule| rule.is == outcome).collect();
    let rule = dice.pick(&rules);
    let mut answer = json_reply(status, &Json::Null);
    let mut body = Json::Null;
    if let Some(rule) = rule {
        satisfy(&rule.when, &mut answer, &mut body);
    }
    say(vendor, message, &mut body, dice);
    answer.body = body.to_string().into_bytes();
    (answer, rule.and_then(|rule| rule.wait))
}

/// The answer for one record that the vendor does not have, as the mapping knows it.
pub(crate) fn no_such_record(vendor: &PlayedVendor, missing: &Condition, dice: &mut Dice) -> Reply {
    let mut answer = json_reply(200, &Json::Null);
    let mut body = Json::Null;
    satisfy(missing, &mut answer, &mut body);
    let message = "there is no such record";
    say(vendor, message, &mut body, dice);
    say_what_would_be_missed(vendor, answer.status, message, &mut body);
    answer.body = body.to_string().into_bytes();
    answer
}

/// Writes an error beside the records of a page, where the mapping knows partial pages and
/// recognises them by the body.
pub(crate) fn say_beside(vendor: &PlayedVendor, body: &mut Json, dice: &mut Dice) {
    let mut rules = vendor.mapping().connection.classify.iter();
    let Some(rule) = rules.find(|rule| rule.is == Outcome::Partial) else {
        return;
    };
    if body.is_array() {
        return;
    }
    say(vendor, "some is missing", body, dice);
    for clause in rule.when.one_way() {
        let Subject::Path(path) = &clause.subject else {
            continue;
        };
        let steps = json_path::steps(path.text()).unwrap_or_default();
        match &clause.want {
            Want::Given | Want::Filled
                if json_path::first(body, &steps).is_none_or(Json::is_null) =>
            {
                json_path::put(body, &steps, "some is missing".into());
            }
            Want::AnyOf(values) => {
                json_path::put(body, &steps, values.first().cloned().unwrap_or_default());
            }
            Want::Given | Want::Filled | Want::Absent | Want::Null => {}
        }
    }
}

/// Writes a reply so that a condition holds.
fn satisfy(when: &Condition, reply: &mut Reply, body: &mut Json) {
    for clause in when.one_way() {
        let Want::AnyOf(values) = &clause.want else {
            continue;
        };
        let Some(value) = values.first() else {
            continue;
        };
        match &clause.subject {
            Subject::Status => {
                reply.status = value
                    .as_u64()
                    .and_then(|s| u16::try_from(s).ok())
                    .unwrap_or(reply.status);
            }
            Subject::Path(path) => {
                json_path::put(
                    body,
                    &json_path::steps(path.text()).unwrap_or_default(),
                    value.clone(),
                );
            }
            Subject::Header(name) => {
                reply
                    .headers
                    .0
                    .push((name.clone(), json_path::text(value).unwrap_or_default()));
            }
            Subject::Parameter(_) | Subject::Filter(..) | Subject::Merge => {}
        }
    }
}

/// A reply with a JSON body.
pub(crate) fn json_reply(status: u16, body: &Json) -> Reply {
    Reply {
        status,
        headers: Headers(vec![(
            "content-type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: body.to_string().into_bytes(),
        ..Reply::default()
    }
}
