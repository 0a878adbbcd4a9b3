//! Parts of a mapping in plain words. An author reads them beside the file, a caller on a page;
//! where the two need different words, both forms stand in the same file.

mod audience;
mod condition;
mod ends;
mod expression;
mod paging;
mod parameter;
mod rule;

pub(crate) use audience::{Audience, shown};
pub(crate) use condition::condition;
pub(crate) use ends::{ends, ends_of, sentence};
pub(crate) use expression::{expression, source};
pub(crate) use paging::{paging, promises, records};
pub(crate) use parameter::asked;
pub(crate) use rule::{merged, rule, rules};
