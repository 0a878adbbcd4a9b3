//! Every parameter about the reply, said once: for the page of what integrations support, and for
//! the description of the server.

use crate::query::{ACCOUNT, NAMES};

/// One parameter about the reply rather than the records.
#[derive(Clone, Copy, Debug)]
pub struct OwnParameter {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// The words that it takes, the default first; empty where it is open.
    pub words: &'static [&'static str],
    /// True if every request must have it.
    pub required: bool,
}

const fn own(name: &'static str, kind: &'static str, about: &'static str) -> OwnParameter {
    OwnParameter {
        name,
        kind,
        about,
        words: &[],
        required: false,
    }
}

/// The parameters that are about the reply rather than the records, but for `sort_by`, whose words
/// are the model's.
pub const PARAMETERS: [OwnParameter; 11] = [
    OwnParameter {
        required: true,
        ..own(
            ACCOUNT,
            "string · uuid",
            "The connected account that is read.",
        )
    },
    OwnParameter {
        words: &["unified", "raw", "normalized"],
        ..own(
            NAMES.response_format,
            "string",
            "The form of the records: mapped, as the remote has them, or mapped with every declared field.",
        )
    },
    own(
        NAMES.key_by,
        "string",
        "The field whose value names each record; `result` is an object then.",
    ),
    own(
        NAMES.ignore_limit,
        "boolean",
        "Reads one page of the remote's own size.",
    ),
    own(
        NAMES.ignore_remote_data,
        "boolean",
        "Leaves `remote_data` out.",
    ),
    own(
        NAMES.exclude_fields,
        "array",
        "The fields to leave out, dotted.",
    ),
    own(
        NAMES.lookups,
        "array",
        "The tables to look up for each record, where an integration offers them at the cost of further calls.",
    ),
    own(
        "remote_query",
        "object",
        "What goes to the remote as it is, of any nesting.",
    ),
    own("limit", "integer", "How many records a page has at most."),
    own(
        "next_cursor",
        "string",
        "Where to go on, as the page before said.",
    ),
    OwnParameter {
        words: &["refuse", "ignore"],
        ..own(
            "unsupported_filters",
            "string",
            "What becomes of a filter that can be neither sent nor checked.",
        )
    },
];
