//! What every integration takes and gives alike: the parameters about the reply, and the members
//! around the records.

/// One name of the engine's own.
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
pub(super) const PARAMETERS: [Own; 10] = [
    Own {
        required: true,
        ..own(
            "integrated_account_id",
            "string · uuid",
            "The connected account that is read.",
        )
    },
    Own {
        words: &["unified", "raw", "normalized"],
        ..own(
            "truto_response_format",
            "string",
            "The form of the records: mapped, as the remote has them, or mapped with every declared field.",
        )
    },
    own(
        "truto_key_by",
        "string",
        "The field whose value names each record; `result` is an object then.",
    ),
    own(
        "truto_ignore_limit",
        "boolean",
        "Reads one page of the remote's own size.",
    ),
    own(
        "truto_ignore_remote_data",
        "boolean",
        "Leaves `remote_data` out.",
    ),
    own(
        "truto_exclude_fields",
        "array",
        "The fields to leave out, dotted.",
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
    Own {
        words: &["refuse", "ignore"],
        ..own(
            "unsupported_filters",
            "string",
            "What becomes of a filter that can be neither sent nor checked.",
        )
    },
];

/// What stands before the fields of the records.
pub(super) const BEFORE: [Own; 1] = [own("result", "object[]", "The records.")];

/// The members after the fields.
pub(super) const AFTER: [Own; 2] = [
    own("remote_data", "object", "The remote's own record."),
    own(
        "next_cursor",
        "string",
        "Where the list goes on; null at its end.",
    ),
];

/// What is said of `sort_by`.
pub(super) const SORT_BY: Own = own(
    "sort_by",
    "object",
    "The field to sort by, and which way: `sort_by[field]=desc`.",
);
