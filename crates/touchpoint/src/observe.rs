//! Tells a program of each call to a vendor, each wait and each warning, for its metrics and logs.

use crate::timed::timed;
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
    /// [`attempt`](About::attempt); one that is given up, since its time is over or its caller went away, has a
    /// [`SendFault::Connection`] that says so.
    fn called(&self, call: &CallReport<'_>) {
        let _ = call;
    }

    /// The engine waits on behalf of this call: before it is sent again, or for the vendor's limit.
    fn waits(&self, about: &About, wait: Duration) {
        let _ = (about, wait);
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
    /// How long it took, by the transport's clock. The time in which its answer was there and the program did
    /// not ask for it is left out.
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

/// An observer behind a pointer, as one that is chosen when the program runs.
impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn called(&self, call: &CallReport<'_>) {
        (**self).called(call);
    }

    fn waits(&self, about: &About, wait: Duration) {
        (**self).waits(about, wait);
    }

    fn warned(&self, account: &Account, warning: &Warning) {
        (**self).warned(account, warning);
    }
}

/// A transport that tells what it does.
pub(crate) struct Observed {
    pub(crate) inner: Arc<dyn Transport>,
    pub(crate) observers: Arc<[Arc<dyn Observer>]>,
}

impl Observed {
    async fn call(&self, request: &Request) -> Result<Reply, SendFault> {
        let mut under_way = UnderWay {
            by: self,
            request,
            began: Some(self.inner.now()),
        };
        let (answer, idle) = timed(self.inner.send(request)).await;
        let took = under_way.ended().saturating_sub(idle);
        self.tell(request, &answer, took);
        answer
    }

    fn tell(&self, request: &Request, answer: &Result<Reply, SendFault>, took: Duration) {
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
    }
}

/// A call that is told even if nobody waits for its answer any more.
struct UnderWay<'c> {
    by: &'c Observed,
    request: &'c Request,
    /// None once it has been answered.
    began: Option<Timestamp>,
}

impl UnderWay<'_> {
    /// Notes the answer, and says how long it took.
    fn ended(&mut self) -> Duration {
        let now = self.by.inner.now();
        let began = self.began.take().unwrap_or(now);
        now.duration_since(began).try_into().unwrap_or_default()
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if self.began.is_some() {
            let took = self.ended();
            let given_up = SendFault::Connection("the call was given up".into());
            self.by.tell(self.request, &Err(given_up), took);
        }
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
        self.inner.wait(duration)
    }

    fn waits<'a>(&'a self, about: &'a About, duration: Duration) -> BoxFuture<'a, ()> {
        for observer in self.observers.iter() {
            observer.waits(about, duration);
        }
        #[cfg(feature = "tracing")]
        crate::traced::waits(about, duration);
        self.inner.waits(about, duration)
    }

    fn bound(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.bound(duration)
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
