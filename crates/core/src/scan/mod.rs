//! Turns a page's bytes into the fields of unified records in one pass, without building a value of
//! the page: the scan finds the records, and what the mapping reads of them, as slices; the emitter
//! writes them into one output.
//!
//! ```text
//! bytes ─PageReader::scan─► Scanned (a table of slices) ─Emitter::row─► a record's fields as JSON, faults
//! ```
//!
//! Every record is mapped this way. The tests compare it with a plain walk over JSON values, `tests/oracle`.

mod apart;
mod bare;
mod body;
mod compile;
mod elements;
mod emit;
mod evaluate;
mod few;
mod keys;
mod layout;
mod leaf;
mod observe;
mod order;
mod output;
mod page;
mod page_reader;
mod phrase;
mod program;
mod quick;
mod read;
mod short;
mod test;
mod time;
mod trie;
mod typed;

pub use apart::{Apart, ReadApart};
pub use body::BodyParts;
pub use observe::{Nobody, Observer, Step};
pub(crate) use output::{Literal, Output};
pub use page::{PageFault, Scanned};
pub use page_reader::PageReader;
pub use phrase::Phrase;
