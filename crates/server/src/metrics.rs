//! What happened becomes numbers, and the numbers become Prometheus' text. Labels come from small
//! fixed sets (routes, integrations, fields, codes), never from a caller.

use prometheus_client::encoding::{
    EncodeLabelSet, EncodeMetric, MetricEncoder, NoLabelSet, prometheus_text,
};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::{MetricType, TypedMetric};
use prometheus_client::registry::Registry;
use std::fmt;
use std::time::Duration;

/// The kind of text that [`Metrics::text`] gives.
pub(crate) const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// The upper bounds of the latency buckets, in seconds.
const BOUNDS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

/// Bounds as the library writes them, and as they have always stood here: a new text would be a new
/// series for those who keep the numbers.
const WHOLE: [(&str, &str); 3] = [
    ("le=\"1.0\"", "le=\"1\""),
    ("le=\"10.0\"", "le=\"10\""),
    ("le=\"30.0\"", "le=\"30\""),
];

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Answer {
    route: String,
    status: String,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Integration {
    integration: String,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct VendorAnswer {
    integration: String,
    status: String,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Warning {
    integration: String,
    field: String,
    code: String,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Reload {
    outcome: &'static str,
}

/// Time that is added up, in nanoseconds, and told in seconds.
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

/// The numbers of one server. Those who count do not wait for each other.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answer, Counter>,
    request_seconds: Family<Route, Histogram>,
    in_flight: Gauge,
    vendor_calls: Family<VendorAnswer, Counter>,
    vendor_call_seconds: Family<Integration, Histogram>,
    retries: Family<Integration, Counter>,
    rate_limited: Family<Integration, Counter>,
    rate_limit_wait: Family<Integration, Total>,
    warnings: Family<Warning, Counter>,
    busy: Family<Integration, Counter>,
    reloads: Family<Reload, Counter>,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let histogram: fn() -> Histogram = || Histogram::new(BOUNDS);
        let metrics = Metrics {
            registry: Registry::default(),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(histogram),
            in_flight: Gauge::default(),
            vendor_calls: Family::default(),
            vendor_call_seconds: Family::new_with_constructor(histogram),
            retries: Family::default(),
            rate_limited: Family::default(),
            rate_limit_wait: Family::default(),
            warnings: Family::default(),
            busy: Family::default(),
            reloads: Family::default(),
        };
        metrics.registered()
    }
}

impl Metrics {
    /// Gives every family its name and its help. The library adds `_total` to the name of a counter,
    /// and a full stop to the help.
    fn registered(mut self) -> Metrics {
        let of = &mut self.registry;
        of.register(
            "touchpoint_requests",
            "Requests by route and status",
            self.requests.clone(),
        );
        of.register(
            "touchpoint_request_seconds",
            "How long requests took",
            self.request_seconds.clone(),
        );
        of.register(
            "touchpoint_requests_in_flight",
            "Requests that are being answered",
            self.in_flight.clone(),
        );
        of.register(
            "touchpoint_vendor_calls",
            "Calls to vendors by status",
            self.vendor_calls.clone(),
        );
        of.register(
            "touchpoint_vendor_call_seconds",
            "How long vendors took",
            self.vendor_call_seconds.clone(),
        );
        of.register(
            "touchpoint_retries",
            "Calls to vendors that were sent again",
            self.retries.clone(),
        );
        of.register(
            "touchpoint_rate_limited",
            "Lists that a vendor's rate limit ended",
            self.rate_limited.clone(),
        );
        of.register(
            "touchpoint_rate_limit_wait_seconds",
            "Seconds that vendors' rate limits asked to wait",
            self.rate_limit_wait.clone(),
        );
        of.register(
            "touchpoint_mapping_warnings",
            "Warnings on records",
            self.warnings.clone(),
        );
        of.register(
            "touchpoint_busy",
            "Requests refused because too many waited",
            self.busy.clone(),
        );
        of.register(
            "touchpoint_mapping_reloads",
            "Changes of the mappings folder",
            self.reloads.clone(),
        );
        self
    }

    /// Counts a request as being answered while what this gives lives.
    pub(crate) fn in_flight(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: &str, status: &str, took: Duration) {
        let route = route.to_owned();
        let status = status.to_owned();
        let of = Route {
            route: route.clone(),
        };
        self.request_seconds
            .get_or_create(&of)
            .observe(took.as_secs_f64());
        self.requests.get_or_create(&Answer { route, status }).inc();
    }

    /// A vendor answered a call, or did not: `status` says which.
    pub(crate) fn vendor_answered(&self, integration: &str, status: &str, took: Duration) {
        let called = VendorAnswer {
            integration: integration.to_owned(),
            status: status.to_owned(),
        };
        self.vendor_calls.get_or_create(&called).inc();
        self.vendor_call_seconds
            .get_or_create(&of(integration))
            .observe(took.as_secs_f64());
    }

    /// A call is sent again.
    pub(crate) fn retried(&self, integration: &str) {
        self.retries.get_or_create(&of(integration)).inc();
    }

    /// A vendor's rate limit ended a list, and asked to wait so long.
    pub(crate) fn rate_limited(&self, integration: &str, wait: Duration) {
        let of = of(integration);
        self.rate_limited.get_or_create(&of).inc();
        let wait = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX);
        self.rate_limit_wait.get_or_create(&of).0.inc_by(wait);
    }

    /// A record came with a warning.
    pub(crate) fn warned(&self, integration: &str, field: &str, code: &str) {
        let warning = Warning {
            integration: integration.to_owned(),
            field: field.to_owned(),
            code: code.to_owned(),
        };
        self.warnings.get_or_create(&warning).inc();
    }

    /// A request was refused because too many waited.
    pub(crate) fn refused_as_busy(&self, integration: &str) {
        self.busy.get_or_create(&of(integration)).inc();
    }

    /// The mappings folder changed: the new mappings were taken, or not.
    pub(crate) fn reloaded(&self, outcome: &'static str) {
        self.reloads.get_or_create(&Reload { outcome }).inc();
    }

    /// All numbers in Prometheus' text format.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        let shortened = |text: String, (long, short): (&str, &str)| text.replace(long, short);
        WHOLE.into_iter().fold(text, shortened)
    }
}

fn of(integration: &str) -> Integration {
    Integration {
        integration: integration.to_owned(),
    }
}

/// A request that is counted while this lives: a caller who hangs up is not counted for ever.
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
        metrics.refused_as_busy("acme");
        metrics.reloaded("swapped");
        let expected = include_str!("metrics.txt");
        assert_eq!(metrics.text(), expected);
    }
}
