//! What crosses the wire: a [`Request`] goes out through a [`Transport`], a [`Reply`] comes back.
//! For whom it is asked says the [`Account`]. Nothing here does I/O.

mod account;
mod reply;
mod request;
mod transport;

pub(crate) use account::is_loopback;
pub use account::{Account, AccountFault, ContextNeed, CredentialSet, Needs, origin};
pub use reply::{Headers, Reply};
pub use request::{Header, HeaderText, Method, Request};
pub use transport::{BoxFuture, SendFault, Transport};
