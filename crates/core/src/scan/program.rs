//! The compiled fields of one case: every path has its slot, every key of the output is written
//! beforehand, every condition compares slots. [`super::compile`] makes it.

use super::output::Literal;
use super::read::{Origins, PathRead};
use super::short::Short;
use super::test::Test;
use super::trie::Trie;
use crate::slices::Walk;
use jiff::tz::TimeZone;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::{Compute, TimeForm};
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::Transform;

/// The compiled fields of one case.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) fields: Vec<RowField>,
    pub(super) layout: Layout,
    pub(super) skip: Option<Test>,
}

/// How a whole row is written, from its opening brace on. The closing brace comes later.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Each constant piece with the field that comes after it, by its position in the program.
    pub(super) pieces: Vec<(Literal, usize)>,
    pub(super) end: Literal,
}

/// One unified field.
#[derive(Clone, Debug)]
pub(super) struct RowField {
    pub(super) name: String,
    pub(super) key: Literal,
    pub(super) kind: FieldKind,
}

/// Where a field comes from, by its type.
#[allow(
    clippy::large_enum_variant,
    reason = "a program has a few dozen fields, and each is read for every record"
)]
#[derive(Clone, Debug)]
pub(super) enum FieldKind {
    /// This case does not fill it.
    Empty(&'static str),
    Scalar(Expr),
    Object(RowSource),
    List(Vec<RowSource>),
}

/// The members of an object, or of the elements of a list.
#[derive(Clone, Debug)]
pub(super) struct RowSource {
    /// Its own number among all sources.
    pub(super) number: usize,
    pub(super) when: Option<Test>,
    pub(super) each: Option<PathRead>,
    /// Where the record says that there are more elements, and where the mapping says so.
    pub(super) more: Option<(PathRead, Pointer)>,
    pub(super) only: Option<Test>,
    pub(super) lookup: Option<LookupBy>,
    /// The elements in the entry found.
    pub(super) then_each: Option<Walk>,
    /// The paths that are read of an element.
    pub(super) element: Trie,
    /// The paths that are read of the entry found, or of its elements.
    pub(super) entry: Trie,
    pub(super) members: Vec<ElementMember>,
    /// True if an element is its one member's value, and no object.
    pub(super) bare: bool,
    /// The place in the mapping of the first member that is filled.
    pub(super) place: Pointer,
    pub(super) field: String,
}

#[derive(Clone, Debug)]
pub(super) struct ElementMember {
    /// The key, after the brace or the comma that comes before it.
    pub(super) key: Literal,
    pub(super) is_id: bool,
    pub(super) dotted: String,
    pub(super) expr: Option<Expr>,
}

/// A table, and the parts of the key that its entry is found by.
#[derive(Clone, Debug)]
pub(super) struct LookupBy {
    pub(super) table: String,
    pub(super) by: Vec<PathRead>,
}

/// Where one value comes from: a compiled [`touchpoint_language::mapping::Expression`].
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) pick: Picked,
    pub(super) reading: FieldReading,
    /// The transforms of the picked value.
    pub(super) finishing: Vec<Transform>,
    pub(super) place: Pointer,
    /// Where its value stands in the record, where that is one place.
    pub(super) remote: Option<String>,
    /// The short way to write it, where there is one.
    pub(super) short: Short,
}

#[derive(Clone, Debug)]
pub(super) enum Picked {
    From(PathRead),
    Entry(LookupBy, Walk),
    FirstOf(Vec<Expr>),
    /// The JSON text of the value.
    Always(String),
    Query(String),
    Sum(Vec<Expr>),
    Difference(Box<(Expr, Expr)>),
    Compute(Computed),
    Choose(Vec<(Option<Test>, Option<Expr>)>),
}

/// A computation and what it reads.
#[derive(Clone, Debug)]
pub(super) struct Computed {
    pub(super) compute: Compute,
    pub(super) whole: Option<PathRead>,
    /// The members that it names, when it reads nothing else of an object.
    pub(super) members: Option<Vec<(String, PathRead)>>,
}

/// How a picked value becomes one of the field's type.
#[derive(Clone, Debug)]
pub(super) struct FieldReading {
    pub(super) steps: Vec<Transform>,
    pub(super) scalar: Scalar,
    /// True if an empty text is a value.
    pub(super) empty: bool,
    pub(super) known: QuickForm,
}

/// A quick way of reading that needs only the text.
#[derive(Clone, Debug)]
pub(super) enum QuickForm {
    Text {
        /// True if an empty text is a value.
        empty: bool,
    },
    Instant {
        form: TimeForm,
        zone: Option<TimeZone>,
    },
    /// The milliseconds of one unit.
    Count(i64),
    /// No quick way: the transforms run one by one.
    No,
}

impl RowSource {
    /// True if its members are read of the record itself.
    pub(super) fn is_record(&self) -> bool {
        self.each.is_none() && self.only.is_none() && self.lookup.is_none()
    }

    /// True if its own condition holds.
    pub(super) fn applies(&self, record: &Origins<'_>) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(record))
    }
}
