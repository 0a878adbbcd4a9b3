//! Replaces `otlp` in builds without that feature: an endpoint in the settings is refused, and
//! nothing is sent.

use crate::logging::SpanLayer;
use crate::settings::Settings;
use tracing::Span;

/// Never made.
pub(crate) enum Exporter {}

/// Refuses an endpoint: an operator who sets one expects spans.
///
/// # Errors
/// There is an endpoint.
pub(crate) fn open(settings: &Settings) -> Result<Option<(SpanLayer, Exporter)>, String> {
    match settings.otlp_endpoint {
        None => Ok(None),
        Some(_) => Err(
            "`otlp_endpoint` is set, and this build cannot send spans; build it with the feature `otlp`"
                .to_owned(),
        ),
    }
}

impl Exporter {
    pub(crate) fn start(self) -> Result<Exporter, String> {
        match self {}
    }

    #[allow(clippy::unused_async, reason = "it stands for one that waits")]
    pub(crate) async fn end(self) {
        match self {}
    }
}

/// Nothing is exported, so nothing can continue another span.
pub(crate) fn go_on(_: &Span, _: &str) {}
