//! Tells a program of each call to a vendor, each wait and each warning, for its metrics and logs.

use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::{
    About, Account, BoxFuture, Method, Reply, Request, SendFault, Transport,
};
use touchpoint_core::response::Warning;

/// Is told what an engine does. All of it has a default that does nothing; a function that takes a
/// [`CallReport`] is an observer too.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), touchpoint::BuildError> {
/// use touchpoint::{CallReport, Touchpoint};
///
/// let touchpoint = Touchpoint::builder()
///     .observe(|call: &CallReport<'_>| {
///         let about = call.about;
///         println!("{} {} {:?} {:?}", about.integration, about.purpose.word(), call.status(), call.took);
///     })
///     .build()
///     .await?;
/// # Ok(()) }
/// ```
///
/// It is called on the task that makes the call, so it should be quick.
pub trait Observer: Send + Sync {
    /// A request was sent, and answered or not. One that is sent again is told again, with its
    /// [`attempt`](About::attempt).
    fn called(&self, call: &CallReport<'_>) {
        let _ = call;
    }

    /// The engine waits: before a request is sent again, or for the vendor's limit.
    fn waits(&self, wait: Duration) {
        let _ = wait;
    }

    /// A page has a warning. Its texts name fields and places of the mapping.
    fn warned(&self, account: &Account, warning: &Warning) {
        let _ = (account, warning);
    }
}

/// One request to a vendor and what came of it. It holds no header, body or query, and secrets in the
/// vendor's words are masked.
#[derive(Debug)]
#[non_exhaustive]
pub struct CallReport<'c> {
    /// Whose call it was, and what for.
    pub about: &'c About,
    /// The verb.
    pub method: Method,
    /// The address without its query, which may hold personal data: `https://api.acme.example/v1/calls`.
    pub url: &'c str,
    /// How long it took, by the transport's clock.
    pub took: Duration,
    /// What came.
    pub outcome: Result<Answered, &'c SendFault>,
}

/// What a vendor answered.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// How many bytes the body has, unpacked.
    pub bytes: usize,
}

impl CallReport<'_> {
    /// The vendor's status; none where no answer came.
    pub fn status(&self) -> Option<u16> {
        self.outcome.as_ref().ok().map(|answered| answered.status)
    }
}

impl<F: Fn(&CallReport<'_>) + Send + Sync> Observer for F {
    fn called(&self, call: &CallReport<'_>) {
        self(call);
    }
}

/// A transport that tells what it does.
pub(crate) struct Observed {
    pub(crate) inner: Arc<dyn Transport>,
    pub(crate) observers: Arc<[Arc<dyn Observer>]>,
}

impl Observed {
    async fn call(&self, request: &Request) -> Result<Reply, SendFault> {
        let began = self.inner.now();
        let answer = self.inner.send(request).await;
        let took = self.inner.now().duration_since(began);
        let took: Duration = took.try_into().unwrap_or_default();
        let (url, fault) = (request.shown_url(), answer.as_ref().err().cloned());
        let fault = fault.map(|fault| fault.masked(&request.secrets()));
        let answered = answer.as_ref().ok().map(|reply| Answered {
            status: reply.status,
            bytes: reply.body.len(),
        });
        let report = CallReport {
            about: &request.about,
            method: request.method,
            url: &url,
            took,
            outcome: match (&fault, answered) {
                (Some(fault), _) => Err(fault),
                (None, answered) => Ok(answered.unwrap_or_default()),
            },
        };
        for observer in self.observers.iter() {
            observer.called(&report);
        }
        #[cfg(feature = "tracing")]
        crate::traced::answered(report.outcome.map(|answered| answered.status), took);
        answer
    }
}

impl Transport for Observed {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let call = self.call(request);
        #[cfg(feature = "tracing")]
        let call = tracing::Instrument::instrument(call, crate::traced::span(request));
        Box::pin(call)
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        for observer in self.observers.iter() {
            observer.waits(duration);
        }
        #[cfg(feature = "tracing")]
        crate::traced::waits(duration);
        self.inner.wait(duration)
    }

    fn aside<'a>(&'a self, work: &'a mut (dyn FnMut() + Send)) -> BoxFuture<'a, ()> {
        self.inner.aside(work)
    }

    fn now(&self) -> Timestamp {
        self.inner.now()
    }

    fn chance(&self) -> f64 {
        self.inner.chance()
    }
}
