//! The sandbox on real local ports. Each vendor keeps its own paths, so each integration has a port
//! of its own, opened when it is first asked for.

use super::incoming::IncomingRequest;
use super::vendors::Sandbox;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Response, StatusCode,
    body::{Bytes, Incoming},
    header::{HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    net::{Ipv4Addr, TcpListener as StdListener},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    runtime::Handle,
    task::{AbortHandle, JoinSet},
};
use touchpoint_core::exchange::{Account, Reply};

/// After a failed accept.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// More than any mapping sends.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The sandbox while it listens. Dropping it closes every port.
#[derive(Debug)]
pub struct Listener {
    sandbox: Arc<Sandbox>,
    runtime: Handle,
    ports: Mutex<BTreeMap<String, Port>>,
}

#[derive(Debug)]
struct Port {
    origin: String,
    task: AbortHandle,
}

/// Makes the sandbox listen, on the tokio runtime in which this is called.
///
/// # Errors
/// When there is no runtime; the program's author acts.
pub fn listen(sandbox: Sandbox) -> io::Result<Listener> {
    Ok(Listener {
        sandbox: Arc::new(sandbox),
        runtime: Handle::try_current().map_err(io::Error::other)?,
        ports: Mutex::default(),
    })
}

impl Listener {
    /// The sandbox behind the ports.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The account of an integration, at its vendor's local port.
    pub fn account(&self, slug: &str) -> Option<Account> {
        let account = self.sandbox.account(slug)?;
        Some(Account {
            base_url: Some(self.origin(slug).ok()?),
            ..account
        })
    }

    /// Where this integration's vendor is played: `http://127.0.0.1:40123`. The first call opens
    /// the port.
    ///
    /// # Errors
    /// When no port can be opened; the operator acts.
    pub fn origin(&self, slug: &str) -> io::Result<String> {
        let mut ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(port) = ports.get(slug) {
            return Ok(port.origin.clone());
        }
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let _in_runtime = self.runtime.enter();
        let listener = TcpListener::from_std(listener)?;
        let serving = serve(listener, self.sandbox.clone(), slug.to_owned());
        let port = Port {
            origin: origin.clone(),
            task: self.runtime.spawn(serving).abort_handle(),
        };
        ports.insert(slug.to_owned(), port);
        Ok(origin)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let ports = self.ports.get_mut().unwrap_or_else(PoisonError::into_inner);
        for port in ports.values() {
            port.task.abort();
        }
    }
}

/// Accepts connections until it is aborted; they end with it.
async fn serve(listener: TcpListener, sandbox: Arc<Sandbox>, slug: String) {
    let slug: Arc<str> = slug.into();
    let mut connections = JoinSet::new();
    loop {
        // A connection that failed before it began can be ignored; when the machine has no file
        // handles left, a pause lets others end.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let (sandbox, slug) = (sandbox.clone(), slug.clone());
        connections.spawn(async move {
            let service = service_fn(|request| answer(&sandbox, &slug, request));
            // An error here means that the other side hung up.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    sandbox: &Sandbox,
    slug: &str,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY_BYTES).collect().await else {
        return Ok(bare(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let target = head.uri.path_and_query();
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    };
    let incoming = IncomingRequest {
        method: head.method.as_str().to_owned(),
        target: target.map_or_else(String::new, ToString::to_string),
        headers: head.headers.iter().map(header).collect(),
        body: body.to_bytes().to_vec(),
    };
    Ok(response(sandbox.respond(slug, incoming)))
}

fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(reply.status);
    let mut response = bare(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &reply.headers.0 {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    *response.body_mut() = Full::from(reply.body);
    response
}
