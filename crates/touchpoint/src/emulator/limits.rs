//! Limits and refusals as the vendor tells them: counts in its own headers, waits in every form,
//! errors with its message where it has them.

use super::dice::Dice;
use super::spot;
use super::world::World;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use serde_json::{Value, json};
use std::time::Duration;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::expr::{Condition, TimeForm};
use touchpoint_language::mapping::{Expression, Pick, ResetForm};
use touchpoint_language::written::Outcome;

/// How a vendor says how long to wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wait {
    /// `Retry-After: 7`
    Seconds(u64),
    /// `Retry-After: 7.5`
    Fraction(u64),
    /// `Retry-After: Sun, 01 Mar 2026 00:00:30 GMT`
    Date(u64),
    /// `Retry-After: 2026-03-01T00:00:30Z`
    Rfc3339(u64),
    /// `Retry-After: 1772323205`
    Unix(u64),
    /// In the header of its own counts alone.
    Reset(u64),
    /// Not at all: the mapping may know.
    Untold,
}

impl Wait {
    /// A wait in some form.
    pub fn rolled(dice: &mut Dice) -> Wait {
        let seconds = 1 + dice.below(40);
        match dice.below(7) {
            0 => Wait::Seconds(seconds),
            1 => Wait::Fraction(seconds),
            2 => Wait::Date(seconds),
            3 => Wait::Rfc3339(seconds),
            4 => Wait::Unix(seconds),
            5 => Wait::Reset(seconds),
            _ => Wait::Untold,
        }
    }

