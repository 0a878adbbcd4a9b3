//! The vendor's answers to what a call asks: pages, limits, refusals, and faults on a schedule.

pub(crate) mod bad_answer;
pub(crate) mod batch;
pub(crate) mod counts;
pub(crate) mod cut;
pub(crate) mod emulator;
pub(crate) mod entry_by_key;
pub(crate) mod fault;
pub(crate) mod faultless;
pub(crate) mod page;
pub(crate) mod page_on_schedule;
pub(crate) mod read_state;
pub(crate) mod refusal;
pub(crate) mod select;
pub(crate) mod wait;
