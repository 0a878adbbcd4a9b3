//! What happened becomes numbers, and the numbers become Prometheus' text. Labels come from small
//! fixed sets (routes, integrations, fields, codes), never from a caller.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One family of numbers.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Family {
    /// Requests by route and status.
    Requests,
    /// How long requests took, by route.
    RequestSeconds,
    /// Requests that are being answered.
    InFlight,
    /// Calls to vendors by integration and status.
    VendorCalls,
    /// How long vendors took, by integration.
    VendorCallSeconds,
    /// Calls that were sent again, by integration.
    Retries,
    /// Lists that a vendor's rate limit ended, by integration.
    RateLimited,
    /// The seconds that vendors' rate limits asked to wait, by integration.
    RateLimitWaitSeconds,
    /// Warnings on records by integration, field and code.
    MappingWarnings,
    /// Requests refused because too many waited.
    Busy,
    /// Changes of the mappings folder by outcome.
    MappingReloads,
}

/// How a family is counted.
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// The upper bounds of the latency buckets, in seconds.
const BOUNDS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

/// Labels and what was counted under them.
type Series = BTreeMap<(Family, String), Number>;

#[derive(Default)]
struct Number {
    sum: f64,
    count: u64,
    buckets: [u64; BOUNDS.len()],
}

/// The numbers of one server.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Series>);

impl Family {
    fn row(self) -> (&'static str, Kind, &'static str) {
        use Kind::{Counter, Gauge, Histogram};
        match self {
            Family::Requests => (
                "touchpoint_requests_total",
                Counter,
                "Requests by route and status.",
            ),
            Family::RequestSeconds => (
                "touchpoint_request_seconds",
                Histogram,
                "How long requests took.",
            ),
            Family::InFlight => (
                "touchpoint_requests_in_flight",
                Gauge,
                "Requests that are being answered.",
            ),
            Family::VendorCalls => (
                "touchpoint_vendor_calls_total",
                Counter,
                "Calls to vendors by status.",
            ),
            Family::VendorCallSeconds => (
                "touchpoint_vendor_call_seconds",
                Histogram,
                "How long vendors took.",
            ),
            Family::Retries => (
                "touchpoint_retries_total",
                Counter,
                "Calls to vendors that were sent again.",
            ),
            Family::RateLimited => (
                "touchpoint_rate_limited_total",
                Counter,
                "Lists that a vendor's rate limit ended.",
            ),
            Family::RateLimitWaitSeconds => (
                "touchpoint_rate_limit_wait_seconds_total",
                Counter,
                "Seconds that vendors' rate limits asked to wait.",
            ),
            Family::MappingWarnings => (
                "touchpoint_mapping_warnings_total",
                Counter,
                "Warnings on records.",
            ),
            Family::Busy => (
                "touchpoint_busy_total",
                Counter,
                "Requests refused because too many waited.",
            ),
            Family::MappingReloads => (
                "touchpoint_mapping_reloads_total",
                Counter,
                "Changes of the mappings folder.",
            ),
        }
    }
}

impl Metrics {
    /// Adds to a number.
    pub(crate) fn add(&self, family: Family, labels: &[(&str, &str)], amount: f64) {
        self.change(family, labels, |number| number.sum += amount);
    }

    /// Adds one.
    pub(crate) fn count(&self, family: Family, labels: &[(&str, &str)]) {
        self.add(family, labels, 1.0);
    }

    /// Notes how long something took.
    pub(crate) fn time(&self, family: Family, labels: &[(&str, &str)], took: Duration) {
        let seconds = took.as_secs_f64();
        self.change(family, labels, |number| {
            number.sum += seconds;
            number.count += 1;
            for (bucket, bound) in number.buckets.iter_mut().zip(BOUNDS) {
                *bucket += u64::from(seconds <= bound);
            }
        });
    }

    fn change(&self, family: Family, labels: &[(&str, &str)], change: impl FnOnce(&mut Number)) {
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(series.entry((family, written(labels))).or_default());
    }

    /// All numbers in Prometheus' text format.
    pub(crate) fn text(&self) -> String {
        let series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        let mut last = None;
        for ((family, labels), number) in series.iter() {
            let (name, kind, help) = family.row();
            if last != Some(*family) {
                let word = match kind {
                    Kind::Counter => "counter",
                    Kind::Gauge => "gauge",
                    Kind::Histogram => "histogram",
                };
                let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {word}\n");
                last = Some(*family);
            }
            match kind {
                Kind::Counter | Kind::Gauge => line(&mut out, name, labels, number.sum),
                Kind::Histogram => histogram(&mut out, name, labels, number),
            }
        }
        out
    }
}

fn histogram(out: &mut String, name: &str, labels: &str, number: &Number) {
    let comma = if labels.is_empty() { "" } else { "," };
    for (count, bound) in number.buckets.iter().zip(BOUNDS) {
        let _ = writeln!(
            out,
            "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {count}"
        );
    }
    let _ = writeln!(
        out,
        "{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {}",
        number.count
    );
    line(out, &format!("{name}_sum"), labels, number.sum);
    let _ = writeln!(out, "{name}_count{{{labels}}} {}", number.count);
}

fn line(out: &mut String, name: &str, labels: &str, value: f64) {
    let _ = if labels.is_empty() {
        writeln!(out, "{name} {value}")
    } else {
        writeln!(out, "{name}{{{labels}}} {value}")
    };
}

/// `route="/x",status="200"`
fn written(labels: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (at, (name, value)) in labels.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let value = value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        let _ = write!(text, "{comma}{name}=\"{value}\"");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_prometheus_reads_them() {
        let metrics = Metrics::default();
        metrics.count(Family::Requests, &[("route", "/a\"b"), ("status", "200")]);
        metrics.count(Family::Requests, &[("route", "/a\"b"), ("status", "200")]);
        metrics.add(Family::InFlight, &[], 1.0);
        metrics.time(
            Family::RequestSeconds,
            &[("route", "/x")],
            Duration::from_millis(30),
        );
        let text = metrics.text();
        assert!(text.contains("# TYPE touchpoint_requests_total counter\n"));
        assert!(text.contains("touchpoint_requests_total{route=\"/a\\\"b\",status=\"200\"} 2\n"));
        assert!(text.contains("touchpoint_requests_in_flight 1\n"));
        assert!(text.contains("touchpoint_request_seconds_bucket{route=\"/x\",le=\"0.025\"} 0\n"));
        assert!(text.contains("touchpoint_request_seconds_bucket{route=\"/x\",le=\"0.05\"} 1\n"));
        assert!(text.contains("touchpoint_request_seconds_bucket{route=\"/x\",le=\"+Inf\"} 1\n"));
        assert!(text.contains("touchpoint_request_seconds_count{route=\"/x\"} 1\n"));
    }
}
