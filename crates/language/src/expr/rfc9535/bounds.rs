//! Bounds on what a short path may cost for each element: queries of the whole value inside a
//! filter, and patterns that are large to compile, which the library does each time.

use crate::expr::fault::ExprFault;
use jsonpath_rust::parser::model::{FnArg, Literal, Segment, Selector};

/// The longest pattern, and how often its counted parts may repeat in all.
const MOST_PATTERN_BYTES: usize = 200;
const MOST_REPEATS: usize = 100;

/// Refuses a query in a filter that starts at the root and may find many nodes: it would be walked
/// again for each element. One place of the root is looked up at once.
pub(super) fn refuse_many_of_root(segments: &[Segment]) -> Result<(), ExprFault> {
    let is_one_place = |segment: &Segment| {
        matches!(
            segment,
            Segment::Selector(Selector::Name(_) | Selector::Index(_))
        )
    };
    if segments.iter().all(is_one_place) {
        return Ok(());
    }
    Err(
        ExprFault::new("a filter looks through the whole value again for each element")
            .help("start at the element with `@`, or name one place such as `$.a`"),
    )
}

/// Refuses a pattern that is not written out, or that is large.
pub(super) fn refuse_large_pattern(pattern: &FnArg, name: &str) -> Result<(), ExprFault> {
    let FnArg::Literal(Literal::String(text)) = pattern else {
        return Err(
            ExprFault::new(format!("the pattern of `{name}` is not written out"))
                .help(format!("write it as a text, as in `{name}(@.a, 'x.*')`")),
        );
    };
    if text.len() > MOST_PATTERN_BYTES {
        return Err(ExprFault::new(format!(
            "the pattern of `{name}` is longer than {MOST_PATTERN_BYTES} bytes"
        )));
    }
    if repeats(text) > MOST_REPEATS {
        return Err(ExprFault::new(format!(
            "the counts in the pattern of `{name}` make more than {MOST_REPEATS} repetitions"
        ))
        .help("use `*` or `+`"));
    }
    Ok(())
}

/// The counts of a pattern multiplied, as if each stood in the other.
fn repeats(pattern: &str) -> usize {
    let counts = pattern.split('{').skip(1);
    let counts = counts
        .filter_map(|rest| rest.split_once('}'))
        .map(|(count, _)| {
            let ends = count.split(',').filter_map(|end| end.trim().parse().ok());
            ends.max().unwrap_or(1_usize).max(1)
        });
    counts.fold(1, usize::saturating_mul)
}

#[cfg(test)]
mod tests {
    use crate::expr::Path;

    #[test]
    fn what_would_cost_much_for_each_element_is_refused() {
        for path in [
            "$.a[?count($..*) > 1]",
            "$.a[?$..b]",
            "$.a[?$.b[*]]",
            "$.a[?match(@.b, @.c)]",
            "$.a[?search(@.b, $.pattern)]",
            "$.a[?search(@.b, 'x{1000}')]",
            "$.a[?search(@.b, '(x{20}){20}')]",
        ] {
            assert!(Path::parse(path).is_err(), "{path}");
        }
        for path in [
            "$.a[?@.b == $.c]",
            "$.a[?$.on]",
            "$.a[?search(@.b, '[0-9]{4}-[0-9]{2}')]",
            "$.a[?count(@.*) > 1]",
        ] {
            assert!(Path::parse(path).is_ok(), "{path}");
        }
    }
}
