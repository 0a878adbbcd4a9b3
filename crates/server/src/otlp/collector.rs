//! Sends OpenTelemetry's requests with the same HTTP library that calls vendors, so that its crates
//! bring no second one. The client follows no redirect, and adds the collector's secret headers
//! last: OpenTelemetry's crates do not see them.

use async_trait::async_trait;
use axum::http::{HeaderMap, header};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::Handle;
use touchpoint::parts::http::Live;
use touchpoint::parts::http::reqwest::{self, Client};

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Longer replies are not read; a collector needs few words to say which spans it refused.
const LONGEST_REPLY: usize = 64 * 1024;

/// The collector. Nothing can be sent before [`Collector::connect`] has made the client.
#[derive(Clone, Debug)]
pub(super) struct Collector {
    headers: HeaderMap,
    client: Arc<OnceLock<(Client, Handle)>>,
}

impl Collector {
    pub(super) fn new(mut headers: HeaderMap) -> Collector {
        // The content type is set by whoever writes the body.
        headers.remove(header::CONTENT_TYPE);
        Collector {
            headers,
            client: Arc::default(),
        }
    }

    /// Makes the client, which runs on the caller's runtime.
    pub(super) fn connect(&self) -> Result<(), HttpError> {
        let client = Live::client_builder()?.timeout(TIMEOUT).build()?;
        self.client.get_or_init(|| (client, Handle::current()));
        Ok(())
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (client, runtime) = self.client.get().ok_or("there is no client yet")?;
        request.headers_mut().extend(self.headers.clone());
        let request = reqwest::Request::try_from(request)?;
        let client = client.clone();
        // Batches are sent from a thread that has no runtime.
        runtime.spawn(send(client, request)).await?
    }
}

async fn send(client: Client, request: reqwest::Request) -> Result<Response<Bytes>, HttpError> {
    let without_url = reqwest::Error::without_url;
    let mut reply = client.execute(request).await.map_err(without_url)?;
    let mut body = Vec::new();
    while let Some(chunk) = reply.chunk().await.map_err(without_url)? {
        if body.len() + chunk.len() > LONGEST_REPLY {
            return Err("the collector's reply is too long".into());
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = reply.status();
    *response.headers_mut() = std::mem::take(reply.headers_mut());
    Ok(response)
}
