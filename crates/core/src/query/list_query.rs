//! What a caller asks of a list, typed: from here on there is no spelling to interpret.

use serde::{Deserialize, Serialize};
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
///
/// It is plain data, which a program can keep. What is left out is as in [`ListQuery::default`], and a member that is
/// not known is refused, since the list without it would be another one:
///
/// ```
/// use touchpoint_core::query::ListQuery;
/// let query = ListQuery::default().with("account.id", "7").limit(50);
/// let kept = serde_json::to_string(&query)?;
/// let filter = r#"{"parameter":"account.id","operator":"eq","values":["7"],"bare":true}"#;
/// assert_eq!(kept, format!(r#"{{"filters":[{filter}],"limit":50}}"#));
/// assert_eq!(serde_json::from_str::<ListQuery>(&kept)?, query);
/// assert!(serde_json::from_str::<ListQuery>(r#"{"filter":[]}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListQuery {
    /// All must hold.
    #[serde(skip_serializing_if = "is_default")]
    pub filters: Vec<Filter>,
    /// The fields to sort by, the most significant first.
    #[serde(skip_serializing_if = "is_default")]
    pub sort: Vec<(String, Direction)>,
    /// Records per page, not in all; the mapping's default where absent.
    #[serde(skip_serializing_if = "is_default")]
    pub limit: Option<u64>,
    /// Where to go on, as an earlier page said; absent on the first.
    #[serde(skip_serializing_if = "is_default")]
    pub next_cursor: Option<String>,
    /// True if the vendor's own page size is used instead of `limit`.
    #[serde(skip_serializing_if = "is_default")]
    pub ignore_limit: bool,
    /// The form of the records.
    #[serde(skip_serializing_if = "is_default")]
    pub format: Format,
    /// The field whose value becomes each record's key, where `result` is to be an object.
    #[serde(skip_serializing_if = "is_default")]
    pub key_by: Option<String>,
    /// The fields to leave out, dotted.
    #[serde(skip_serializing_if = "is_default")]
    pub exclude: Vec<String>,
    /// True if the vendor's record is left out.
    #[serde(skip_serializing_if = "is_default")]
    pub ignore_remote_data: bool,
    /// The lookups that cost a request per record and that the caller wants all the same.
    #[serde(skip_serializing_if = "is_default")]
    pub lookups: Vec<String>,
    /// What goes to the vendor as it is: nested, every leaf a text.
    #[serde(skip_serializing_if = "is_default")]
    pub remote_query: Object,
    /// What becomes of a filter that the vendor cannot serve.
    #[serde(skip_serializing_if = "is_default")]
    pub unsupported: Unsupported,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One condition on the records.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The canonical, dotted name: `account.id`.
    pub parameter: String,
    /// How the value is compared.
    pub operator: Operator,
    /// One value; several for `in` and `nin`. Texts as the caller wrote them.
    pub values: Vec<String>,
    /// True if the caller wrote `f=v` rather than `f[eq]=v`; a mapping may give that a meaning of
    /// its own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bare: bool,
}

/// The form of the records in a reply.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
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
    fn a_query_is_read_as_it_was_kept() {
        let mut all = ListQuery::default()
            .with("shop.id", "7")
            .sort_by("placed_at", Direction::Desc)
            .limit(u64::MAX)
            .next_cursor("abc")
            .key_by("id")
            .exclude("note")
            .without_remote_data()
            .ignore_limit()
            .remote("depth", "2")
            .remote("nested", Object::from([("a".to_owned(), Json::from("1"))]))
            .unsupported(Unsupported::Ignore);
        all.lookups = vec!["shops".to_owned()];
        let operators = Operator::ALL.map(|one| ListQuery::default().filter("x", one, ["é", ""]));
        let formats = Format::ALL.map(|one| ListQuery::default().format(one));
        let queries = [all, ListQuery::default()].into_iter();
        for query in queries.chain(operators).chain(formats) {
            let kept = serde_json::to_string(&query).unwrap();
            assert_eq!(serde_json::from_str::<ListQuery>(&kept).unwrap(), query);
        }
        assert_eq!(serde_json::to_string(&ListQuery::default()).unwrap(), "{}");
    }

    #[test]
    fn what_is_not_known_is_not_left_out() {
        let one = r#"{"parameter":"a","operator":"eq","values":["1"]}"#;
        let whole = format!(r#"{{"filters":[{one}],"format":"raw"}}"#);
        assert!(serde_json::from_str::<ListQuery>(&whole).is_ok());
        for (word, other) in [
            ("filters", "filtres"),
            ("parameter", "parametre"),
            ("values", "value"),
            (r#""eq""#, r#""equal""#),
            ("raw", "bare"),
        ] {
            let other = whole.replace(word, other);
            let read = serde_json::from_str::<ListQuery>(&other);
            assert!(read.is_err(), "{other}: {read:?}");
        }
    }

    #[test]
    fn operators_are_found_by_their_word() {
        for operator in Operator::ALL {
            assert_eq!(Operator::from_word(operator.word()), Some(operator));
        }
        assert_eq!(Operator::from_word("is"), None);
    }
}
