//! Where a value comes from, in words.

use super::{Audience, condition};
use touchpoint_language::mapping::{Arm, Expression, LookupUse, Pick, Source};

/// `$.at` or else `$.made`, as `unix_ms`.
pub(crate) fn expression(one: &Expression) -> String {
    let Expression {
        pick,
        scalar: _, // the type is the field's, and told with it
        lookup,
        transforms,
        empty: _, // follows from the type and the place
        pointer: _,
    } = one;
    let mut words = match pick {
        Pick::From(path) => path.to_string(),
        Pick::FirstOf(all) => format!("the first of {}", joined(all, ", ")),
        Pick::Always(value) => format!("always {value}"),
        Pick::Query(name) => format!("the caller's `{name}`"),
        Pick::Sum(all) => joined(all, " + "),
        Pick::Difference(pair) => format!("{} - {}", expression(&pair.0), expression(&pair.1)),
        Pick::Compute(compute) => format!("computed: {}", compute.text()),
        Pick::Choose(arms) => {
            let each = arms.iter().map(|Arm { when, value }| {
                let value = value
                    .as_ref()
                    .map_or_else(|| "nothing".to_owned(), expression);
                match when {
                    Some(when) => format!("{value} when {}", condition(when, Audience::Author)),
                    None => format!("else {value}"),
                }
            });
            each.collect::<Vec<_>>().join("; ")
        }
    };
    if let Some(table) = lookup {
        words = format!("{words} {}", looked_up(table));
    }
    // The parts already say how the vendor writes.
    let alone = one.parts().is_empty();
    let said = transforms.iter();
    said.filter(|transform| alone || !transform.reads())
        .fold(words, |words, transform| transform.told(words))
}

fn joined(all: &[Expression], between: &str) -> String {
    all.iter().map(expression).collect::<Vec<_>>().join(between)
}

fn looked_up(table: &LookupUse) -> String {
    let by: Vec<String> = table.by.iter().map(ToString::to_string).collect();
    format!("of the entry in `{}` by {}", table.table, by.join(" and "))
}

/// Where a member is read: of each element of a list, under a condition, or of a table's entry.
/// Empty where it is read of the record itself.
pub(crate) fn source(source: &Source) -> String {
    let mut words = Vec::new();
    if let Some(table) = &source.lookup {
        words.push(looked_up(table));
    }
    if let Some(each) = &source.each {
        words.push(format!("of each {each}"));
    }
    if let Some(more) = &source.more {
        words.push(format!("of which there are more where {more} says so"));
    }
    if let Some(only) = &source.only {
        words.push(format!("where {}", condition(only, Audience::Author)));
    }
    if let Some(when) = &source.when {
        words.push(format!("when {}", condition(when, Audience::Author)));
    }
    words.join(", ")
}
