//! The one way out: live HTTP, recorded cases and emulators are transports, so that CLI, server,
//! library and tests run one engine. Time and chance come from the transport too, so that a
//! simulation can be repeated exactly.

use super::{About, Cause, Reply, Request, Secrets};
use jiff::Timestamp;
use std::{future::Future, pin::Pin, time::Duration};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SendFault {
    /// Nothing came in time.
    #[error("no answer within {}", in_words(*.0))]
    Timeout(Duration),
    /// No connection, or it broke: the transport's own error, or a sentence.
    ///
    /// ```
    /// # use touchpoint_core::exchange::SendFault;
    /// let own = std::io::Error::other("reset by peer");
    /// assert_eq!(SendFault::Connection(own.into()).to_string(), "the connection failed: reset by peer");
    /// ```
    #[error("the connection failed: {0}")]
    Connection(#[source] Cause),
    /// The body is larger than the account may receive.
    #[error("the reply is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The call may not be made at all: another origin, no https, a redirect to elsewhere.
    #[error("{0}")]
    Refused(String),
}

/// `30 s`, and `200 ms` where it is less than two seconds.
fn in_words(duration: Duration) -> String {
    if duration < Duration::from_secs(2) {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{} s", duration.as_secs())
    }
}

impl SendFault {
    /// The same without secrets: a host that a vendor names may hold one.
    #[must_use]
    pub fn masked(self, secrets: &Secrets) -> SendFault {
        match self {
            SendFault::Refused(why) => SendFault::Refused(secrets.masked(&why)),
            SendFault::Connection(cause) => {
                let (words, masked) = (cause.to_string(), secrets.masked(&cause.to_string()));
                SendFault::Connection(if words == masked {
                    cause
                } else {
                    masked.into()
                })
            }
            other => other,
        }
    }

    /// True if the same call may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self, SendFault::Timeout(_) | SendFault::Connection(_))
    }
}

/// Sends one request. Retries, paging and the meaning of a reply belong to the engine.
pub trait Transport: Send + Sync {
    /// Sends the request once and returns whatever answer came, of any status.
    ///
    /// # Errors
    /// [`SendFault`] when there is no answer.
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>>;

    /// Waits.
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Waits on behalf of a call: before it is sent again, or for the vendor's limit. It is told apart from
    /// [`wait`](Transport::wait) for those who watch.
    fn waits<'a>(&'a self, about: &'a About, duration: Duration) -> BoxFuture<'a, ()> {
        let _ = about;
        self.wait(duration)
    }

    /// Ends when this time is over, and so the patience for an answer that has not come. A transport whose
    /// clock moves by waits alone, or which watches them, has one of its own.
    fn bound(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.wait(duration)
    }

    /// Does work that keeps a processor busy for a while, such as mapping a page. It is done at
    /// once, unless the transport has threads on which it holds up nobody else.
    fn aside<'a>(&'a self, work: &'a mut (dyn FnMut() + Send)) -> BoxFuture<'a, ()> {
        Box::pin(async move { work() })
    }

    /// The time now.
    fn now(&self) -> Timestamp;

    /// A number from 0 to 1, for jitter.
    fn chance(&self) -> f64;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        (**self).send(request)
    }
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        (**self).wait(duration)
    }
    fn waits<'a>(&'a self, about: &'a About, duration: Duration) -> BoxFuture<'a, ()> {
        (**self).waits(about, duration)
    }
    fn bound(&self, duration: Duration) -> BoxFuture<'_, ()> {
        (**self).bound(duration)
    }
    fn aside<'a>(&'a self, work: &'a mut (dyn FnMut() + Send)) -> BoxFuture<'a, ()> {
        (**self).aside(work)
    }
    fn now(&self) -> Timestamp {
        (**self).now()
    }
    fn chance(&self) -> f64 {
        (**self).chance()
    }
}

/// Work on no more bytes than this is done at once: to hand it to another thread costs as much.
const DONE_AT_ONCE: usize = 256 * 1024;

/// Does work whose cost grows with this many bytes, aside where they are many, and gives back its result.
pub(crate) async fn aside<T: Send>(
    transport: &dyn Transport,
    bytes: usize,
    work: impl FnOnce() -> T + Send,
) -> Option<T> {
    if bytes <= DONE_AT_ONCE {
        return Some(work());
    }
    let (mut work, mut given) = (Some(work), None);
    let mut once = || given = work.take().map(|work| work());
    transport.aside(&mut once).await;
    given
}
