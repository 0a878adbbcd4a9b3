//! A plan, the caller's values and an account → the requests for a page and for a table.

mod added;
mod asking;
mod base;
mod body;
mod fault;
mod filled;
mod finish;
mod lookup;
mod notes;
mod page;
mod parts;
mod placing;
mod remote_query;
mod values;

pub use asking::Asking;
pub use fault::RequestFault;
pub use lookup::build_lookup;
pub use page::build;
pub(crate) use placing::is_taken;
pub(crate) use remote_query::remote_places;
pub use values::pushed_values;
