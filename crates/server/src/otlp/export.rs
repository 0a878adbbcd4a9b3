//! Spans that have ended are sent in batches. A collector that does not answer costs spans, never a
//! request.

use super::span::Span;
use super::wire;
use crate::start_fault::StartFault;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::{Client, Url};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

/// The most spans of one request.
const BATCH: usize = 512;
const PERIOD: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(5);
/// How often a batch is sent before it is given up.
const TRIES: usize = 3;

/// Where spans are sent from, before it runs.
pub(crate) struct Exporter {
    told: mpsc::Receiver<Span>,
    lost: Arc<AtomicU64>,
    url: Url,
    headers: HeaderMap,
}

/// An exporter that runs.
pub(crate) struct Exporting {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// The traces' address below an endpoint.
pub(super) fn traces_url(endpoint: &str) -> Option<Url> {
    let mut url = Url::parse(endpoint).ok()?;
    let http = ["http", "https"].contains(&url.scheme()) && url.has_host();
    if !http || url.query().is_some() || url.fragment().is_some() {
        return None;
    }
    let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Some(url)
}

/// `name=value,name=value`, as OpenTelemetry writes headers. The values are secrets.
pub(super) fn headers(text: &str) -> Option<HeaderMap> {
    let pairs = text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let header = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    };
    pairs.map(header).collect()
}

impl Exporter {
    pub(super) fn new(
        told: mpsc::Receiver<Span>,
        lost: Arc<AtomicU64>,
        url: Url,
        mut headers: HeaderMap,
    ) -> Exporter {
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        Exporter {
            told,
            lost,
            url,
            headers,
        }
    }

    /// Sends from now on. The client that calls vendors was made before: it sets up TLS.
    pub(crate) fn start(self) -> Result<Exporting, StartFault> {
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        let client = client
            .map_err(|fault| StartFault::Settings(format!("spans cannot be exported: {fault}")))?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(self.run(client, stopped));
        Ok(Exporting { stop, task })
    }

    async fn run(mut self, client: Client, mut stopped: oneshot::Receiver<()>) {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut batch = Vec::new();
        let mut tries = 0;
        loop {
            let room = BATCH - batch.len().min(BATCH);
            let ends = tokio::select! {
                _ = &mut stopped => true,
                read = self.told.recv_many(&mut batch, room), if room > 0 => {
                    if read > 0 && batch.len() < BATCH {
                        continue;
                    }
                    read == 0
                }
                _ = ticks.tick() => false,
            };
            if ends {
                self.empty(&client, batch).await;
                return;
            }
            self.tell_lost();
            if batch.is_empty() {
                continue;
            }
            match self.send(&client, &batch).await {
                Ok(()) => {}
                Err(Refusal::Later(_)) if tries + 1 < TRIES => {
                    tries += 1;
                    // Full or not, it waits for the next tick.
                    ticks.tick().await;
                    continue;
                }
                Err(Refusal::Later(why) | Refusal::Never(why)) => {
                    tracing::warn!(spans = batch.len(), why, "the collector took no spans");
                }
            }
            tries = 0;
            batch.clear();
        }
    }

    /// Sends what is left, each batch once.
    async fn empty(&mut self, client: &Client, mut batch: Vec<Span>) {
        loop {
            while let (true, Ok(span)) = (batch.len() < BATCH, self.told.try_recv()) {
                batch.push(span);
            }
            if batch.is_empty() || self.send(client, &batch).await.is_err() {
                return;
            }
            batch.clear();
        }
    }

    fn tell_lost(&self) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost > 0 {
            tracing::warn!(lost, "spans came faster than the collector took them");
        }
    }

    async fn send(&self, client: &Client, batch: &[Span]) -> Result<(), Refusal> {
        let request = client
            .post(self.url.clone())
            .headers(self.headers.clone())
            .body(wire::body(batch));
        match request.send().await {
            Ok(reply) if reply.status().is_success() => Ok(()),
            Ok(reply) => {
                let status = reply.status();
                // https://opentelemetry.io/docs/specs/otlp/#failures-1
                let passes = [429, 502, 503, 504].contains(&status.as_u16());
                let why = format!("it answered {status}");
                Err(if passes {
                    Refusal::Later(why)
                } else {
                    Refusal::Never(why)
                })
            }
            Err(fault) => Err(Refusal::Later(fault.without_url().to_string())),
        }
    }
}

/// Why a collector took nothing.
enum Refusal {
    Later(String),
    Never(String),
}

impl Exporting {
    /// Sends what is left and ends; it does not wait for a collector that is slow.
    pub(crate) async fn end(self) {
        // An exporter that has gone has nothing left.
        let _ = self.stop.send(());
        if tokio::time::timeout(TIMEOUT, self.task).await.is_err() {
            tracing::warn!("the last spans were not sent in time");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_address_below_which_traces_are_taken() {
        let url = |endpoint: &str| traces_url(endpoint).map(|url| url.to_string());
        for endpoint in ["http://collector:4318", "http://collector:4318/"] {
            assert_eq!(
                url(endpoint).as_deref(),
                Some("http://collector:4318/v1/traces")
            );
        }
        assert_eq!(
            url("https://otlp.example/tenant/").as_deref(),
            Some("https://otlp.example/tenant/v1/traces")
        );
        for bad in [
            "collector:4318",
            "grpc://collector",
            "",
            "http://c/?key=s",
            "unix:/a",
        ] {
            assert_eq!(url(bad), None, "{bad}");
        }
    }

    #[test]
    fn headers_are_pairs_whose_values_stay_hidden() {
        let read = headers("authorization=Bearer hush, x-tenant=7,").unwrap();
        assert_eq!(read["authorization"], "Bearer hush");
        assert_eq!(read["x-tenant"], "7");
        assert!(!format!("{read:?}").contains("hush"));
        assert!(headers("").unwrap().is_empty());
        for bad in ["novalue", "a b=c", "a=\u{1}"] {
            assert!(headers(bad).is_none(), "{bad}");
        }
    }
}
