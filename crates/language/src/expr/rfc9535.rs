//! Turns `JSONPath` text into a parsed query, and a query over a value into nodes.
//!
//! The only file that names the `JSONPath` library. The library accepts filters that RFC 9535
//! forbids (section 2.4.3, well-typedness); they are refused here, and so are short paths that
//! would cost much. Where the library would give a wrong answer, the query is corrected (`count` of
//! nothing) or refused (a filter directly on `@`). In two things the library differs from the RFC
//! and is left as it is: filters compare numbers as 64-bit floats, and `..` with several selectors
//! gives its nodes selector by selector.

mod bounds;
mod filter;
mod plain;
mod step;
mod text;

pub use filter::{PlainFilter, PlainLiteral};
/// A tree of values that a path can walk: through it the library sees what a node holds.
pub use jsonpath_rust::query::queryable::Queryable as Tree;
pub use step::Step;

use super::fault::ExprFault;
use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, JpQuery, Literal, Segment as Parsed,
    Selector, Test, TestFunction,
};
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;

/// How deep filters may stand in filters.
const MOST_FILTERS_DEEP: usize = 2;
/// How many `..` a path may hold, and into how many branches its lists of selectors may fan out.
const MOST_DESCENTS: usize = 2;
const MOST_BRANCHES: usize = 64;

/// A parsed and checked query.
#[derive(Debug)]
pub(super) struct Query(JpQuery);

/// One segment, as far as it can be walked without the library.
#[derive(Debug)]
pub(super) enum Segment {
    Step(Step),
    Wildcard,
    /// Counted from the end of a list; 1 is the last.
    FromEnd(usize),
    Other,
}

impl Query {
    pub(super) fn parse(text: &str) -> Result<Self, ExprFault> {
        text::refuse_large(text)?;
        if let Some(segments) = plain::segments(text) {
            return Ok(Self(JpQuery::new(segments)));
        }
        text::refuse_gaps(text)?;
        let mut query =
            parse_json_path(text).map_err(|error| text::told(text, &error.to_string()))?;
        let mut spent = Spent::default();
        check_segments(&mut query.segments, 0, &mut spent)?;
        Ok(Self(query))
    }

    /// True if some selector outside filters takes several values: a wildcard, a slice, `..`.
    pub(super) fn takes_all(&self) -> bool {
        self.0.segments.iter().any(|segment| {
            !matches!(
                segment,
                Parsed::Selector(Selector::Name(_) | Selector::Index(_) | Selector::Filter(_))
            )
        })
    }

    pub(super) fn segments(&self) -> Vec<Segment> {
        self.0.segments.iter().map(Segment::of).collect()
    }

    /// The same query without its first steps.
    pub(super) fn below(&self, steps: usize) -> Self {
        let segments = self.0.segments.iter().skip(steps);
        Self(JpQuery::new(segments.cloned().collect()))
    }

    /// The same query without its last segment.
    pub(super) fn without_last(&self) -> Self {
        let before = self.0.segments.len().saturating_sub(1);
        let segments = self.0.segments.iter().take(before);
        Self(JpQuery::new(segments.cloned().collect()))
    }

    /// The filter after the first steps, where it is a simple one.
    pub(super) fn filter(&self, steps: usize) -> Option<PlainFilter> {
        filter::plain(self.0.segments.get(steps..)?)
    }

    /// True if some filter starts at the root again.
    pub(super) fn looks_at_root(&self) -> bool {
        filter::looks_at_root(&self.0.segments)
    }

    pub(super) fn nodes<'v, T: Tree>(&self, here: &'v T) -> Vec<&'v T> {
        // The library fails only when the result is no reference, which no query of ours gives.
        js_path_process(&self.0, here)
            .map(|nodes| nodes.into_iter().map(|node| node.val).collect())
            .unwrap_or_default()
    }
}

impl Segment {
    fn of(parsed: &Parsed) -> Self {
        match parsed {
            Parsed::Selector(Selector::Name(name)) => Self::Step(Step::Name(name.clone())),
            Parsed::Selector(Selector::Wildcard) => Self::Wildcard,
            Parsed::Selector(Selector::Index(index)) => match usize::try_from(*index) {
                Ok(index) => Self::Step(Step::Index(index)),
                Err(_) => usize::try_from(index.unsigned_abs()).map_or(Self::Other, Self::FromEnd),
            },
            Parsed::Selector(_) | Parsed::Selectors(_) | Parsed::Descendant(_) => Self::Other,
        }
    }
}

/// What a path has used of its bounds.
#[derive(Default)]
struct Spent {
    descents: usize,
    branches: usize,
}

