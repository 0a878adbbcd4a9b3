//! How a field is compared in a typed query: `gte(t)`, `one_of(["1", "2"])`.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use touchpoint::filter::{gte, lt, one_of};
//! use touchpoint::{EngagementType, Timestamp, Touchpoint};
//!
//! let touchpoint = Touchpoint::builder().sandbox().build().await?;
//! let account = touchpoint.sandbox_account("hubspot").ok_or("no such sandbox")?;
//! let (march, april): (Timestamp, Timestamp) = ("2026-03-01T00:00:00Z".parse()?, "2026-04-01T00:00:00Z".parse()?);
//! let calls = touchpoint
//!     .engagements(&account)
//!     .engagement_type(EngagementType::Call)
//!     .created_at(gte(march))
//!     .created_at(lt(april))
//!     .owner_id(one_of(["9021", "9022"]));
//! for call in calls.page().await?.engagements()? {
//!     assert!(call.created_at().is_some_and(|at| march <= at && at < april));
//! }
//! # Ok(()) }
//! ```

use jiff::Timestamp;
use jiff::civil::Date;
use std::marker::PhantomData;
use touchpoint_core::query::Operator;
use touchpoint_language::unified::EngagementType;

/// One comparison with values of a type.
#[derive(Clone, Debug)]
pub struct Comparison<V> {
    pub(crate) operator: Operator,
    pub(crate) values: Vec<String>,
    /// True for a value alone, as the text `f=v`.
    pub(crate) bare: bool,
    of: PhantomData<fn() -> V>,
}

/// A value that a field is compared with.
pub trait FilterValue {
    /// The type that the field has: [`Timestamp`] for moments, [`EngagementType`] for kinds, [`String`] for the
    /// rest.
    type Field;

    /// The value as a query writes it: `2026-03-02T10:00:00Z`.
    fn into_text(self) -> String;
}

impl FilterValue for Timestamp {
    type Field = Timestamp;

    fn into_text(self) -> String {
        self.to_string()
    }
}

impl FilterValue for EngagementType {
    type Field = EngagementType;

    fn into_text(self) -> String {
        self.into()
    }
}

/// A day: its first moment in UTC.
impl FilterValue for Date {
    type Field = Timestamp;

    fn into_text(self) -> String {
        self.to_string()
    }
}

impl FilterValue for String {
    type Field = String;

    fn into_text(self) -> String {
        self
    }
}

impl FilterValue for &String {
    type Field = String;

    fn into_text(self) -> String {
        self.clone()
    }
}

impl FilterValue for &str {
    type Field = String;

    fn into_text(self) -> String {
        self.to_owned()
    }
}

impl<V> Comparison<V> {
    fn new(operator: Operator, values: Vec<String>) -> Comparison<V> {
        Comparison {
            operator,
            values,
            bare: false,
            of: PhantomData,
        }
    }
}

/// A text alone is the value that the field has.
impl<V: FilterValue<Field = String>> From<V> for Comparison<String> {
    fn from(value: V) -> Comparison<String> {
        Comparison {
            bare: true,
            ..eq(value)
        }
    }
}

/// A kind alone, as a value or as its word.
macro_rules! alone {
    ($($of:ty),*) => {$(
        impl From<$of> for Comparison<EngagementType> {
            fn from(kind: $of) -> Comparison<EngagementType> {
                Comparison {
                    bare: true,
                    ..eq(EngagementType::from(kind))
                }
            }
        }
    )*};
}

alone!(EngagementType, &str, String);

/// Words of kinds: `one_of(["call", "email"])`.
impl From<Comparison<String>> for Comparison<EngagementType> {
    fn from(words: Comparison<String>) -> Comparison<EngagementType> {
        Comparison {
            operator: words.operator,
            values: words.values,
            bare: words.bare,
            of: PhantomData,
        }
    }
}

/// Exactly this.
pub fn eq<V: FilterValue>(value: V) -> Comparison<V::Field> {
    Comparison::new(Operator::Eq, vec![value.into_text()])
}

/// Anything but this.
pub fn ne<V: FilterValue>(value: V) -> Comparison<V::Field> {
    Comparison::new(Operator::Ne, vec![value.into_text()])
}

/// After this.
pub fn gt<V: FilterValue>(value: V) -> Comparison<V::Field> {
    Comparison::new(Operator::Gt, vec![value.into_text()])
}

/// At this or after it.
pub fn gte<V: FilterValue>(value: V) -> Comparison<V::Field> {
    Comparison::new(Operator::Gte, vec![value.into_text()])
}

/// Before this.
pub fn lt<V: FilterValue>(value: V) -> Comparison<V::Field> {
    Comparison::new(Operator::Lt, vec![value.into_text()])
}

/// At this or before it.
pub fn lte<V: FilterValue>(value: V) -> Comparison<V::Field> {
    Comparison::new(Operator::Lte, vec![value.into_text()])
}

/// One of these.
pub fn one_of<V: FilterValue>(values: impl IntoIterator<Item = V>) -> Comparison<V::Field> {
    let values = values.into_iter().map(FilterValue::into_text);
    Comparison::new(Operator::In, values.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use EngagementType::{Call, Email};

    #[test]
    fn several_kinds_are_compared_as_words() {
        let of = |kinds: Comparison<EngagementType>| (kinds.operator, kinds.values, kinds.bare);
        let (call, both) = (
            vec!["call".to_owned()],
            ["call", "email"].map(str::to_owned),
        );
        assert_eq!(of(Call.into()), (Operator::Eq, call.clone(), true));
        assert_eq!(of("call".into()), (Operator::Eq, call, true));
        for kinds in [one_of([Call, Email]), one_of(["call", "email"]).into()] {
            assert_eq!(of(kinds), (Operator::In, both.to_vec(), false));
        }
    }
}
