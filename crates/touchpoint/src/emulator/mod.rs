//! A vendor that is played from a mapping: the mapping turned round. It keeps records of which it
//! knows what is true, reads calls off the wire by itself, and answers in the vendor's shape: pages,
//! cursors, limits, refusals, and what goes wrong on a schedule.
//!
//! It proves the engine, never what a mapping says of its vendor: both read the same mapping.
//!
//! ```text
//! mapping + recorded shapes + seed ─► World (records, tables, account)
//! World + seed + schedule ─► Emulator: a Transport with a clock of its own
//! ```

mod asked;
mod asked_body;
mod asked_page;
mod calm;
mod dice;
mod fault;
mod forms;
mod holes;
mod keyed;
mod likeness;
mod limits;
mod linked;
mod order;
mod paging;
mod pattern;
mod play;
mod pools;
mod readable;
mod record;
mod recorded;
mod refuse;
mod select;
mod shapes;
mod signed;
mod soql;
mod spot;
mod state;
mod tables;
mod truth;
mod twin;
mod value;
mod voice;
mod wire;
mod world;

pub use calm::Calm;
pub use dice::Dice;
pub use fault::{Fault, Schedule, schedule};
pub use limits::Wait;
pub use play::Emulator;
pub use pools::Pools;
pub use record::Entry;
pub use shapes::Shapes;
pub use state::{Exchange, Seen};
pub use truth::{Known, Truth};
pub use world::World;
