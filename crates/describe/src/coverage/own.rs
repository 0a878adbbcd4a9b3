//! The parameters about the reply and the members around the records, which are the same for every
//! integration.

use touchpoint_contract::{OwnParameter, PARAMETERS, ParameterKind};

/// A parameter or member that is not the model's.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) about: &'static str,
    pub(super) words: &'static [&'static str],
    pub(super) required: bool,
}

const fn own(name: &'static str, kind: &'static str, about: &'static str) -> Own {
    Own {
        name,
        kind,
        about,
        words: &[],
        required: false,
    }
}

/// The parameters that are about the reply rather than the records.
pub(super) fn parameters() -> impl Iterator<Item = Own> {
    PARAMETERS.iter().map(Own::from)
}

impl From<&OwnParameter> for Own {
    fn from(parameter: &OwnParameter) -> Own {
        Own {
            words: parameter.words,
            // The account must be named, by the query or by the token.
            required: parameter.kind == ParameterKind::Id,
            ..own(parameter.name, parameter.kind.word(), parameter.about)
        }
    }
}

/// The member before the fields of the records.
pub(super) const BEFORE: [Own; 1] = [own("result", "object[]", "The records.")];

/// The members after the fields.
pub(super) const AFTER: [Own; 2] = [
    own("remote_data", "object", "The vendor's own record."),
    own(
        "next_cursor",
        "string",
        "Where the list goes on; null at its end.",
    ),
];

/// The description of `sort_by`.
pub(super) const SORT_BY: Own = own(
    "sort_by",
    "object",
    "The field to sort by, and which way: `sort_by[field]=desc`.",
);
