//! Reads the vendor's limits, in any form, as three plain numbers.

use super::compiled::Plan;
use crate::exchange::{Headers, Reply, Secrets};
use crate::slices::{self, Walk};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use std::borrow::Cow;
use std::time::Duration;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{CountAt, RateHeader, RateSource, ResetForm};

/// How many calls the vendor still allows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RateLimit {
    /// The calls allowed in a window.
    pub limit: Option<u64>,
    /// The calls left in this one.
    pub remaining: Option<u64>,
    /// The seconds until the window ends.
    pub reset_seconds: Option<u64>,
}

impl RateLimit {
    /// The same without numbers that are secrets.
    #[must_use]
    pub fn masked(self, secrets: &Secrets) -> RateLimit {
        let open = |number: Option<u64>| secrets.open_number(number?);
        RateLimit {
            limit: open(self.limit),
            remaining: open(self.remaining),
            reset_seconds: open(self.reset_seconds),
        }
    }
}

/// Reads the limits of a reply. Of several the scarcest wins, and of two equal ones the one that
/// has a reset. None where the vendor tells nothing.
pub fn rate_limit(plan: &Plan, reply: &Reply, now: Timestamp) -> Option<RateLimit> {
    let told = plan
        .mapping
        .connection
        .rate_limit
        .iter()
        .map(|source| read(source, reply, now));
    told.filter(|limit| *limit != RateLimit::default())
        .min_by(|a, b| {
            let untold = |limit: &RateLimit| limit.reset_seconds.is_none();
            share(*a)
                .total_cmp(&share(*b))
                .then(untold(a).cmp(&untold(b)))
        })
}

/// The share that is left; a limit without one counts as plenty.
#[allow(
    clippy::cast_precision_loss,
    reason = "a share is compared, not counted"
)]
fn share(limit: RateLimit) -> f64 {
    match (limit.remaining, limit.limit) {
        (Some(left), Some(all)) if all > 0 => left as f64 / all as f64,
        (Some(0), _) => 0.0,
        _ => 1.0,
    }
}

fn read(source: &RateSource, reply: &Reply, now: Timestamp) -> RateLimit {
    let number = |name, at: &Option<CountAt>| first_number(&told(name, at.as_ref()?, reply)?);
    let mut limit = RateLimit {
        limit: number("limit", &source.limit),
        remaining: number("remaining", &source.remaining),
        reset_seconds: source
            .reset
            .as_ref()
            .and_then(|(at, form)| reset(&told("reset", at, reply)?, form, now)),
    };
    if let Some(together) = &source.together
        && let Some(text) = reply.headers.get(&together.header)
    {
        read_together(&mut limit, together, text, now);
    }
    limit
}

/// What a reply tells at a place, which has a name where it is a part of a header.
fn told<'r>(part: &str, at: &CountAt, reply: &'r Reply) -> Option<Cow<'r, str>> {
    match at {
        CountAt::Header(name) => reply.headers.get(name).map(Cow::Borrowed),
        CountAt::Within(name, matching) => {
            let parts = parts(matching, reply.headers.get(name)?);
            let own = parts.into_iter().find(|(name, _)| *name == part);
            own.map(|(_, value)| Cow::Borrowed(value))
        }
        CountAt::Body(path) => {
            let body = str::from_utf8(&reply.body).ok()?;
            slices::text(Walk::new(path).one(body.trim_start())?)
        }
    }
}

