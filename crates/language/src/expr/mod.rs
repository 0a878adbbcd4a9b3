//! The small languages inside a mapping. Each turns a text into something that can be run: paths
//! that take values out, templates that put them in, computations that reshape, conditions that
//! choose, forms of time, and quoting. Nothing here knows what a mapping is.

pub mod compute;
pub mod condition;
mod decimal;
pub mod dialect;
pub mod fault;
mod header;
mod origin;
pub mod path;
mod pattern;
pub mod quote;
mod rfc9535;
mod shown;
pub mod template;
pub mod time;

pub use compute::Compute;
pub use condition::Condition;
pub(crate) use decimal::scaled;
pub use fault::ExprFault;
pub(crate) use fault::nearest;
pub use header::{is_credential, is_framing};
pub use origin::{is_loopback, origin};
pub use path::Path;
pub use pattern::Pattern;
pub(crate) use shown::shown;
pub use template::Template;
pub use time::{SentTime, TimeForm};
