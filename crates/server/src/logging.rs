//! The log: one JSON object a line on the standard error stream, or text for a person. `RUST_LOG`
//! says how much.

use crate::settings::LogFormat;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// The layer that takes spans for export.
pub(crate) type SpanLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Starts the log of this process. A second start is ignored: the embedding program's own stays.
pub fn start_logging(format: LogFormat) {
    start(format, None);
}

/// The same, with a layer that exports spans. `RUST_LOG` says how much is logged, not what is
/// exported.
pub(crate) fn start(format: LogFormat, spans: Option<SpanLayer>) {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy()
        .and(filter_fn(may_be_logged));
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = match format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_filter(filter)
            .boxed(),
        LogFormat::Text => log.with_ansi(false).with_filter(filter).boxed(),
    };
    // It fails when a log was started before, which is what we want.
    let _ = tracing_subscriber::registry()
        .with(spans)
        .with(log)
        .try_init();
}

/// False for what the exporter's crates log about each request to the collector: its address may
/// hold a secret, and so may its reply.
fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    !metadata.target().starts_with("opentelemetry") || *metadata.level() <= Level::WARN
}