fn check_segments(
    segments: &mut [Parsed],
    depth: usize,
    spent: &mut Spent,
) -> Result<(), ExprFault> {
    for segment in segments {
        let inner = match segment {
            Parsed::Descendant(inner) => {
                spent.descents = spent.descents.saturating_add(1);
                inner.as_mut()
            }
            other => other,
        };
        let selectors = match inner {
            Parsed::Selector(selector) => std::slice::from_mut(selector),
            Parsed::Selectors(selectors) => selectors.as_mut_slice(),
            Parsed::Descendant(_) => &mut [],
        };
        spent.branches = spent.branches.max(1).saturating_mul(selectors.len().max(1));
        for selector in selectors {
            if let Selector::Filter(filter) = selector {
                check_filter(filter, depth.saturating_add(1), spent)?;
            }
        }
    }
    let refuse = |what: String| Err(ExprFault::new(what).help("split it into several paths"));
    if spent.descents > MOST_DESCENTS {
        return refuse(format!("the path holds more than {MOST_DESCENTS} `..`"));
    }
    if spent.branches > MOST_BRANCHES {
        return refuse(format!(
            "the path selects more than {MOST_BRANCHES} branches"
        ));
    }
    Ok(())
}

/// A query that starts at `@`. A filter directly on `@` is refused, because the library takes it
/// for a test of existence.
fn check_relative(
    segments: &mut [Parsed],
    depth: usize,
    spent: &mut Spent,
) -> Result<(), ExprFault> {
    let is_filter = |selector: &Selector| matches!(selector, Selector::Filter(_));
    let first = match segments.first() {
        Some(Parsed::Descendant(inner)) => Some(inner.as_ref()),
        first => first,
    };
    let bare = match first {
        Some(Parsed::Selector(selector)) => is_filter(selector),
        Some(Parsed::Selectors(selectors)) => selectors.iter().any(is_filter),
        Some(Parsed::Descendant(_)) | None => false,
    };
    if bare {
        return Err(ExprFault::new("a filter stands directly on `@`")
            .help("filter a member of it, as in `@.parts[?@.kind == 'x']`"));
    }
    check_segments(segments, depth, spent)
}

fn check_filter(filter: &mut Filter, depth: usize, spent: &mut Spent) -> Result<(), ExprFault> {
    if depth > MOST_FILTERS_DEEP {
        return Err(ExprFault::new(format!(
            "filters are nested deeper than {MOST_FILTERS_DEEP}"
        )));
    }
    match filter {
        Filter::Or(parts) | Filter::And(parts) => parts
            .iter_mut()
            .try_for_each(|part| check_filter(part, depth, spent)),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => check_filter(expr, depth, spent),
        Filter::Atom(FilterAtom::Test { expr, .. }) => match expr.as_mut() {
            Test::RelQuery(segments) => check_relative(segments, depth, spent),
            Test::AbsQuery(query) => bounds::refuse_many_of_root(&query.segments),
            Test::Function(function) => match check_function(function, depth, spent)? {
                Gives::Truth => Ok(()),
                Gives::Value => Err(ExprFault::new(format!(
                    "`{}` gives a value, not a truth",
                    name_of(function)
                ))
                .help("compare it, as in `count(@.a) > 0`")),
            },
        },
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (Comparison::Eq(left, right)
            | Comparison::Ne(left, right)
            | Comparison::Lt(left, right)
            | Comparison::Lte(left, right)
            | Comparison::Gt(left, right)
            | Comparison::Gte(left, right)) = comparison.as_mut();
            check_comparable(left, depth, spent)?;
            check_comparable(right, depth, spent)?;
            if let Some(mended) = mended(comparison)? {
                *filter = mended;
            }
            Ok(())
        }
    }
}

