//! Counts what happens, and writes the numbers in Prometheus' text format. Labels come from small
//! fixed sets (routes, integrations, fields, codes, a bounded number of paths), never from a caller.

use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::{MetricType, TypedMetric};
use prometheus_client::registry::{Metric, Registry};
use std::fmt;
use std::time::Duration;

/// The content type of [`Metrics::text`].
pub(crate) const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// The upper bounds of the latency buckets, in seconds.
const BOUNDS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

/// Bounds as the library writes them, and as this server has always written them: a new text would
/// start a new series in Prometheus.
const WHOLE: [(&str, &str); 3] = [
    ("le=\"1.0\"", "le=\"1\""),
    ("le=\"10.0\"", "le=\"10\""),
    ("le=\"30.0\"", "le=\"30\""),
];

/// A sum of time, kept in nanoseconds and shown in seconds.
#[derive(Clone, Debug, Default)]
struct Total(Counter);

impl TypedMetric for Total {
    const TYPE: MetricType = MetricType::Counter;
}

impl EncodeMetric for Total {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> fmt::Result {
        let total = Duration::from_nanos(self.0.get());
        if total.subsec_nanos() == 0 {
            encoder.encode_counter::<NoLabelSet, _, u64>(&total.as_secs(), None)
        } else {
            encoder.encode_counter::<NoLabelSet, _, u64>(&total.as_secs_f64(), None)
        }
    }

    fn metric_type(&self) -> MetricType {
        Total::TYPE
    }
}

/// The labels of one line, by their names.
type Labels<const N: usize> = [(&'static str, String); N];

/// Numbers by one label or several.
type By<const N: usize, Number = Counter> = Family<Labels<N>, Number>;

/// The numbers of one server. Counting does not block.
pub(crate) struct Metrics {
    registry: Registry,
    requests: By<2>,
    request_seconds: By<1, Histogram>,
    in_flight: Gauge,
    vendor_calls: By<2>,
    vendor_call_seconds: By<1, Histogram>,
    retries: By<1>,
    rate_limited: By<1>,
    rate_limit_wait: By<1, Total>,
    warnings: By<3>,
    compared: By<2>,
    drift: By<4>,
    read_places: By<2>,
    read_places_empty: By<2>,
    busy: By<1>,
    reloads: By<1>,
    renewals_postponed: Gauge,
    tokens_unsaved: Gauge,
}

impl Default for Metrics {
    /// The numbers in the order in which they are written. The library adds `_total` to the name of
    /// a counter, and a full stop to the help.
    fn default() -> Metrics {
        let mut registry = Registry::default();
        let to = &mut registry;
        let seconds = || Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> _);
        Metrics {
            requests: count(to, "requests", "Requests by route and status"),
            request_seconds: put(to, "request_seconds", "How long requests took", seconds()),
            in_flight: count(to, "requests_in_flight", "Requests that are being answered"),
            vendor_calls: count(to, "vendor_calls", "Calls to vendors by status"),
            vendor_call_seconds: put(
                to,
                "vendor_call_seconds",
                "How long vendors took",
                seconds(),
            ),
            retries: count(to, "retries", "Calls to vendors that were sent again"),
            rate_limited: count(to, "rate_limited", "Lists that a vendor's rate limit ended"),
            rate_limit_wait: count(
                to,
                "rate_limit_wait_seconds",
                "Seconds that vendors' rate limits asked to wait",
            ),
            warnings: count(to, "mapping_warnings", "Warnings on records"),
            compared: count(
                to,
                "replies_compared",
                "Replies of vendors that were compared with recorded ones",
            ),
            drift: count(
                to,
                "reply_drift",
                "Differences of compared replies from the recorded ones",
            ),
            read_places: count(
                to,
                "read_places",
                "Places of compared replies where the mapping reads a member",
            ),
            read_places_empty: count(
                to,
                "read_places_empty",
                "Those of them where it is null or missing",
            ),
            busy: count(to, "busy", "Requests refused because too many waited"),
            reloads: count(to, "mapping_reloads", "Changes of the mappings folder"),
            renewals_postponed: count(
                to,
                "renewals_postponed",
                "Renewals of tokens that failed in passing since the start",
            ),
            tokens_unsaved: count(
                to,
                "tokens_unsaved",
                "Renewed tokens that could not yet be stored",
            ),
            registry,
        }
    }
}

/// Registers a number under its name, starting at zero.
fn count<M: Metric + Clone + Default>(to: &mut Registry, name: &str, help: &str) -> M {
    put(to, name, help, M::default())
}

fn put<M: Metric + Clone>(to: &mut Registry, name: &str, help: &str, number: M) -> M {
    to.register(format!("touchpoint_{name}"), help, number.clone());
    number
}

impl Metrics {
    /// Counts a request as in flight until the returned value is dropped.
    pub(crate) fn in_flight(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: &str, status: &str, took: Duration) {
        let seconds = took.as_secs_f64();
        let of_route = labels([("route", route)]);
        self.request_seconds
            .get_or_create(&of_route)
            .observe(seconds);
        let answered = labels([("route", route), ("status", status)]);
        self.requests.get_or_create(&answered).inc();
    }

    /// A vendor answered a call, or did not: `status` says so.
    pub(crate) fn vendor_answered(&self, integration: &str, status: &str, took: Duration) {
        let seconds = took.as_secs_f64();
        let of_vendor = of(integration);
        self.vendor_call_seconds
            .get_or_create(&of_vendor)
            .observe(seconds);
        let called = labels([("integration", integration), ("status", status)]);
        self.vendor_calls.get_or_create(&called).inc();
    }

    /// A call is sent again.
    pub(crate) fn retried(&self, integration: &str) {
        self.retries.get_or_create(&of(integration)).inc();
    }

    /// A vendor's rate limit ended a list, and asked to wait this long.
    pub(crate) fn rate_limited(&self, integration: &str, wait: Duration) {
        let wait = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX);
        let of = of(integration);
        self.rate_limited.get_or_create(&of).inc();
        self.rate_limit_wait.get_or_create(&of).0.inc_by(wait);
    }

    /// A record came with a warning.
    pub(crate) fn warned(&self, integration: &str, field: &str, code: &str) {
        let warning = labels([
            ("integration", integration),
            ("field", field),
            ("code", code),
        ]);
        self.warnings.get_or_create(&warning).inc();
    }

    /// A vendor's reply was looked at: `outcome` says if a recorded one answers the same call.
    pub(crate) fn compared(&self, integration: &str, outcome: &str) {
        let compared = labels([("integration", integration), ("outcome", outcome)]);
        self.compared.get_or_create(&compared).inc();
    }

    /// A compared reply differs from the recorded ones.
    pub(crate) fn drifted(&self, integration: &str, [grade, kind, path]: [&str; 3]) {
        let drift = labels([
            ("integration", integration),
            ("grade", grade),
            ("kind", kind),
            ("path", path),
        ]);
        self.drift.get_or_create(&drift).inc();
    }

    /// What the mapping reads of a compared reply: how many places, and how many of them are empty.
    pub(crate) fn filled(&self, integration: &str, path: &str, places: u64, empty: u64) {
        let of = labels([("integration", integration), ("path", path)]);
        self.read_places.get_or_create(&of).inc_by(places);
        self.read_places_empty.get_or_create(&of).inc_by(empty);
    }

    /// A request was refused because too many waited.
    pub(crate) fn refused_as_busy(&self, integration: &str) {
        self.busy.get_or_create(&of(integration)).inc();
    }

    /// The mappings folder changed: `outcome` says if the new mappings are used.
    pub(crate) fn reloaded(&self, outcome: &str) {
        self.reloads
            .get_or_create(&labels([("outcome", outcome)]))
            .inc();
    }

    /// The state of renewals: how many failed temporarily, and how many tokens are not stored yet.
    pub(crate) fn tokens(&self, postponed: usize, unsaved: usize) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.renewals_postponed.set(number(postponed));
        self.tokens_unsaved.set(number(unsaved));
    }

    /// All numbers in Prometheus' text format.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        let shortened = |text: String, (long, short)| text.replace(long, short);
        WHOLE.into_iter().fold(text, shortened)
    }
}

