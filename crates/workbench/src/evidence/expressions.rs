//! Walks over the expressions of a mapping, each of which may be changed.

use touchpoint_language::mapping::{Case, Expression, FieldSource, Mapping, Pick};

/// The outermost expressions: those of all fields, and the one of the vendor's message.
pub(super) fn each_expression(mapping: &mut Mapping, change: &mut dyn FnMut(&mut Expression)) {
    mapping.connection.message.iter_mut().for_each(&mut *change);
    for case in &mut mapping.cases {
        each_of_case(case, &mut |_, expression| change(expression));
    }
}

/// The outermost expressions of a case, each with the dotted name of its field.
pub(super) fn each_of_case(case: &mut Case, change: &mut dyn FnMut(&str, &mut Expression)) {
    for field in &mut case.fields {
        let sources = match &mut field.source {
            FieldSource::Scalar(expression) => {
                change(&field.name, expression);
                continue;
            }
            FieldSource::Object(source) => std::slice::from_mut(source),
            FieldSource::List(sources) => sources.as_mut_slice(),
        };
        for (member, expression) in sources.iter_mut().flat_map(|source| &mut source.members) {
            change(&format!("{}.{member}", field.name), expression);
        }
    }
}

/// An expression and the parts that it is made of. A mapping's text bounds their depth.
pub(super) fn each_part(expression: &mut Expression, change: &mut dyn FnMut(&mut Expression)) {
    change(expression);
    match &mut expression.pick {
        Pick::FirstOf(all) | Pick::Sum(all) => {
            for part in all {
                each_part(part, change);
            }
        }
        Pick::Difference(pair) => {
            each_part(&mut pair.0, change);
            each_part(&mut pair.1, change);
        }
        Pick::Choose(arms) => {
            for part in arms.iter_mut().filter_map(|arm| arm.value.as_mut()) {
                each_part(part, change);
            }
        }
        Pick::From(_) | Pick::Always(_) | Pick::Query(_) | Pick::Compute(_) => {}
    }
}
