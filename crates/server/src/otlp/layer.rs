//! Spans of this crate, as they open, are filled and close, become [`Span`]s in a queue.

use super::span::{Side, Span};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The spans that are exported, by name, and who is asked in them.
const SPANS: [(&str, Side); 2] = [("request", Side::Server), ("vendor_call", Side::Client)];

/// Catches spans. It never waits: where the queue is full, a span is counted and lost.
pub(crate) struct SpanLayer {
    tell: mpsc::Sender<Span>,
    lost: Arc<AtomicU64>,
}

impl SpanLayer {
    pub(super) fn new(tell: mpsc::Sender<Span>, lost: Arc<AtomicU64>) -> SpanLayer {
        SpanLayer { tell, lost }
    }

    /// Whether a span is one of those that are exported.
    pub(crate) fn takes(metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && side(metadata).is_some()
    }
}

fn side(metadata: &Metadata<'_>) -> Option<Side> {
    let ours = metadata.target().starts_with(env!("CARGO_CRATE_NAME"));
    let mut spans = SPANS.iter().filter(|_| ours);
    spans.find_map(|(name, side)| (*name == metadata.name()).then_some(*side))
}

impl<S> Layer<S> for SpanLayer
where
    S: Subscriber + for<'l> LookupSpan<'l>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let (Some(of), Some(side)) = (context.span(id), side(attributes.metadata())) else {
            return;
        };
        let parent = of.parent();
        let mut span = match &parent {
            Some(parent) => Span::begin(side, parent.extensions().get::<Span>()),
            None => Span::begin(side, None),
        };
        attributes.record(&mut span);
        of.extensions_mut().insert(span);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(of) = context.span(id)
            && let Some(span) = of.extensions_mut().get_mut::<Span>()
        {
            values.record(span);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(of) = context.span(&id) else { return };
        let Some(span) = of.extensions_mut().remove::<Span>() else {
            return;
        };
        if self.tell.try_send(span.end()).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::span::Value;
    use super::*;
    use tracing_subscriber::filter::filter_fn;
    use tracing_subscriber::layer::SubscriberExt;

    fn caught(capacity: usize, run: impl FnOnce()) -> (Vec<Span>, u64) {
        let (tell, mut told) = mpsc::channel(capacity);
        let lost = Arc::new(AtomicU64::new(0));
        let layer = SpanLayer::new(tell, lost.clone()).with_filter(filter_fn(SpanLayer::takes));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), run);
        let spans = std::iter::from_fn(|| told.try_recv().ok()).collect();
        (spans, lost.load(Ordering::Relaxed))
    }

    #[test]
    fn a_call_stands_under_its_request_and_other_spans_stay_out() {
        let (spans, lost) = caught(8, || {
            let request = tracing::info_span!(
                "request",
                method = %"GET",
                trace_parent = "00-0000000000000000000000000000000a-000000000000000b-01",
                status = tracing::field::Empty
            );
            let _in = request.enter();
            let _other = tracing::info_span!("inner", method = "x").entered();
            let call = tracing::info_span!("vendor_call", url = "https://acme.example/calls");
            drop(call);
            request.record("status", 200_u64);
        });
        let [call, request] = spans.as_slice() else {
            panic!("{spans:?}")
        };
        assert_eq!((request.trace, request.parent), (10, Some(11)));
        assert_eq!((call.trace, call.parent), (10, Some(request.id)));
        assert_eq!(
            request.field("http.response.status_code"),
            Some(&Value::Number(200))
        );
        assert!(request.end_ns >= call.end_ns && request.start_ns <= call.start_ns);
        assert_eq!(lost, 0);
    }

    #[test]
    fn a_full_queue_loses_spans_and_counts_them() {
        let (spans, lost) = caught(1, || {
            for _ in 0..3 {
                drop(tracing::info_span!("request"));
            }
        });
        assert_eq!((spans.len(), lost), (1, 2));
    }
}