/// The first whole number of a text: vendors write `9999, 19988`.
fn first_number(text: &str) -> Option<u64> {
    let digits = text.trim().split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Reads `873/15000` by `{used}/{limit}`.
fn read_together(limit: &mut RateLimit, header: &RateHeader, text: &str, now: Timestamp) {
    let mut used = None;
    for (name, value) in parts(&header.matching, text) {
        match name {
            "limit" => limit.limit = first_number(value),
            "remaining" => limit.remaining = first_number(value),
            "used" => used = first_number(value),
            "reset" => limit.reset_seconds = reset(value, &header.form, now),
            _ => {}
        }
    }
    if let (None, Some(all), Some(used)) = (limit.remaining, limit.limit, used) {
        limit.remaining = Some(all.saturating_sub(used));
    }
}

/// The named parts of a text that looks like a pattern, as far as it does: `873` and `15000` of `873/15000` by
/// `{used}/{limit}`.
fn parts<'p, 't>(pattern: &'p str, text: &'t str) -> Vec<(&'p str, &'t str)> {
    let mut found = Vec::new();
    let (mut pattern, mut rest) = (pattern, text);
    while let Some((before, after)) = pattern.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return found;
        };
        let Some(start) = rest.find(before.trim()) else {
            return found;
        };
        let Some(tail) = rest.get(start + before.trim().len()..) else {
            return found;
        };
        let end = after.split('{').next().unwrap_or_default().trim();
        let stop = if end.is_empty() { None } else { tail.find(end) };
        let value = stop.and_then(|stop| tail.get(..stop)).unwrap_or(tail);
        found.push((name, value.trim()));
        rest = stop.and_then(|stop| tail.get(stop..)).unwrap_or_default();
        pattern = after;
    }
    found
}

fn reset(text: &str, form: &ResetForm, now: Timestamp) -> Option<u64> {
    let text = text.trim();
    match form {
        ResetForm::DelaySeconds => whole_seconds(text),
        ResetForm::DelayMilliseconds => text.parse::<u64>().ok().map(|ms| ms.div_ceil(1000)),
        ResetForm::HttpDate => rfc2822::parse(text)
            .ok()
            .map(|at| seconds_until(at.timestamp(), now)),
        ResetForm::Moment(form) => {
            let at = form.read(&Json::String(text.to_owned()), None).ok()?;
            Some(seconds_until(at, now))
        }
    }
}

/// Seconds, rounded up: `1.2` is 2.
fn whole_seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: u64 = whole.parse().ok()?;
    let more = fraction.bytes().any(|digit| digit != b'0');
    Some(whole.saturating_add(u64::from(more)))
}

fn seconds_until(at: Timestamp, now: Timestamp) -> u64 {
    let ms = at.duration_since(now).as_millis();
    u64::try_from(ms).unwrap_or(0).div_ceil(1000)
}

/// How long `Retry-After` asks to wait: in seconds, as an HTTP date (RFC 9110), or in the other
/// forms that vendors use, a Unix time or an RFC 3339 moment. Of several lines the longest counts,
/// and a wait is at least one second.
pub fn retry_after(headers: &Headers, now: Timestamp) -> Option<Duration> {
    let lines = headers.all("retry-after");
    let told = lines.filter_map(|line| {
        // A date has a comma of its own.
        let whole = seconds_told(line.trim(), now);
        whole.or_else(|| {
            let each = line.split(',');
            each.filter_map(|text| seconds_told(text.trim(), now)).max()
        })
    });
    Some(Duration::from_secs(told.max()?.max(1)))
}

