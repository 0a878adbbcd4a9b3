//! Finds the simple filters of a parsed query, which need no library, and tells if any filter
//! starts again at the root.

use super::step::Step;
use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, Literal, Segment, Selector, SingularQuery,
    SingularQuerySegment, Test, TestFunction,
};

/// A filter after plain steps that tests one simple thing of each child.
#[derive(Clone, Debug, PartialEq)]
pub enum PlainFilter {
    /// `[?@.name == literal]`, then plain steps.
    Member {
        /// The member that is compared.
        name: String,
        /// What it must be.
        literal: PlainLiteral,
        /// The steps after the filter.
        tail: Vec<Step>,
    },
    /// `[?match(@, 'x')]` or `[?search(@, 'x')]` at the end: only texts can pass it.
    Texts,
}

/// What a member is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum PlainLiteral {
    /// `true` or `false`.
    Flag(bool),
    /// A text.
    Text(String),
}

/// Reads the segments from the filter on; nothing where they are not a simple filter.
pub(super) fn plain(segments: &[Segment]) -> Option<PlainFilter> {
    let (first, tail) = segments.split_first()?;
    let Segment::Selector(Selector::Filter(Filter::Atom(atom))) = first else {
        return None;
    };
    match atom {
        FilterAtom::Comparison(comparison) => {
            let (name, literal) = compared(comparison)?;
            let tail = tail.iter().map(step).collect::<Option<_>>()?;
            Some(PlainFilter::Member {
                name,
                literal,
                tail,
            })
        }
        FilterAtom::Test { expr, not: false } if tail.is_empty() => {
            let Test::Function(function) = expr.as_ref() else {
                return None;
            };
            is_of_texts(function).then_some(PlainFilter::Texts)
        }
        FilterAtom::Test { .. } | FilterAtom::Filter { .. } => None,
    }
}

fn compared(comparison: &Comparison) -> Option<(String, PlainLiteral)> {
    let Comparison::Eq(
        Comparable::SingularQuery(SingularQuery::Current(steps)),
        Comparable::Literal(literal),
    ) = comparison
    else {
        return None;
    };
    let [SingularQuerySegment::Name(name)] = steps.as_slice() else {
        return None;
    };
    let literal = match literal {
        Literal::Bool(flag) => PlainLiteral::Flag(*flag),
        Literal::String(text) => PlainLiteral::Text(meant(text)?.to_owned()),
        Literal::Int(_) | Literal::Float(_) | Literal::Null => return None,
    };
    Some((name.clone(), literal))
}

/// The text, if it was written without escapes.
fn meant(text: &str) -> Option<&str> {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | '\'' | '"');
    (!text.contains(odd)).then_some(text)
}

fn is_of_texts(function: &TestFunction) -> bool {
    let (TestFunction::Match(text, pattern) | TestFunction::Search(text, pattern)) = function
    else {
        return false;
    };
    let FnArg::Test(test) = text else {
        return false;
    };
    let of_child = matches!(test.as_ref(), Test::RelQuery(segments) if segments.is_empty());
    of_child && matches!(pattern, FnArg::Literal(Literal::String(_)))
}

fn step(segment: &Segment) -> Option<Step> {
    match segment {
        Segment::Selector(Selector::Name(name)) => Some(Step::Name(name.clone())),
        Segment::Selector(Selector::Index(index)) => usize::try_from(*index).ok().map(Step::Index),
        Segment::Selector(_) | Segment::Selectors(_) | Segment::Descendant(_) => None,
    }
}

/// True if a filter in these segments looks at the root again. Their depth was bounded when they
/// were parsed.
pub(super) fn looks_at_root(segments: &[Segment]) -> bool {
    segments.iter().any(|segment| match segment {
        Segment::Descendant(inner) => looks_at_root(std::slice::from_ref(inner)),
        Segment::Selector(selector) => of_selector(selector),
        Segment::Selectors(selectors) => selectors.iter().any(of_selector),
    })
}

fn of_selector(selector: &Selector) -> bool {
    match selector {
        Selector::Filter(filter) => of_filter(filter),
        Selector::Name(_) | Selector::Wildcard | Selector::Index(_) | Selector::Slice(..) => false,
    }
}

fn of_filter(filter: &Filter) -> bool {
    match filter {
        Filter::Or(parts) | Filter::And(parts) => parts.iter().any(of_filter),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => of_filter(expr),
        Filter::Atom(FilterAtom::Test { expr, .. }) => of_test(expr),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (left, right) = comparison.vals();
            [left, right].into_iter().any(|side| match side {
                Comparable::Literal(_) => false,
                Comparable::Function(function) => of_function(function),
                Comparable::SingularQuery(query) => matches!(query, SingularQuery::Root(_)),
            })
        }
    }
}

fn of_test(test: &Test) -> bool {
    match test {
        Test::RelQuery(segments) => looks_at_root(segments),
        Test::AbsQuery(_) => true,
        Test::Function(function) => of_function(function),
    }
}

fn of_function(function: &TestFunction) -> bool {
    match function {
        TestFunction::Custom(_, arguments) => arguments.iter().any(of_argument),
        TestFunction::Length(argument) => of_argument(argument),
        TestFunction::Value(argument) | TestFunction::Count(argument) => of_argument(argument),
        TestFunction::Search(one, other) | TestFunction::Match(one, other) => {
            of_argument(one) || of_argument(other)
        }
    }
}

fn of_argument(argument: &FnArg) -> bool {
    match argument {
        FnArg::Literal(_) => false,
        FnArg::Test(test) => of_test(test),
        FnArg::Filter(filter) => of_filter(filter),
    }
}