/// The library gives nothing instead of 0 for `count` of no nodes. Where that changes the result of
/// a comparison, the case of no nodes is added beside it.
fn mended(comparison: &Comparison) -> Result<Option<Filter>, ExprFault> {
    let (left, right) = comparison.vals();
    let (counted, other, counted_left) = match (left, right) {
        (Comparable::Function(TestFunction::Count(FnArg::Test(query))), other) => {
            (query, other, true)
        }
        (other, Comparable::Function(TestFunction::Count(FnArg::Test(query)))) => {
            (query, other, false)
        }
        _ => return Ok(None),
    };
    let number = match other {
        Comparable::Literal(Literal::Int(whole)) => whole.cmp(&0),
        Comparable::Literal(Literal::Float(float)) => match float.partial_cmp(&0.0) {
            Some(order) => order,
            None => return Ok(None),
        },
        Comparable::Literal(_) => return Ok(None),
        Comparable::Function(_) | Comparable::SingularQuery(_) => {
            return Err(
                ExprFault::new("`count` is compared with something not written out")
                    .help("compare it with a number, as in `count(@.a) > 1`"),
            );
        }
    };
    // How 0 compares with the number, seen from the left side.
    let zero = if counted_left {
        number.reverse()
    } else {
        number
    };
    let with_none = match comparison {
        Comparison::Eq(..) => zero.is_eq(),
        Comparison::Ne(..) => zero.is_ne(),
        Comparison::Lt(..) => zero.is_lt(),
        Comparison::Lte(..) => zero.is_le(),
        Comparison::Gt(..) => zero.is_gt(),
        Comparison::Gte(..) => zero.is_ge(),
    };
    let said = Filter::Atom(FilterAtom::Comparison(Box::new(comparison.clone())));
    let test = |not| {
        Filter::Atom(FilterAtom::Test {
            expr: counted.clone(),
            not,
        })
    };
    Ok(
        match (with_none, matches!(comparison, Comparison::Ne(..))) {
            (true, false) => Some(Filter::Or(vec![said, test(true)])),
            (false, true) => Some(Filter::And(vec![said, test(false)])),
            _ => None,
        },
    )
}

fn check_comparable(
    side: &mut Comparable,
    depth: usize,
    spent: &mut Spent,
) -> Result<(), ExprFault> {
    let Comparable::Function(function) = side else {
        return Ok(());
    };
    match check_function(function, depth, spent)? {
        Gives::Value => Ok(()),
        Gives::Truth => Err(ExprFault::new(format!(
            "`{}` gives a truth, which cannot be compared",
            name_of(function)
        ))
        .help("use it alone, as in `[?match(@.a, 'x')]`")),
    }
}

/// What a function gives back (RFC 9535, section 2.4.1).
enum Gives {
    Value,
    Truth,
}

fn check_function(
    function: &mut TestFunction,
    depth: usize,
    spent: &mut Spent,
) -> Result<Gives, ExprFault> {
    let name = name_of(function);
    match function {
        TestFunction::Length(argument) => {
            check_value(argument, name, depth, spent)?;
            Ok(Gives::Value)
        }
        TestFunction::Value(argument) | TestFunction::Count(argument) => {
            check_nodes(argument, name, depth, spent)?;
            Ok(Gives::Value)
        }
        TestFunction::Search(text, pattern) | TestFunction::Match(text, pattern) => {
            check_value(text, name, depth, spent)?;
            bounds::refuse_large_pattern(pattern, name)?;
            Ok(Gives::Truth)
        }
        TestFunction::Custom(name, _) => {
            Err(ExprFault::new(format!("RFC 9535 has no function `{name}`"))
                .help("use `length`, `count`, `match`, `search` or `value`"))
        }
    }
}

/// An argument that must be one value: a literal, a query of at most one node, a function of values.
fn check_value(
    argument: &mut FnArg,
    name: &str,
    depth: usize,
    spent: &mut Spent,
) -> Result<(), ExprFault> {
    let fits = match argument {
        FnArg::Literal(_) => true,
        FnArg::Filter(_) => false,
        FnArg::Test(test) => match test.as_mut() {
            Test::RelQuery(segments) => is_singular(segments),
            Test::AbsQuery(query) => is_singular(&query.segments),
            Test::Function(inner) => {
                matches!(check_function(inner, depth, spent)?, Gives::Value)
            }
        },
    };
    if fits {
        return Ok(());
    }
    Err(
        ExprFault::new(format!("`{name}` takes one value, not many nodes"))
            .help("name a single place such as `@.a`"),
    )
}

/// An argument that must be a query.
fn check_nodes(
    argument: &mut FnArg,
    name: &str,
    depth: usize,
    spent: &mut Spent,
) -> Result<(), ExprFault> {
    if let FnArg::Test(test) = argument {
        match test.as_mut() {
            Test::RelQuery(segments) => return check_relative(segments, depth, spent),
            Test::AbsQuery(query) => return bounds::refuse_many_of_root(&query.segments),
            Test::Function(_) => {}
        }
    }
    Err(ExprFault::new(format!("`{name}` takes a path")).help(format!("write `{name}(@.a)`")))
}

fn is_singular(segments: &[Parsed]) -> bool {
    segments.iter().all(|segment| {
        matches!(
            segment,
            Parsed::Selector(Selector::Name(_) | Selector::Index(_))
        )
    })
}

fn name_of(function: &TestFunction) -> &'static str {
    match function {
        TestFunction::Length(_) => "length",
        TestFunction::Value(_) => "value",
        TestFunction::Count(_) => "count",
        TestFunction::Search(..) => "search",
        TestFunction::Match(..) => "match",
        TestFunction::Custom(..) => "a function",
    }
}
