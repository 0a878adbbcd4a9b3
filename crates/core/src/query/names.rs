//! The names of the parameters that are about the reply rather than the records. A contract has its
//! own names for some of them, so the code that reads query texts of that contract hands them in.

use super::failure::bracketed;

/// A contract's names of parameters.
///
/// The other parameters about the reply have the same name everywhere: `limit`, `next_cursor`,
/// `sort_by` and `remote_query`, which mappings, models and replies use too, and
/// `unsupported_filters`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Names {
    /// Whose connection is read; absent where the query text does not say so. The reader accepts
    /// the parameter and drops its value: the account is chosen before the query is read.
    pub account: Option<&'static str>,
    /// The form of the records.
    pub response_format: &'static str,
    /// The field whose value becomes each record's key.
    pub key_by: &'static str,
    /// Set to use the vendor's own page size.
    pub ignore_limit: &'static str,
    /// Set to leave the vendor's record out.
    pub ignore_remote_data: &'static str,
    /// The fields to leave out.
    pub exclude_fields: &'static str,
    /// The tables that cost a request per record.
    pub lookups: &'static str,
    /// How the name of a member is written in faults.
    pub spelling: Spelling,
}

/// How the name of a member is written: `id` of `owner`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Spelling {
    /// `owner.id`, as code writes it.
    #[default]
    Dots,
    /// `owner[id]`, as the text of a query writes it.
    Brackets,
}

impl Spelling {
    /// A dotted name in this spelling.
    pub(crate) fn of(self, dotted: &str) -> String {
        match self {
            Spelling::Dots => dotted.to_owned(),
            Spelling::Brackets => bracketed(dotted),
        }
    }
}

impl Default for Names {
    fn default() -> Names {
        Names {
            account: None,
            response_format: "response_format",
            key_by: "key_by",
            ignore_limit: "ignore_limit",
            ignore_remote_data: "ignore_remote_data",
            exclude_fields: "exclude_fields",
            lookups: "lookups",
            spelling: Spelling::Dots,
        }
    }
}

impl Names {
    /// Every parameter about the reply, in the order in which they are listed to a caller.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        let shared = [
            "limit",
            "next_cursor",
            "sort_by",
            "remote_query",
            "unsupported_filters",
        ];
        let own = [
            self.response_format,
            self.key_by,
            self.ignore_limit,
            self.ignore_remote_data,
            self.exclude_fields,
            self.lookups,
        ];
        self.account.into_iter().chain(shared).chain(own)
    }
}
