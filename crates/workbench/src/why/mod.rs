//! Why a value of a unified record is what it is: a case or a reply at hand is mapped once more, by
//! the engine itself, with somebody looking on.
//!
//! ```text
//! result[3].start_time   "2024-06-10T08:00:00Z"
//!   $.properties.at      /results/3/properties/at of 1.reply.http, byte 918: "1718006400000"
//!   as unix_ms           2024-06-10T08:00:00Z
//! ```

mod absent;
mod filter;
mod life;
mod located;
mod origin;
mod seen;
mod story;
mod target;
mod told;
mod value;
mod watch;

pub use absent::Absent;
pub use filter::{Filtered, WhyFilter, of_filter};
pub use life::{ElementLife, Fault, Life, LookedUp, Piece, SourceLife, Step, Why};
pub use located::Place;
pub use origin::{NoStory, Origin};
pub use target::Target;
pub use told::Line;
pub use value::of_value;
