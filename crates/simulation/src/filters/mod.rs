//! The filter tables: what becomes of each filter under each operator. `tests/data/filters.yaml`
//! says what must become of it, and the planner what does.

mod compared;
mod offer;
mod offered;
mod page;
mod planned;
mod written;

pub use compared::compared;
pub use offer::Offer;
pub use offered::{offered, unsaid};
pub use page::{PAGE, page};
pub use planned::planned;
pub(crate) use written::samples;
pub use written::{Fates, WAYS, Way, expected, values};