fn of(integration: &str) -> Labels<1> {
    labels([("integration", integration)])
}

fn labels<const N: usize>(labels: [(&'static str, &str); N]) -> Labels<N> {
    labels.map(|(name, value)| (name, value.to_owned()))
}

/// A request that is counted until this is dropped, which also happens when the caller hangs up.
pub(crate) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_prometheus_reads_them() {
        let metrics = Metrics::default();
        let took = Duration::from_millis(30);
        metrics.answered("/a\"b", "200", took);
        metrics.answered("/a\"b", "200", took);
        let in_flight = metrics.in_flight();
        metrics.answered("/x", "200", took);
        let text = metrics.text();
        assert!(text.contains("# HELP touchpoint_requests_total Requests by route and status.\n"));
        assert!(text.contains("# TYPE touchpoint_requests_total counter\n"));
        assert!(text.contains("touchpoint_requests_total{route=\"/a\\\"b\",status=\"200\"} 2\n"));
        assert!(text.contains("touchpoint_requests_in_flight 1\n"));
        assert!(text.contains("touchpoint_request_seconds_bucket{route=\"/x\",le=\"0.025\"} 0\n"));
        assert!(text.contains("touchpoint_request_seconds_bucket{route=\"/x\",le=\"0.05\"} 1\n"));
        assert!(text.contains("touchpoint_request_seconds_bucket{route=\"/x\",le=\"+Inf\"} 1\n"));
        assert!(text.contains("touchpoint_request_seconds_count{route=\"/x\"} 1\n"));
        drop(in_flight);
        assert!(metrics.text().contains("touchpoint_requests_in_flight 0\n"));
    }

    #[test]
    fn every_family_keeps_its_names_labels_and_bounds() {
        let metrics = Metrics::default();
        let took = Duration::from_millis(300);
        metrics.answered("/x", "200", took);
        drop(metrics.in_flight());
        metrics.vendor_answered("acme", "timeout", took);
        metrics.retried("acme");
        metrics.rate_limited("acme", Duration::from_secs(7));
        metrics.warned("acme", "owner.id", "R2");
        metrics.compared("acme", "compared");
        metrics.drifted("acme", ["breaking", "gone", "$.data[*].subject"]);
        metrics.filled("acme", "$.data[*].subject", 50, 3);
        metrics.refused_as_busy("acme");
        metrics.reloaded("swapped");
        let expected = include_str!("metrics.txt");
        assert_eq!(metrics.text(), expected);
    }
}