fn seconds_told(text: &str, now: Timestamp) -> Option<u64> {
    match whole_seconds(text) {
        // Nobody is asked to wait for thirty years: so large a number is a moment.
        Some(unix) if unix > 1_000_000_000 => {
            let moment = Timestamp::from_second(i64::try_from(unix).ok()?).ok()?;
            Some(seconds_until(moment, now))
        }
        Some(seconds) => Some(seconds),
        None => reset(text, &ResetForm::HttpDate, now)
            .or_else(|| reset(text, &ResetForm::Moment(TimeForm::Rfc3339), now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::expr::Path;

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    fn headers(pairs: &[(&str, &str)]) -> Headers {
        Headers(
            pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn retry_after_is_read_in_every_form() {
        let wait = |text: &str| {
            retry_after(&headers(&[("retry-after", text)]), now()).map(|d| d.as_secs())
        };
        assert_eq!(wait("7"), Some(7));
        assert_eq!(wait("1.5"), Some(2));
        assert_eq!(wait("Sun, 01 Mar 2026 00:00:30 GMT"), Some(30));
        assert_eq!(wait("2026-03-01T00:01:00Z"), Some(60));
        assert_eq!(wait("1772323205"), Some(5));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("50, 53"), Some(53));
        assert_eq!(wait("0"), Some(1));
        assert_eq!(wait("Sun, 01 Mar 2020 00:00:30 GMT"), Some(1));
        let lines = headers(&[("retry-after", "3"), ("retry-after", "9")]);
        assert_eq!(retry_after(&lines, now()), Some(Duration::from_secs(9)));
    }

    #[test]
    fn a_body_tells_counts_too() {
        let path = |text: &str| CountAt::Body(Path::parse(text).unwrap());
        let source = RateSource {
            limit: None,
            remaining: Some(path("$.data.complexity.after")),
            reset: Some((path("$.data.complexity.reset"), ResetForm::DelaySeconds)),
            together: None,
        };
        let reply = |body: &str| Reply {
            status: 200,
            body: body.as_bytes().to_vec(),
            ..Reply::default()
        };
        let told = r#" {"data":{"complexity":{"after":4999,"reset":"31.5"}}}"#;
        let read = |body: &str| read(&source, &reply(body), now());
        assert_eq!(read(told).remaining, Some(4999));
        assert_eq!(read(told).reset_seconds, Some(32));
        for body in [
            "",
            "<html>",
            r#"{"data":null}"#,
            r#"{"data":{"complexity":{"#,
        ] {
            assert_eq!(read(body), RateLimit::default(), "{body}");
        }
    }

    #[test]
    fn one_header_may_tell_all() {
        let mut limit = RateLimit::default();
        let header = RateHeader {
            header: "x".into(),
            matching: "limit={limit}, remaining={remaining}, reset={reset}".into(),
            form: ResetForm::DelaySeconds,
        };
        read_together(
            &mut limit,
            &header,
            "limit=100, remaining=50, reset=5",
            now(),
        );
        assert_eq!(
            limit,
            RateLimit {
                limit: Some(100),
                remaining: Some(50),
                reset_seconds: Some(5)
            }
        );
        let mut limit = RateLimit::default();
        let header = RateHeader {
            matching: "api-usage={used}/{limit}".into(),
            ..header
        };
        read_together(&mut limit, &header, "api-usage=873/15000", now());
        assert_eq!(
            limit,
            RateLimit {
                limit: Some(15000),
                remaining: Some(14127),
                reset_seconds: None
            }
        );
    }

    #[test]
    fn a_quota_may_stand_in_another_header_than_what_is_left() {
        let within = |name: &str, matching: &str| CountAt::Within(name.into(), matching.into());
        let source = RateSource {
            limit: Some(within("ratelimit-policy", "\"minute\";q={limit};")),
            remaining: Some(within("ratelimit", "\"minute\";r={remaining};")),
            reset: Some((
                within("ratelimit", "\"minute\";r={remaining};t={reset}"),
                ResetForm::DelaySeconds,
            )),
            together: None,
        };
        let reply = |policy: &str, left: &str| Reply {
            status: 200,
            headers: headers(&[("ratelimit-policy", policy), ("ratelimit", left)]),
            ..Reply::default()
        };
        let policy = "\"day\";q=1000;w=86400, \"minute\";q=60;w=60";
        let told = read(
            &source,
            &reply(policy, "\"day\";r=7;t=9, \"minute\";r=0;t=31"),
            now(),
        );
        let wanted = RateLimit {
            limit: Some(60),
            remaining: Some(0),
            reset_seconds: Some(31),
        };
        assert_eq!(told, wanted);
        assert_eq!(
            read(&source, &reply("", "soon"), now()),
            RateLimit::default()
        );
        let second = RateSource {
            limit: Some(within("x-limit", "|{limit}")),
            remaining: Some(within("x-left", "|{remaining}")),
            ..RateSource::default()
        };
        let reply = Reply {
            status: 200,
            headers: headers(&[("x-limit", "1500|249999"), ("x-left", "1499|17")]),
            ..Reply::default()
        };
        let told = read(&second, &reply, now());
        assert_eq!((told.limit, told.remaining), (Some(249_999), Some(17)));
    }

    #[test]
    fn the_first_of_two_numbers_counts() {
        assert_eq!(first_number("9999, 19988"), Some(9999));
        assert_eq!(first_number("unlimited"), None);
    }
}
