//! What a caller asks of a list, typed: from here on there is no spelling to interpret.

use touchpoint_language::json::{Json, Object};
use touchpoint_language::model::{Direction, Operator};

/// One request for a page of unified records.
///
/// ```
/// use touchpoint_core::query::{ListQuery, Operator};
/// let query = ListQuery::default()
///     .with("account.id", "7")
///     .filter("created_at", Operator::Gte, ["2026-03-01"])
///     .limit(50);
/// assert_eq!(query.filters.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListQuery {
    /// All must hold.
    pub filters: Vec<Filter>,
    /// The fields to sort by, the most significant first.
    pub sort: Vec<(String, Direction)>,
    /// Records per page, not in all; the mapping's default where absent.
    pub limit: Option<u64>,
    /// Where to go on, as an earlier page said; absent on the first.
    pub next_cursor: Option<String>,
    /// True if the vendor's own page size is used instead of `limit`.
    pub ignore_limit: bool,
    /// The form of the records.
    pub format: Format,
    /// The field whose value becomes each record's key, where `result` is to be an object.
    pub key_by: Option<String>,
    /// The fields to leave out, dotted.
    pub exclude: Vec<String>,
    /// True if the vendor's record is left out.
    pub ignore_remote_data: bool,
    /// The lookups that cost a request per record and that the caller wants all the same.
    pub lookups: Vec<String>,
    /// What goes to the vendor as it is: nested, every leaf a text.
    pub remote_query: Object,
    /// What becomes of a filter that the vendor cannot serve.
    pub unsupported: Unsupported,
}

/// One condition on the records.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Filter {
    /// The canonical, dotted name: `account.id`.
    pub parameter: String,
    /// How the value is compared.
    pub operator: Operator,
    /// One value; several for `in` and `nin`. Texts as the caller wrote them.
    pub values: Vec<String>,
    /// True if the caller wrote `f=v` rather than `f[eq]=v`; a mapping may give that a meaning of
    /// its own.
    pub bare: bool,
}

/// The form of the records in a reply.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Format {
    /// The unified fields, with the vendor's record beside them.
    #[default]
    Unified,
    /// The vendor's records, unmapped.
    Raw,
    /// Exactly the unified schema: every field, nothing else.
    Normalized,
}

impl Format {
    /// Every format, in the order in which they are listed to a caller.
    pub const ALL: [Format; 3] = [Format::Unified, Format::Raw, Format::Normalized];

    /// The word a caller writes: `unified`.
    pub fn word(self) -> &'static str {
        match self {
            Format::Unified => "unified",
            Format::Raw => "raw",
            Format::Normalized => "normalized",
        }
    }
}

/// What becomes of a filter that the vendor cannot serve.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Unsupported {
    /// The query is refused.
    #[default]
    Refuse,
    /// The filter is left out, and the reply says so.
    Ignore,
}

impl ListQuery {
    /// Only records where this field or parameter (dotted) is this value.
    #[must_use]
    pub fn with(mut self, parameter: impl Into<String>, value: impl Into<String>) -> ListQuery {
        self.filters.push(Filter {
            parameter: parameter.into(),
            operator: Operator::Eq,
            values: vec![value.into()],
            bare: true,
        });
        self
    }

    /// Only records where this field or parameter (dotted) compares so with these values.
    #[must_use]
    pub fn filter<S: Into<String>>(
        mut self,
        parameter: impl Into<String>,
        operator: Operator,
        values: impl IntoIterator<Item = S>,
    ) -> ListQuery {
        self.filters.push(Filter {
            parameter: parameter.into(),
            operator,
            values: values.into_iter().map(Into::into).collect(),
            bare: false,
        });
        self
    }

    /// Sorted by this field, after those that were added before.
    #[must_use]
    pub fn sort_by(mut self, field: impl Into<String>, direction: Direction) -> ListQuery {
        self.sort.push((field.into(), direction));
        self
    }

    /// At most this many records per page.
    #[must_use]
    pub fn limit(mut self, records: u64) -> ListQuery {
        self.limit = Some(records);
        self
    }

    /// Going on where an earlier page ended.
    #[must_use]
    pub fn next_cursor(mut self, cursor: impl Into<String>) -> ListQuery {
        self.next_cursor = Some(cursor.into());
        self
    }

    /// With records of this form.
    #[must_use]
    pub fn format(mut self, format: Format) -> ListQuery {
        self.format = format;
        self
    }

    /// With `result` as an object, keyed by this field (dotted).
    #[must_use]
    pub fn key_by(mut self, field: impl Into<String>) -> ListQuery {
        self.key_by = Some(field.into());
        self
    }

    /// Without this field (dotted).
    #[must_use]
    pub fn exclude(mut self, field: impl Into<String>) -> ListQuery {
        self.exclude.push(field.into());
        self
    }

    /// Without the vendor's records beside the unified ones.
    #[must_use]
    pub fn without_remote_data(mut self) -> ListQuery {
        self.ignore_remote_data = true;
        self
    }

    /// With the vendor's own page size.
    #[must_use]
    pub fn ignore_limit(mut self) -> ListQuery {
        self.ignore_limit = true;
        self
    }

    /// With this sent to the vendor as it is.
    #[must_use]
    pub fn remote(mut self, name: impl Into<String>, value: impl Into<Json>) -> ListQuery {
        self.remote_query.insert(name.into(), value.into());
        self
    }

    /// With this treatment of filters that the vendor cannot serve.
    #[must_use]
    pub fn unsupported(mut self, unsupported: Unsupported) -> ListQuery {
        self.unsupported = unsupported;
        self
    }

    /// The filters on this parameter (dotted).
    pub fn filters_on<'q>(&'q self, parameter: &'q str) -> impl Iterator<Item = &'q Filter> {
        self.filters
            .iter()
            .filter(move |f| f.parameter == parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_can_be_built_without_text() {
        let query = ListQuery::default()
            .with("shop.id", "7")
            .filter("colour", Operator::In, ["red", "blue"])
            .sort_by("placed_at", Direction::Desc)
            .limit(5)
            .remote("depth", "2");
        assert_eq!(query.filters[0].values, ["7"]);
        assert!(query.filters[0].bare);
        assert_eq!(query.filters_on("colour").count(), 1);
        assert_eq!(query.sort, [("placed_at".to_owned(), Direction::Desc)]);
        assert_eq!(query.limit, Some(5));
        assert_eq!(query.remote_query["depth"], "2");
    }

    #[test]
    fn operators_are_found_by_their_word() {
        for operator in Operator::ALL {
            assert_eq!(Operator::from_word(operator.word()), Some(operator));
        }
        assert_eq!(Operator::from_word("is"), None);
    }
}
