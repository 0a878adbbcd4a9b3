//! What a query text calls the parameters that are about the reply rather than the records. A
//! contract has words of its own for some of them, so whoever reads texts in its words hands them in.

/// The words of a contract.
///
/// The other parameters about the reply are called the same everywhere: `limit`, `next_cursor`,
/// `sort_by` and `remote_query` stand in mappings, models and replies too, and `unsupported_filters`
/// beside them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Names {
    /// Whose connection is read; absent where a text does not say it. The reader takes the parameter
    /// and drops its value: the account is chosen before the query is read.
    pub account: Option<&'static str>,
    /// The form of the records.
    pub response_format: &'static str,
    /// The field whose value names each record.
    pub key_by: &'static str,
    /// Set to use the vendor's own page size.
    pub ignore_limit: &'static str,
    /// Set to leave the vendor's record out.
    pub ignore_remote_data: &'static str,
    /// The fields to leave out.
    pub exclude_fields: &'static str,
    /// The tables that cost a request per record.
    pub lookups: &'static str,
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
