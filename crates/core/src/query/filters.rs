//! Turns what stands under one filter's name in a query into [`Filter`]s with canonical names.
//!
//! ```text
//! colour=red              colour eq red
//! colour[in][]=red        colour in [red]
//! lead=1  lead[id]=1  lead[]=1  lead[][id]=1       lead.id eq 1
//! ```

use super::brackets::Node;
use super::check::filter as judge;
use super::failure::Failure;
use super::list_query::Filter;
use super::moment::in_utc;
use super::reading::{QueryReader, one_value, texts};
use indexmap::IndexMap;
use touchpoint_language::diagnostic::nearest;
use touchpoint_language::model::{Model, Operator, Scalar};

/// Reads all filters of one name; false when the model has no such name.
pub(super) fn read_filters(name: &str, node: &Node, reading: &mut QueryReader) -> bool {
    // The dotted name is our own spelling; a query uses brackets, and one spelling is enough.
    if !name.contains('.') && reading.model.filterable(name).is_some() {
        read_values(name, name, node, reading);
        return true;
    }
    let members = members(name, reading.model);
    if members.is_empty() {
        return false;
    }
    match node {
        Node::Text(_) => read_ids(name, std::slice::from_ref(node), &members, reading),
        Node::List(elements) => read_ids(name, elements, &members, reading),
        Node::Map(given) => {
            for (member, node) in given {
                let shown = format!("{name}[{member}]");
                if members.contains(member) {
                    read_values(&format!("{name}.{member}"), &shown, node, reading);
                } else {
                    reading.unknown(no_member(name, &shown, &members));
                }
            }
        }
    }
    true
}

/// The members of an object or list that can be filtered by.
fn members(name: &str, model: &Model) -> Vec<String> {
    let names = model.filterable_names();
    let of = |full: &String| Some(full.strip_prefix(name)?.strip_prefix('.')?.to_owned());
    names.iter().filter_map(of).collect()
}

fn no_member(name: &str, shown: &str, members: &[String]) -> Failure {
    let members = members.iter().map(|m| format!("{name}[{m}]"));
    let allowed: Vec<String> = members.collect();
    let says = format!("is no parameter; `{name}` takes {}", allowed.join(", "));
    Failure::new(shown, "", &says).allowing(allowed)
}

/// The elements of `lead[]=1` and `lead[][id]=1`, several of which mean "one of these".
fn read_ids(name: &str, elements: &[Node], members: &[String], reading: &mut QueryReader) {
    let mut values: IndexMap<&str, Vec<String>> = IndexMap::new();
    for element in elements {
        let given: Vec<(&str, &Node)> = match element {
            Node::Map(given) => given.iter().map(|(k, v)| (k.as_str(), v)).collect(),
            Node::Text(_) | Node::List(_) => vec![("id", element)],
        };
        for (member, node) in given {
            let shown = format!("{name}[][{member}]");
            match node {
                _ if !members.iter().any(|m| m == member) => {
                    reading.unknown(no_member(name, &shown, members));
                }
                Node::Text(value) if value.is_empty() => {}
                Node::Text(value) => values.entry(member).or_default().push(value.clone()),
                Node::List(_) | Node::Map(_) => {
                    reading.failures.push(one_value(&shown));
                }
            }
        }
    }
    for (member, values) in values {
        push_equal(&format!("{name}.{member}"), name, values, true, reading);
    }
}

/// Reads what stands under the name of one scalar: a value, several, or operators.
fn read_values(canonical: &str, shown: &str, node: &Node, reading: &mut QueryReader) {
    let Node::Map(given) = node else {
        match texts(node) {
            Some(values) => push_equal(canonical, shown, values, true, reading),
            None => reading.failures.push(one_value(shown)),
        }
        return;
    };
    for (word, node) in given {
        let shown = format!("{shown}[{word}]");
        let Some(operator) = Operator::from_word(word) else {
            reading.failures.push(no_operator(word, &shown));
            continue;
        };
        let Some(values) = operands(operator, node) else {
            reading.failures.push(one_value(&shown));
            continue;
        };
        if operator == Operator::Eq {
            push_equal(canonical, &shown, values, false, reading);
        } else if !values.is_empty() {
            push(canonical, &shown, operator, values, false, reading);
        }
    }
}

/// An operator's values. `in` and `nin` take a list, or one text with commas; a value that itself
/// holds a comma must be in a list.
fn operands(operator: Operator, node: &Node) -> Option<Vec<String>> {
    match node {
        Node::Text(text) if operator.takes_many() => {
            let parts = text.split(',').map(str::trim).filter(|p| !p.is_empty());
            Some(parts.map(str::to_owned).collect())
        }
        _ => texts(node),
    }
}

fn push_equal(
    canonical: &str,
    shown: &str,
    values: Vec<String>,
    bare: bool,
    reading: &mut QueryReader,
) {
    let operator = match values.len() {
        0 => return,
        1 => Operator::Eq,
        _ => Operator::In,
    };
    push(canonical, shown, operator, values, bare, reading);
}

fn push(
    canonical: &str,
    shown: &str,
    operator: Operator,
    values: Vec<String>,
    bare: bool,
    reading: &mut QueryReader,
) {
    let values = match reading.model.filterable(canonical) {
        Some(Scalar::Instant) => values.into_iter().map(in_utc).collect(),
        _ => values,
    };
    let filter = Filter {
        parameter: canonical.to_owned(),
        operator,
        values,
        bare,
    };
    match judge(&filter, shown, reading.model) {
        Some(failure) => reading.failures.push(failure),
        None => reading.query.filters.push(filter),
    }
}

fn no_operator(word: &str, shown: &str) -> Failure {
    let words = Operator::ALL.map(Operator::word);
    let next = nearest(word, &words).map_or_else(
        || format!("write one of: {}", words.join(", ")),
        |word| format!("did you mean `{word}`?"),
    );
    Failure::new(
        shown,
        word,
        &format!("has no operator of this name; {next}"),
    )
    .allowing(words)
}
