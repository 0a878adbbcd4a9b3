//! Which fields of a route's records need more than slices of the page, and why: for people who
//! want to know what is slow.

use super::program::{Expr, FieldKind, Picked, Program, RowSource};
use super::test::Test;
use std::fmt;
use touchpoint_language::expr::Path;

/// Something that is read apart from the one walk over a record.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadApart {
    /// The dotted field; `skip` for the records that are left out.
    pub field: String,
    /// What is read.
    pub what: Apart,
}

/// What is read apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Apart {
    /// A path with a filter, a slice or `..`: a tree of the part it reads is built for each record.
    Path(String),
    /// A `JMESPath`; true if the whole record is parsed for it rather than the members it names.
    Compute(String, bool),
}

/// The reason, as a sentence.
impl fmt::Display for Apart {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Apart::Path(path) => write!(
                out,
                "`{path}` has a filter, a slice or `..`: what it looks at is parsed for each record"
            ),
            Apart::Compute(text, true) => {
                write!(
                    out,
                    "`{text}` is JMESPath: the whole record is parsed for each record"
                )
            }
            Apart::Compute(text, false) => write!(
                out,
                "`{text}` is JMESPath: the members that it names are parsed for each record"
            ),
        }
    }
}

/// Everything that a program reads apart, in the order of its fields.
pub(super) fn of_program(program: &Program) -> Vec<ReadApart> {
    let mut found = Vec::new();
    let mut add = |field: &str, all: Vec<Apart>| {
        found.extend(all.into_iter().map(|what| ReadApart {
            field: field.to_owned(),
            what,
        }));
    };
    add(
        "skip",
        program.skip.as_ref().map(of_test).unwrap_or_default(),
    );
    for field in &program.fields {
        match &field.kind {
            FieldKind::Empty(_) => {}
            FieldKind::Scalar(expr) => add(&field.name, of_expr(expr)),
            FieldKind::Object(source) => of_source(source, &mut add),
            FieldKind::List(sources) => sources
                .iter()
                .for_each(|source| of_source(source, &mut add)),
        }
    }
    found.dedup();
    found
}

fn of_source(source: &RowSource, add: &mut dyn FnMut(&str, Vec<Apart>)) {
    let tests = source.when.iter().chain(&source.only).flat_map(of_test);
    let each = source.each.as_ref().and_then(|read| read.apart());
    let more = source.more.as_ref().and_then(|(read, _)| read.apart());
    let paths = each.into_iter().chain(more).map(path);
    add(&source.field, tests.chain(paths).collect());
    for member in &source.members {
        add(
            &member.dotted,
            member.expr.as_ref().map(of_expr).unwrap_or_default(),
        );
    }
}

fn of_test(test: &Test) -> Vec<Apart> {
    test.apart().map(path).collect()
}

fn path(path: &Path) -> Apart {
    Apart::Path(path.to_string())
}

fn of_expr(expr: &Expr) -> Vec<Apart> {
    match &expr.pick {
        Picked::From(read) => read.apart().map(path).into_iter().collect(),
        Picked::Entry(..) | Picked::Always(_) | Picked::Query(_) => Vec::new(),
        Picked::FirstOf(all) | Picked::Sum(all) => all.iter().flat_map(of_expr).collect(),
        Picked::Difference(pair) => [&pair.0, &pair.1].into_iter().flat_map(of_expr).collect(),
        Picked::Compute(computed) => {
            let text = computed.compute.text().to_owned();
            vec![Apart::Compute(text, computed.members.is_none())]
        }
        Picked::Choose(branches) => branches
            .iter()
            .flat_map(|(when, part)| {
                let when = when.as_ref().map(of_test).unwrap_or_default();
                when.into_iter()
                    .chain(part.as_ref().map(of_expr).unwrap_or_default())
            })
            .collect(),
    }
}
