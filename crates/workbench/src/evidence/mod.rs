//! What recorded cases show about a mapping, and what no case shows.
//!
//! Most of it is proved by alteration: a part is altered, and some case must then come out
//! differently. A part that can be altered unnoticed has no evidence.

mod alter;
mod claims;
mod coverage;
mod expressions;
mod place;
mod prove;

pub use alter::{Alteration, altered};
pub use claims::{Claim, Proof, claims};
pub use coverage::{Coverage, coverage};
pub use prove::unproved;
