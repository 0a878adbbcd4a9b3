//! Spans become the body of an OTLP request, in JSON: ids in hexadecimal, 64-bit numbers as texts.

use super::span::{Side, Span, Value};
use serde_json::{Value as Json, json};

/// An `ExportTraceServiceRequest`.
pub(super) fn body(spans: &[Span]) -> Vec<u8> {
    let spans: Vec<Json> = spans.iter().map(span).collect();
    let text = |key: &str, text: &str| json!({ "key": key, "value": { "stringValue": text } });
    let version = env!("CARGO_PKG_VERSION");
    let body = json!({ "resourceSpans": [{
        "resource": { "attributes": [
            text("service.name", "touchpoint"),
            text("service.version", version),
        ] },
        "scopeSpans": [{ "scope": { "name": "touchpoint", "version": version }, "spans": spans }],
    }] });
    body.to_string().into_bytes()
}

fn span(span: &Span) -> Json {
    let kind = match span.side {
        Side::Server => 2,
        Side::Client => 3,
    };
    let fields = span.fields.iter().map(|(key, value)| {
        let value = match value {
            Value::Text(text) => json!({ "stringValue": text }),
            Value::Number(number) => json!({ "intValue": number.to_string() }),
        };
        json!({ "key": key, "value": value })
    });
    let mut written = json!({
        "traceId": format!("{:032x}", span.trace),
        "spanId": format!("{:016x}", span.id),
        "name": span.name(),
        "kind": kind,
        "startTimeUnixNano": span.start_ns.to_string(),
        "endTimeUnixNano": span.end_ns.to_string(),
        "attributes": fields.collect::<Vec<_>>(),
        "status": if span.failed() { json!({ "code": 2 }) } else { json!({}) },
    });
    if let (Some(parent), Some(members)) = (span.parent, written.as_object_mut()) {
        members.insert("parentSpanId".to_owned(), format!("{parent:016x}").into());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_written_as_the_protocol_says() {
        let span = Span {
            trace: 0xa,
            id: 0xb,
            parent: Some(0xc),
            side: Side::Client,
            start_ns: 1_544_712_660_000_000_000,
            end_ns: 1_544_712_661_000_000_000,
            fields: vec![
                ("http.request.method", Value::Text("GET".into())),
                ("http.response.status_code", Value::Number(503)),
            ],
        };
        let body: Json = serde_json::from_slice(&body(&[span])).unwrap();
        assert_eq!(
            body["resourceSpans"][0]["scopeSpans"][0]["spans"][0],
            json!({
                "traceId": "0000000000000000000000000000000a",
                "spanId": "000000000000000b",
                "parentSpanId": "000000000000000c",
                "name": "GET",
                "kind": 3,
                "startTimeUnixNano": "1544712660000000000",
                "endTimeUnixNano": "1544712661000000000",
                "attributes": [
                    { "key": "http.request.method", "value": { "stringValue": "GET" } },
                    { "key": "http.response.status_code", "value": { "intValue": "503" } },
                ],
                "status": { "code": 2 },
            })
        );
        assert_eq!(
            body["resourceSpans"][0]["resource"]["attributes"][0],
            json!({ "key": "service.name", "value": { "stringValue": "touchpoint" } })
        );
    }
}
