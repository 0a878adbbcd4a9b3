//! Renames the parts of our spans to OpenTelemetry's conventions before they are sent.

use opentelemetry::trace::{SpanKind, Status};
use opentelemetry::{KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use std::time::Duration;

/// The fields that are exported, by their names in the log and in OpenTelemetry's conventions.
/// Nothing else is.
const FIELDS: [(&str, &str); 9] = [
    ("method", METHOD),
    ("route", ROUTE),
    ("url", "url.full"),
    ("status", STATUS),
    ("fault", FAULT),
    ("request_id", "touchpoint.request_id"),
    ("workspace", "touchpoint.workspace"),
    ("account", "touchpoint.account"),
    ("integration", INTEGRATION),
];
const METHOD: &str = "http.request.method";
const ROUTE: &str = "http.route";
const STATUS: &str = "http.response.status_code";
const FAULT: &str = "error.type";
const INTEGRATION: &str = "touchpoint.integration";

/// The span of a call to a vendor; the other exported span is the request's.
pub(super) const VENDOR_CALL: &str = "vendor_call";

/// An exporter that is given each span with its parts named.
#[derive(Debug)]
pub(super) struct Named<E>(pub(super) E);

impl<E: SpanExporter> SpanExporter for Named<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let batch = batch.into_iter().map(named).collect();
        self.0.export(batch).await
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn named(mut span: SpanData) -> SpanData {
    let mut parts: Vec<KeyValue> = Vec::new();
    for KeyValue { key, value, .. } in std::mem::take(&mut span.attributes) {
        let known = FIELDS.iter().find(|(field, _)| *field == key.as_str());
        let Some((_, name)) = known else { continue };
        let value = numbered(name, value);
        if value == Value::from("") {
            continue;
        }
        // The last value of a field counts.
        match parts.iter_mut().find(|part| part.key.as_str() == *name) {
            Some(part) => part.value = value,
            None => parts.push(KeyValue::new(*name, value)),
        }
    }
    let (kind, about, fails_from) = if span.name == VENDOR_CALL {
        (SpanKind::Client, INTEGRATION, 400)
    } else {
        (SpanKind::Server, ROUTE, 500)
    };
    let part = |name: &str| parts.iter().find(|part| part.key.as_str() == name);
    let text = |name| part(name).map_or_else(String::new, |part| part.value.to_string());
    span.name = format!("{} {}", text(METHOD), text(about))
        .trim()
        .to_owned()
        .into();
    let refused = matches!(part(STATUS), Some(part) if is_from(&part.value, fails_from));
    span.status = if refused || part(FAULT).is_some() {
        Status::error("")
    } else {
        Status::Unset
    };
    span.span_kind = kind;
    span.attributes = parts;
    span
}

/// A status as a number; it was turned into text before.
fn numbered(name: &str, value: Value) -> Value {
    let number = match &value {
        Value::String(text) if name == STATUS => text.as_str().parse().ok(),
        _ => None,
    };
    number.map_or(value, Value::I64)
}

fn is_from(value: &Value, least: i64) -> bool {
    matches!(value, Value::I64(number) if *number >= least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::InstrumentationScope;
    use opentelemetry::trace::{SpanContext, SpanId};
    use opentelemetry_sdk::trace::{SpanEvents, SpanLinks};
    use std::time::UNIX_EPOCH;

    fn span(name: &'static str, fields: &[(&'static str, &'static str)]) -> SpanData {
        let field = |(key, value): &(&'static str, &'static str)| KeyValue::new(*key, *value);
        SpanData {
            span_context: SpanContext::empty_context(),
            parent_span_id: SpanId::INVALID,
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: name.into(),
            start_time: UNIX_EPOCH,
            end_time: UNIX_EPOCH,
            attributes: fields.iter().map(field).collect(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: InstrumentationScope::default(),
        }
    }

    #[test]
    fn only_known_fields_are_kept_and_the_last_value_counts() {
        let fields = [
            ("method", "GET"),
            ("integration", "acme"),
            ("query", "hush"),
            ("workspace", ""),
            ("status", "200"),
            ("status", "429"),
        ];
        let call = named(span(VENDOR_CALL, &fields));
        assert_eq!(call.name, "GET acme");
        assert_eq!(call.span_kind, SpanKind::Client);
        assert_eq!(
            call.attributes,
            [
                KeyValue::new(METHOD, "GET"),
                KeyValue::new(INTEGRATION, "acme"),
                KeyValue::new(STATUS, 429),
            ]
        );
        assert_eq!(call.status, Status::error(""));
        let request = named(span("request", &fields));
        assert_eq!(
            (request.span_kind, request.status),
            (SpanKind::Server, Status::Unset)
        );
    }

    #[test]
    fn a_call_without_an_answer_has_failed() {
        let call = named(span(VENDOR_CALL, &[("fault", "timeout")]));
        assert_eq!(call.attributes, [KeyValue::new(FAULT, "timeout")]);
        assert_eq!(call.status, Status::error(""));
    }
}
