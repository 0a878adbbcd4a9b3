//! Reads what a call asks of the vendor: which list and which part of it, or which entries of a
//! table; and if it is signed.

pub(crate) mod added;
mod body;
mod clause;
pub(crate) mod filter;
pub(crate) mod list_asked;
pub(crate) mod lookup;
pub(crate) mod names;
pub(crate) mod page;
mod query_text;
pub(crate) mod read;
pub(crate) mod recognised;
mod selected;
mod shown;
pub(crate) mod signed;
pub(crate) mod token;