    /// The header, and how long must be waited from now on.
    pub(super) fn header(self, now: Timestamp) -> (Option<String>, Duration) {
        let after = |seconds: u64| {
            let seconds = i64::try_from(seconds).unwrap_or(0);
            now.checked_add(SignedDuration::from_secs(seconds))
                .unwrap_or(now)
        };
        match self {
            Wait::Seconds(s) => (Some(s.to_string()), Duration::from_secs(s)),
            Wait::Fraction(s) => (
                Some(format!("{s}.5")),
                Duration::from_millis(s * 1000 + 500),
            ),
            // The moment is cut to whole seconds.
            Wait::Date(s) => (Some(http_date(after(s))), until(after(s), now)),
            Wait::Rfc3339(s) => {
                let at = ZonedDateTime::new(after(s), TimeZone::UTC);
                (
                    Some(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                    until(after(s), now),
                )
            }
            Wait::Unix(s) => (Some(after(s).as_second().to_string()), until(after(s), now)),
            Wait::Reset(_) | Wait::Untold => (None, Duration::ZERO),
        }
    }
}

fn until(at: Timestamp, now: Timestamp) -> Duration {
    let whole = Timestamp::from_second(at.as_second()).unwrap_or(at);
    Duration::try_from(whole.duration_since(now)).unwrap_or_default()
}

fn http_date(at: Timestamp) -> String {
    ZonedDateTime::new(at, TimeZone::UTC)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

/// The headers of the vendor's own counts.
pub(super) fn counts(
    world: &World,
    left: u64,
    reset: u64,
    now: Timestamp,
) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut tell = |name: &str, value: String| {
        if headers.iter().all(|(known, _)| known != name) {
            headers.push((name.to_owned(), value));
        }
    };
    for (index, source) in world.mapping().connection.rate_limit.iter().enumerate() {
        // The first source is the one that runs out.
        let left = if index == 0 { left } else { 90 };
        if let Some(name) = &source.limit {
            tell(name, "100".to_owned());
        }
        if let Some(name) = &source.remaining {
            tell(name, left.to_string());
        }
        if let Some((name, form)) = &source.reset
            && let Some(text) = moment(form, reset, now)
        {
            tell(name, text);
        }
        if let Some(together) = &source.together {
            let text = together
                .matching
                .replace("{limit}", "100")
                .replace("{remaining}", &left.to_string())
                .replace("{used}", &(100 - left.min(100)).to_string())
                .replace(
                    "{reset}",
                    &moment(&together.form, reset, now).unwrap_or_default(),
                );
            tell(&together.header, text);
        }
    }
    headers
}

/// Whether the vendor tells in its own headers when the count starts again.
pub(super) fn tells_reset(world: &World) -> bool {
    world
        .mapping()
        .connection
        .rate_limit
        .first()
        .is_some_and(|source| {
            let together = source.together.as_ref();
            source.reset.is_some() || together.is_some_and(|t| t.matching.contains("{reset}"))
        })
}

fn moment(form: &ResetForm, reset: u64, now: Timestamp) -> Option<String> {
    let seconds = SignedDuration::from_secs(i64::try_from(reset).unwrap_or(0));
    let at = now.checked_add(seconds).ok()?;
    Some(match form {
        ResetForm::DelaySeconds => reset.to_string(),
        ResetForm::DelayMilliseconds => (reset * 1000).to_string(),
        ResetForm::HttpDate => http_date(at),
        ResetForm::Moment(TimeForm::UnixSeconds) => at.as_second().to_string(),
        ResetForm::Moment(TimeForm::UnixMilliseconds) => at.as_millisecond().to_string(),
        ResetForm::Moment(form) => {
            let at = Timestamp::from_second(at.as_second()).ok()?;
            let (value, _) =
                super::forms::instant(form, Some(&TimeZone::UTC), at, &mut Dice::new(0, ""))?;
            spot::text(&value)?
        }
    })
}

/// A refusal, with the vendor's message where the mapping looks for it.
pub(super) fn refusal(world: &World, status: u16, message: &str, dice: &mut Dice) -> Reply {
    let mut body = Value::Null;
    say(world, message, &mut body, dice);
    reply(status, &body)
}

/// Puts a message where the mapping looks for one, beside what stands in the body.
fn say(world: &World, message: &str, body: &mut Value, dice: &mut Dice) {
    let mut all: Vec<&Expression> = world.mapping().connection.message.iter().collect();
    all.extend(
        world
            .mapping()
            .connection
            .message
            .iter()
            .flat_map(Expression::parts),
    );
    let fits = |steps: &Vec<spot::Step>| match steps.first() {
        Some(spot::Step::Name(_)) => !body.is_array(),
        _ => !body.is_object(),
    };
    let spots = all.into_iter().filter_map(|part| match &part.pick {
        Pick::From(path) => spot::steps(path.text()),
        _ => None,
    });
    let spots: Vec<_> = spots.filter(fits).collect();
    match dice.pick(&spots) {
        Some(steps) => spot::put(body, steps, message.into()),
        None if body.is_null() => *body = json!({}),
        None => {}
    }
}

/// A refusal that means this to the mapping, and how long the mapping says to wait.
pub(super) fn meaning(
    world: &World,
    outcome: Outcome,
    status: u16,
    message: &str,
    dice: &mut Dice,
) -> (Reply, Option<Duration>) {
    let rules = world.mapping().connection.classify.iter();
    let rules: Vec<_> = rules.filter(|rule| rule.is == outcome).collect();
    let rule = dice.pick(&rules);
    let mut answer = reply(status, &Value::Null);
    let mut body = Value::Null;
    if let Some(rule) = rule {
        satisfy(&rule.when, &mut answer, &mut body);
    }
    say(world, message, &mut body, dice);
    answer.body = body.to_string().into_bytes();
    (answer, rule.and_then(|rule| rule.wait))
}

/// Makes a reply of which a condition holds.
fn satisfy(when: &Condition, reply: &mut Reply, body: &mut Value) {
    for clause in &when.clauses {
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
                spot::put(
                    body,
                    &spot::steps(path.text()).unwrap_or_default(),
                    value.clone(),
                );
            }
            Subject::Header(name) => {
                reply
                    .headers
                    .0
                    .push((name.clone(), spot::text(value).unwrap_or_default()));
            }
            Subject::Parameter(_) => {}
        }
    }
}

/// A reply with a JSON body.
pub(super) fn reply(status: u16, body: &Value) -> Reply {
    Reply {
        status,
        headers: Headers(vec![(
            "content-type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: body.to_string().into_bytes(),
    }
}
