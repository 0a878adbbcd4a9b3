//! The spans of requests and of calls to vendors go to an OpenTelemetry collector, as OTLP over HTTP
//! in its JSON form (<https://opentelemetry.io/docs/specs/otlp/>).
//!
//! ```text
//! tracing span ─layer─► Span (known fields alone) ─queue─► batch ─wire─► POST {endpoint}/v1/traces
//! ```
//!
//! Written here because the wire's JSON is one page, and the client that calls vendors sends it as
//! well: the usual crates would bring fifteen more. What is exported is a list of names in `span`: a
//! field that somebody adds to a span for the log is not exported by that.

mod export;
mod layer;
mod span;
mod wire;

pub(crate) use export::Exporter;
pub(crate) use layer::SpanLayer;
pub(crate) use span::trace_parent;

use crate::settings::Settings;
use crate::start_fault::StartFault;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tokio::sync::mpsc;

/// Spans that wait to be sent; further ones are lost, which costs no request anything.
const QUEUE: usize = 4096;

/// What the settings name: where spans are caught, and where they are sent from. None where there is
/// no collector.
///
/// # Errors
/// The address or the headers are none.
pub(crate) fn open(settings: &Settings) -> Result<Option<(SpanLayer, Exporter)>, StartFault> {
    let Some(endpoint) = &settings.otlp_endpoint else {
        return Ok(None);
    };
    let refuse = |says: &str| StartFault::Settings(says.to_owned());
    let url = export::traces_url(endpoint).ok_or_else(|| {
        refuse("`otlp_endpoint` must be an http or https address such as `http://127.0.0.1:4318`")
    })?;
    let headers = settings
        .otlp_headers
        .as_ref()
        .map(ExposeSecret::expose_secret);
    let headers = export::headers(headers.unwrap_or_default())
        .ok_or_else(|| refuse("`otlp_headers` must be `name=value`, several after commas"))?;
    let (tell, told) = mpsc::channel(QUEUE);
    let lost = Arc::new(AtomicU64::new(0));
    let layer = SpanLayer::new(tell, lost.clone());
    Ok(Some((layer, Exporter::new(told, lost, url, headers))))
}
