//! A transport that reports what it does: a span and a count for each call to a vendor. Addresses
//! are reported without their query, which may hold personal data; headers and bodies are not
//! reported.

use crate::gate::Whose;
use crate::metrics::Metrics;
use crate::offered::Offered;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;
use touchpoint::Transport;
use touchpoint::parts::http::{Shares, on_behalf, reads_large, share_of_task};
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault};
use tracing::Instrument;

tokio::task_local! {
    /// The integration whose list this task reads; a request to a vendor does not say.
    static INTEGRATION: String;
}

/// Runs a list so that its calls count under its integration, and the memory and the mapping of its
/// pages count against its workspace's share until its reply is handed on.
pub(crate) async fn reading<F: Future>(whose: Whose<'_>, list: F) -> F::Output {
    let counted = INTEGRATION.scope(whose.integration.to_owned(), list);
    on_behalf(whose.workspace, counted).await
}

fn integration() -> String {
    INTEGRATION.try_with(Clone::clone).unwrap_or_default()
}

/// A transport, with the metrics of its calls.
pub(crate) struct Observed<T> {
    inner: T,
    metrics: Arc<Metrics>,
    offered: Arc<Offered>,
    /// Permits for mapping pages: each page takes memory and a processor while it is mapped.
    mapping: Shares,
    /// The same for replies of more than a MiB, so that ordinary pages do not wait for those.
    mapping_large: Shares,
}

/// How many pages are mapped at once for each processor, so that a slow one does not hold up all
/// others. Beside them, as many large ones as there are processors.
const MAPPED_FOR_EACH: usize = 2;
/// A workspace's pages may take one in `PARTS` of the permits that others leave: alone, as many as there are
/// processors.
const PARTS: usize = 2;

impl<T: Transport> Observed<T> {
    pub(crate) fn new(inner: T, metrics: Arc<Metrics>, offered: Arc<Offered>) -> Observed<T> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let processors = processors.min(4);
        Observed {
            inner,
            metrics,
            offered,
            mapping: Shares::new(MAPPED_FOR_EACH * processors, PARTS),
            // Who has the fewest is next, so that one alone may have all.
            mapping_large: Shares::new(processors, 1),
        }
    }

    async fn call(&self, request: &Request) -> Result<Reply, SendFault> {
        let start = Instant::now();
        let answer = self.inner.send(request).await;
        let took = start.elapsed();
        let status = match &answer {
            Ok(reply) => reply.status.to_string(),
            Err(SendFault::Timeout(_)) => "timeout".to_owned(),
            Err(SendFault::Connection(_)) => "connection".to_owned(),
            Err(_) => "refused".to_owned(),
        };
        let span = tracing::Span::current();
        match &answer {
            Ok(reply) => span.record("status", reply.status),
            Err(_) => span.record("fault", &status),
        };
        let integration = integration();
        self.metrics.vendor_answered(&integration, &status, took);
        if let Ok(reply) = &answer {
            self.offered.offer(&integration, request, reply);
        }
        // Under one name stand only numbers: stores of logs refuse mixed types.
        tracing::info!(
            status = answer.as_ref().ok().map(|reply| reply.status),
            fault = answer.is_err().then_some(status.as_str()),
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "the vendor answered"
        );
        answer
    }
}

impl<T: Transport> Transport for Observed<T> {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let span = tracing::info_span!(
            "vendor_call",
            integration = integration(),
            method = %request.method,
            url = request.shown_url(),
            status = tracing::field::Empty,
            fault = tracing::field::Empty,
        );
        Box::pin(self.call(request).instrument(span))
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        // Within a request the engine waits for one reason only: to send a call again.
        self.metrics.retried(&integration());
        tracing::info!(
            ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            "waits to send again"
        );
        self.inner.wait(duration)
    }

    /// Nobody waits to send again while an answer is awaited.
    fn bound(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.bound(duration)
    }

    /// Runs on a thread that answers no requests meanwhile.
    fn aside<'a>(&'a self, work: &'a mut (dyn FnMut() + Send)) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let places = if reads_large() {
                &self.mapping_large
            } else {
                &self.mapping
            };
            let _place = share_of_task(places, "").take(1).await;
            match Handle::current().runtime_flavor() {
                RuntimeFlavor::MultiThread => block_in_place(work),
                _ => work(),
            }
        })
    }

    fn now(&self) -> Timestamp {
        self.inner.now()
    }

    fn chance(&self) -> f64 {
        self.inner.chance()
    }
}
