//! Which fields build values instead of reading slices, and why: for people who ask what is slow.

use super::program::{Expr, FieldKind, Pick, Program, Source};
use super::test::Test;
use crate::plan::{Chosen, Plan};
use touchpoint_language::expr::Path;

/// The dotted fields of a route that leave the fast path, each with the reason; under the empty name,
/// why the whole route does.
pub fn leaves(plan: &Plan, chosen: Chosen) -> Vec<(String, String)> {
    match plan.road(chosen) {
        Ok(road) => of_program(&road.program),
        Err(reason) => vec![(String::new(), reason.to_owned())],
    }
}

fn of_program(program: &Program) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut told = |field: &str, reasons: Vec<String>| {
        found.extend(reasons.into_iter().map(|reason| (field.to_owned(), reason)));
    };
    told(
        "skip",
        program.skip.as_ref().map(of_test).unwrap_or_default(),
    );
    for field in &program.fields {
        match &field.kind {
            FieldKind::Empty(_) => {}
            FieldKind::Scalar(expr) => told(&field.name, of_expr(expr)),
            FieldKind::Object(source) => of_source(source, &mut told),
            FieldKind::List(sources) => sources
                .iter()
                .for_each(|source| of_source(source, &mut told)),
        }
    }
    found.dedup();
    found
}

fn of_source(source: &Source, told: &mut dyn FnMut(&str, Vec<String>)) {
    let tests = source.when.iter().chain(&source.only).flat_map(of_test);
    let each = source.each.as_ref().and_then(|read| read.free()).map(path);
    told(&source.field, tests.chain(each).collect());
    for member in &source.members {
        told(
            &member.dotted,
            member.expr.as_ref().map(of_expr).unwrap_or_default(),
        );
    }
}

fn of_test(test: &Test) -> Vec<String> {
    test.free().map(path).collect()
}

fn path(path: &Path) -> String {
    format!("`{path}` has a filter, a slice or `..`: what it looks at is parsed for each record")
}

fn of_expr(expr: &Expr) -> Vec<String> {
    match &expr.pick {
        Pick::From(read) => read.free().map(path).into_iter().collect(),
        Pick::Entry(..) | Pick::Always(_) | Pick::Query(_) => Vec::new(),
        Pick::FirstOf(all) | Pick::Sum(all) => all.iter().flat_map(of_expr).collect(),
        Pick::Difference(pair) => [&pair.0, &pair.1].into_iter().flat_map(of_expr).collect(),
        Pick::Compute(computed) => {
            let what = match &computed.members {
                Some(_) => "the members that it names are",
                None => "the whole record is",
            };
            vec![format!(
                "`{}` is JMESPath: {what} parsed for each record",
                computed.compute.text()
            )]
        }
        Pick::Choose(branches) => branches
            .iter()
            .flat_map(|(when, part)| {
                let when = when.as_ref().map(of_test).unwrap_or_default();
                when.into_iter()
                    .chain(part.as_ref().map(of_expr).unwrap_or_default())
            })
            .collect(),
    }
}
