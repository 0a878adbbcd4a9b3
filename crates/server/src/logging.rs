//! The log: one JSON object a line on the standard error stream, or text for a person. `RUST_LOG`
//! says how much.

use crate::settings::LogFormat;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Starts the log of this process. A second start is ignored: the embedding program's own stays.
pub fn start_logging(format: LogFormat) {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // It fails when a log was started before, which is what we want.
    let _ = match format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init()
            .map_err(|_| ()),
        LogFormat::Text => log.with_ansi(false).try_init().map_err(|_| ()),
    };
}
