//! Passes spans of this crate to OpenTelemetry's queue as they open, are filled and close. It never
//! waits: where the queue is full, a span is lost.

use super::named::VENDOR_CALL;
use crate::logging::SpanLayer;
use crate::traceparent;
use opentelemetry::trace::{SpanContext, TraceContextExt, TraceFlags, TraceState, TracerProvider};
use opentelemetry::{Context, InstrumentationScope};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Metadata, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

/// The spans that are exported, by name.
const SPANS: [&str; 2] = ["request", VENDOR_CALL];

/// The layer that exports spans, whatever the log's level is.
pub(super) fn layer(provider: &SdkTracerProvider) -> SpanLayer {
    let scope = InstrumentationScope::builder("touchpoint").with_version(env!("CARGO_PKG_VERSION"));
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer_with_scope(scope.build()))
        // The parent of a span comes from tracing, and only its fields are exported.
        .with_context_activation(false)
        .with_tracked_inactivity(false)
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_filter(filter_fn(takes))
        .boxed()
}

fn takes(metadata: &Metadata<'_>) -> bool {
    let ours = metadata.target().starts_with(env!("CARGO_CRATE_NAME"));
    metadata.is_span() && ours && SPANS.contains(&metadata.name())
}

/// Puts a span under the one that a `traceparent` header names.
pub(crate) fn go_on(span: &Span, header: &str) {
    let Some((trace, parent)) = traceparent::read(header) else {
        return;
    };
    let (flags, state) = (TraceFlags::SAMPLED, TraceState::default());
    let parent = SpanContext::new(trace.into(), parent.into(), flags, true, state);
    // It fails where nothing is exported.
    let _ = span.set_parent(Context::new().with_remote_span_context(parent));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otlp::named::Named;
    use opentelemetry::Value;
    use opentelemetry_sdk::error::OTelSdkResult;
    use opentelemetry_sdk::trace::{SpanData, SpanExporter};
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::layer::SubscriberExt;

    #[derive(Clone, Debug, Default)]
    struct Kept(Arc<Mutex<Vec<SpanData>>>);

    impl SpanExporter for Kept {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().unwrap().extend(batch);
            Ok(())
        }
    }

    fn caught(run: impl FnOnce()) -> Vec<SpanData> {
        let kept = Kept::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(Named(kept.clone()));
        let subscriber = tracing_subscriber::registry().with(layer(&provider.build()));
        tracing::subscriber::with_default(subscriber, run);
        let spans = kept.0.lock().unwrap();
        spans.clone()
    }

    #[test]
    fn a_call_stands_under_its_request_and_other_spans_stay_out() {
        let spans = caught(|| {
            let header = "00-0000000000000000000000000000000a-000000000000000b-01";
            let request = tracing::info_span!(
                "request",
                method = %"GET",
                trace_parent = header,
                status = tracing::field::Empty
            );
            go_on(&request, header);
            let _in = request.enter();
            let _other = tracing::info_span!("inner", method = "x").entered();
            let call = tracing::info_span!("vendor_call", url = "https://acme.example/calls");
            tracing::info!(hush = "hush", "an event");
            drop(call);
            request.record("status", 200_u64);
        });
        let [call, request] = spans.as_slice() else {
            panic!("{spans:?}")
        };
        let ids = |span: &SpanData| (span.span_context.trace_id(), span.parent_span_id);
        assert_eq!(ids(request), (10_u128.into(), 11_u64.into()));
        assert_eq!(ids(call), (10_u128.into(), request.span_context.span_id()));
        let status = request.attributes.last().unwrap();
        assert_eq!(status.key.as_str(), "http.response.status_code");
        assert_eq!(status.value, Value::I64(200));
        assert!(request.end_time >= call.end_time && request.start_time <= call.start_time);
        assert!(spans.iter().all(|span| span.events.is_empty()));
    }
}
