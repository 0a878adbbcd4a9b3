//! Every parameter about the reply, described in one place for the coverage page and for the
//! server's description.

use crate::query::{ACCOUNT, NAMES};

/// One parameter about the reply rather than the records.
#[derive(Clone, Copy, Debug)]
pub struct OwnParameter {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: ParameterKind,
    /// What it is for, in one sentence.
    pub about: &'static str,
    /// What else a caller of the server should know; may be empty.
    pub more: &'static str,
    /// The words that it takes, the default first; empty where any value is allowed.
    pub words: &'static [&'static str],
}

/// What the value of a parameter is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParameterKind {
    /// The id of an account.
    Id,
    /// A text or a word.
    Text,
    /// `true` or `false`; false where it is absent.
    Boolean,
    /// A whole number, 1 or more.
    Integer,
    /// Several texts.
    Array,
    /// Names and values of any nesting.
    Object,
}

impl ParameterKind {
    /// As a page for people says it.
    pub fn word(self) -> &'static str {
        match self {
            ParameterKind::Id => "string · uuid",
            ParameterKind::Text => "string",
            ParameterKind::Boolean => "boolean",
            ParameterKind::Integer => "integer",
            ParameterKind::Array => "array",
            ParameterKind::Object => "object",
        }
    }
}

const fn own(name: &'static str, kind: ParameterKind, about: &'static str) -> OwnParameter {
    OwnParameter {
        name,
        kind,
        about,
        more: "",
        words: &[],
    }
}

/// The parameters that are about the reply rather than the records, except `sort_by`, whose words
/// come from the model.
pub const PARAMETERS: [OwnParameter; 11] = [
    OwnParameter {
        more: "A token that is bound to one account may leave it out.",
        ..own(
            ACCOUNT,
            ParameterKind::Id,
            "The connected account that is read.",
        )
    },
    OwnParameter {
        words: &["unified", "raw", "normalized"],
        ..own(
            NAMES.response_format,
            ParameterKind::Text,
            "The form of the records: mapped, as the vendor has them, or mapped with every declared field.",
        )
    },
    own(
        NAMES.key_by,
        ParameterKind::Text,
        "The field whose value names each record; `result` is an object then.",
    ),
    own(
        NAMES.ignore_limit,
        ParameterKind::Boolean,
        "Reads one page of the vendor's own size.",
    ),
    own(
        NAMES.ignore_remote_data,
        ParameterKind::Boolean,
        "Leaves `remote_data` out.",
    ),
    own(
        NAMES.exclude_fields,
        ParameterKind::Array,
        "The fields to leave out, dotted.",
    ),
    own(
        NAMES.lookups,
        ParameterKind::Array,
        "The tables to look up for each record, where an integration offers them at the cost of further calls.",
    ),
    OwnParameter {
        more: "Write `remote_query[name]=value`.",
        ..own(
            "remote_query",
            ParameterKind::Object,
            "What goes to the vendor as it is, of any nesting.",
        )
    },
    OwnParameter {
        more: "The integration's own ceiling holds.",
        ..own(
            "limit",
            ParameterKind::Integer,
            "How many records a page has at most.",
        )
    },
    own(
        "next_cursor",
        ParameterKind::Text,
        "Where to go on, as the page before said.",
    ),
    OwnParameter {
        words: &["refuse", "ignore"],
        ..own(
            "unsupported_filters",
            ParameterKind::Text,
            "What becomes of a filter that can be neither sent nor checked.",
        )
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_core::query::Format;

    #[test]
    fn every_parameter_that_is_read_is_described_and_no_other() {
        let mut read: Vec<&str> = NAMES.all().filter(|name| *name != "sort_by").collect();
        let mut described: Vec<&str> = PARAMETERS.iter().map(|own| own.name).collect();
        read.sort_unstable();
        described.sort_unstable();
        assert_eq!(read, described);
    }

    #[test]
    fn the_words_of_the_format_are_those_that_are_read() {
        let format = PARAMETERS
            .iter()
            .find(|own| own.name == NAMES.response_format);
        assert_eq!(format.unwrap().words, Format::ALL.map(Format::word));
        assert_eq!(Format::default().word(), format.unwrap().words[0]);
    }
}
