//! The faults on the way to a page, in the words that a caller gets.

use super::error::{Error, MappingFault, RemoteFault, Trouble};
use super::exchange::beginning;
use crate::cursor::LONGEST_CURSOR;
use crate::exchange::{AccountFault, Reply};
use crate::plan::{Plan, RateLimit, RequestFault};
use crate::query::Failure;
use crate::record::FieldFault;
use crate::response::Warning;
use std::time::Duration;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Order;

pub(super) fn warning(plan: &Plan, fault: FieldFault, record: usize) -> Warning {
    Warning {
        code: fault.code.to_owned(),
        message: fault.message,
        record: Some(record),
        pointer: fault.remote,
        field: Some(fault.field).filter(|field| !field.is_empty()),
        place: Some(plan.mapping.place(&fault.pointer)),
        count: 1,
        records: Vec::new(),
    }
}

pub(super) fn unordered(plan: &Plan, order: &Order) -> Warning {
    Warning {
        place: Some(plan.mapping.place(&order.pointer)),
        ..of_table(
            "unordered",
            "the list does not come in the order that the mapping claims: it is read to its end"
                .to_owned(),
        )
    }
}

/// The warning for a list of which the vendor has more than came.
pub(super) fn list_cut(plan: &Plan, fault: FieldFault) -> Warning {
    Warning {
        record: None,
        ..warning(plan, fault, 0)
    }
}

pub(super) fn lookup_failed(name: &str, error: &Error) -> Warning {
    of_table(
        "lookup_failed",
        format!("the table `{name}` could not be read: {error}"),
    )
}

pub(super) fn lookup_cut(name: &str) -> Warning {
    of_table(
        "lookup_cut",
        format!("the table `{name}` has more of some entries than one request gives"),
    )
}

fn of_table(code: &str, message: String) -> Warning {
    Warning {
        code: code.to_owned(),
        message,
        ..Warning::default()
    }
}

pub(super) fn request_error(plan: &Plan, fault: &RequestFault) -> Error {
    match fault {
        RequestFault::Lost { parameter, pointer } => Error::Mapping(MappingFault {
            message: format!(
                "the mapping of {} would lose `{parameter}`: it says that the vendor filters by it, and puts it nowhere in the call",
                plan.mapping.label
            ),
            place: plan.mapping.place(pointer),
        }),
        RequestFault::Value { parameter, message } => {
            Error::Caller(vec![Failure::new(parameter, "", message)].into())
        }
        RequestFault::Account(what) => Error::Account(vec![AccountFault::Lacks(what.clone())]),
    }
}

pub(super) fn unreadable(plan: &Plan, reply: &Reply, message: &str) -> Error {
    let packed = reply.headers.get("content-encoding");
    let packed = packed.filter(|name| !name.eq_ignore_ascii_case("identity"));
    let kind = reply.headers.get("content-type");
    let charset = kind.and_then(|kind| kind.split_once("charset="));
    let charset = charset.map(|(_, name)| name.trim().trim_matches('"'));
    let charset = charset.filter(|name| !name.to_ascii_lowercase().starts_with("utf-8"));
    let message = match (packed, charset) {
        (Some(packed), _) => {
            format!(
                "the reply comes in the encoding `{packed}`, which was not asked for and is not unpacked"
            )
        }
        (None, Some(charset)) => format!("{message} (its charset is `{charset}`)"),
        (None, None) => message.to_owned(),
    };
    remote(
        plan,
        Trouble::Unreadable,
        &message,
        Some(beginning(&reply.body)),
    )
}

pub(super) fn repeats(plan: &Plan, reply: &Reply, message: &str) -> Error {
    remote(
        plan,
        Trouble::Repeats,
        message,
        Some(beginning(&reply.body)),
    )
}

/// A cursor that a caller can send back.
///
/// # Errors
/// The vendor's own place in the list takes more than fits: a list that cannot go on must not look as if
/// it could.
pub(super) fn fitting(plan: &Plan, cursor: String) -> Result<String, Error> {
    if cursor.len() <= LONGEST_CURSOR {
        return Ok(cursor);
    }
    let message = format!(
        "the place of the next page takes {} characters, and a cursor has room for {LONGEST_CURSOR}",
        cursor.len()
    );
    Err(remote(plan, Trouble::Unreadable, &message, None))
}

pub(super) fn capped(plan: &Plan, cap: u64) -> Error {
    let message = format!(
        "{} gives at most {cap} records of one list: narrow the filters",
        plan.mapping.label
    );
    remote(plan, Trouble::Cap, &message, None)
}

/// The fault of a reading that found nothing before half of the vendor's limit was used.
pub(super) fn half_spent(plan: &Plan, limit: Option<RateLimit>) -> Error {
    let reset = limit.and_then(|limit| limit.reset_seconds);
    RemoteFault {
        retry_after: reset.map(Duration::from_secs),
        rate_limit: limit,
        ..RemoteFault::new(
            Trouble::RateLimited,
            format!(
                "half of the calls that {} allows are used, and no record was found yet: `next_cursor` goes on from here",
                plan.mapping.label
            ),
        )
    }
    .into()
}

fn remote(plan: &Plan, trouble: Trouble, message: &str, raw_response: Option<Json>) -> Error {
    let words = format!("{}: {message}", plan.mapping.label);
    RemoteFault {
        raw_response,
        ..RemoteFault::new(trouble, words)
    }
    .into()
}
