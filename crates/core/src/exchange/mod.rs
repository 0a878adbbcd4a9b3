//! What crosses the wire: a [`Request`] goes out through a [`Transport`], a [`Reply`] comes back.
//! The [`Account`] is the one for whom the vendor is asked. Nothing here does I/O.

mod about;
mod account;
mod cause;
mod deadline;
mod reply;
mod request;
mod secrets;
mod share;
mod transport;

pub use about::{About, Purpose};
pub use account::{Account, AccountFault, Needs};
pub use cause::Cause;
pub use deadline::{Deadline, Idle};
pub use reply::{Headers, Reply};
pub use request::{Header, HeaderText, Request};
pub use secrets::Secrets;
pub use share::Share;
pub use touchpoint_language::expr::{is_framing, origin};
pub use touchpoint_language::mapping::{ContextNeed, CredentialSet, Method};
pub(crate) use transport::aside;
pub use transport::{BoxFuture, SendFault, Transport};
