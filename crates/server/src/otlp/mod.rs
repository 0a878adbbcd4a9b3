//! Exports the spans of requests and of calls to vendors to an OpenTelemetry collector, as OTLP
//! over HTTP in its JSON form (<https://opentelemetry.io/docs/specs/otlp/>).
//!
//! ```text
//! tracing span ─layer─► OpenTelemetry's span ─named─► known fields alone ─collector─► POST {endpoint}/v1/traces
//! ```
//!
//! Batches, retries and the wire format come from OpenTelemetry's own crates. Only the fields that
//! are listed in `named` are exported: a field that is added to a span for the log is not.

mod address;
mod collector;
mod layer;
mod named;

pub(crate) use layer::go_on;

use crate::logging::SpanLayer;
use crate::settings::Settings;
use collector::Collector;
use named::Named;
use opentelemetry::KeyValue;
use opentelemetry_otlp::{Protocol, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider,
};
use secrecy::ExposeSecret;
use std::time::Duration;

/// How many spans may wait to be sent; further ones are lost, and no request waits for them.
const QUEUE: usize = 4096;
/// The most spans of one request.
const BATCH: usize = 512;
/// How long spans are gathered, and the pause between tries.
const PERIOD: Duration = Duration::from_secs(2);
/// How often a batch is sent again before it is given up.
const TRIES_AGAIN: usize = 2;
/// How long all tries of a batch may take.
const ALL_TRIES: Duration = Duration::from_secs(20);
/// How long shutting down waits for the remaining spans to be sent.
const END: Duration = Duration::from_secs(5);

/// Where spans are sent from.
pub(crate) struct Exporter {
    provider: SdkTracerProvider,
    collector: Collector,
}

/// The layer and the exporter that the settings ask for; none where there is no collector.
///
/// # Errors
/// The address or the headers cannot be read.
pub(crate) fn open(settings: &Settings) -> Result<Option<(SpanLayer, Exporter)>, String> {
    let Some(endpoint) = &settings.otlp_endpoint else {
        return Ok(None);
    };
    let url = address::traces_url(endpoint).ok_or(
        "`otlp_endpoint` must be an http or https address such as `http://127.0.0.1:4318`",
    )?;
    let headers = settings
        .otlp_headers
        .as_ref()
        .map(ExposeSecret::expose_secret);
    let headers = address::headers(headers.unwrap_or_default())
        .ok_or("`otlp_headers` must be `name=value`, several after commas")?;
    let collector = Collector::new(headers);
    let wire = SpanExporter::builder()
        .with_http()
        .with_http_client(collector.clone())
        .with_endpoint(url)
        .with_protocol(Protocol::HttpJson)
        .with_timeout(ALL_TRIES)
        .with_retry_policy(
            RetryPolicy::recommended()
                .with_max_retries(TRIES_AGAIN)
                .with_initial_delay(PERIOD)
                .with_max_delay(PERIOD),
        )
        .build()
        .map_err(|fault| format!("spans cannot be exported: {fault}"))?;
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(QUEUE)
        .with_max_export_batch_size(BATCH)
        .with_scheduled_delay(PERIOD)
        .build();
    let processor = BatchSpanProcessor::builder(Named(wire)).with_batch_config(batches);
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder_empty()
        .with_service_name("touchpoint")
        .with_attribute(version);
    let provider = SdkTracerProvider::builder()
        // All of our spans are sampled, whatever the caller's trace says.
        .with_sampler(Sampler::AlwaysOn)
        .with_resource(resource.build())
        .with_span_processor(processor.build())
        .build();
    let exporter = Exporter {
        provider: provider.clone(),
        collector,
    };
    Ok(Some((layer::layer(&provider), exporter)))
}

impl Exporter {
    /// Begins to send, on the caller's runtime.
    ///
    /// # Errors
    /// The client cannot be made.
    pub(crate) fn start(self) -> Result<Exporter, String> {
        self.collector
            .connect()
            .map_err(|fault| format!("spans cannot be exported: {fault}"))?;
        Ok(self)
    }

    /// Sends the remaining spans and ends; it does not wait long for a slow collector.
    pub(crate) async fn end(self) {
        let end = move || self.provider.shutdown_with_timeout(END);
        if !matches!(tokio::task::spawn_blocking(end).await, Ok(Ok(()))) {
            tracing::warn!("the last spans were not sent in time");
        }
    }
}
