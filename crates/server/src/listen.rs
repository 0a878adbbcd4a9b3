//! Serves connections until the server is told to stop; then it accepts no new ones, and running
//! requests may end.

use crate::connection::Connection;
use crate::heavy::{self, Heavy};
use crate::limits::{CONNECTIONS, most_connections};
use crate::patient::Patient;
use crate::peers::Peers;
use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// How many connections wait in the kernel until they are taken. Where it is full, a client tries again
/// after a second: so long would a flood hold up others.
const BACKLOG: u32 = 4_096;
/// What the kernel holds of a reply that is not read yet, beside what `unsent` counts. It would take
/// megabytes at once, and nobody else is served meanwhile.
const SEND_BUFFER_BYTES: u32 = 512 * 1024;
/// The bytes of a request's line and headers: the longest query fits twice.
const MAX_HEAD_BYTES: usize = 40 * 1024;
const MAX_HEADERS: usize = 100;
/// How long a client may take to send its headers.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// The same when most connections are taken.
const HURRIED_HEAD_TIMEOUT: Duration = Duration::from_secs(1);
/// The pause after a failed accept: when no file handles are left, it lets other connections end.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Takes an address to listen at.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // Elsewhere this would let two servers have one port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Connections have it from here.
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// How much one address serves at once.
pub(crate) struct Bounds {
    /// Connections of all; further ones wait.
    pub(crate) connections: usize,
    /// Those of one peer; further ones are closed.
    pub(crate) per_peer: usize,
    /// The largest body of a request.
    pub(crate) max_body_bytes: usize,
}

impl Bounds {
    /// Those of the address for callers. A peer has at most `per_peer` connections, or half of all unless
    /// said: so that one cannot take all, and a proxy before the server has enough.
    pub(crate) fn of_callers(per_peer: Option<usize>, max_body_bytes: usize) -> Bounds {
        let connections = most_connections(CONNECTIONS);
        Bounds {
            connections,
            per_peer: per_peer.unwrap_or(connections / 2).max(1),
            max_body_bytes,
        }
    }
}

/// Serves until `stop` is ready, and then lets running requests end, for at most `grace`.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    grace: Duration,
    bounds: Bounds,
) {
    let patient = http(HEAD_TIMEOUT);
    let hurried = http(HURRIED_HEAD_TIMEOUT);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(bounds.connections));
    let peers = Peers::default();
    let large = heavy::places(MAX_HEAD_BYTES.saturating_add(bounds.max_body_bytes));
    let (ended, closing) = unbounded_channel();
    tokio::spawn(close(closing));
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(fault) => {
                tracing::warn!(%fault, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Some(counted) = peers.admit(peer.ip(), bounds.per_peer) else {
            tracing::debug!(peer = %peer.ip(), "it has too many connections; this one is closed");
            continue;
        };
        // Replies are written whole; waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let connection = Arc::new(Connection::of(peer.ip()));
        let share = large.of(&connection.peer);
        let stream = Heavy::new(Patient::new(stream), share, connection.clone());
        let routes = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(connection.clone());
            routes.call(request)
        });
        // When most connections are taken, an idle one is closed soon.
        let http = if places.available_permits() < bounds.connections / 2 {
            &hurried
        } else {
            &patient
        };
        let served = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        let ended = ended.clone();
        tokio::spawn(async move {
            let mut served = Box::pin(served);
            // An error here means that the other side hung up.
            let _ = served.as_mut().await;
            let _ = ended.send(Box::new((served, place, counted)));
        });
    }
    drop(listener);
    if tokio::time::timeout(grace, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests were cut off");
    }
}

/// Closes connections that have ended. Thousands may end at once, so others have their turn between them.
async fn close(mut closing: UnboundedReceiver<Box<dyn Send>>) {
    while let Some(connection) = closing.recv().await {
        drop(connection);
        tokio::task::yield_now().await;
    }
}

/// How connections are served, and how long one may wait for a request's head.
fn http(head_timeout: Duration) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS);
    http
}

/// Ready when the process is told to stop: by ctrl-c, or by SIGTERM where there is one. Its value is
/// how long connections are still taken: `drain` after SIGTERM, and no time after ctrl-c, since a
/// person waits.
pub(crate) fn told_to_stop(drain: Duration) -> std::io::Result<impl Future<Output = Duration>> {
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupted => Duration::ZERO,
            _ = terminated.recv() => drain,
        }
        #[cfg(not(unix))]
        {
            let _ = interrupted.await;
            Duration::ZERO
        }
    })
}
