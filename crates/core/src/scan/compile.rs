//! The fields of a case → the program that runs over slots. Expressions are destructured
//! completely, so a new word of the language is a compile error until it is handled here.

use super::layout::layout;
use super::output::Literal;
use super::program::{
    Computed, ElementMember, Expr, FieldKind, FieldReading, LookupBy, Picked, Program, QuickForm,
    RowField, RowSource,
};
use super::quick::short;
use super::read::PathRead;
use super::short::Short;
use super::test::Test;
use super::trie::Trie;
use crate::record::json_pointer;
use crate::slices::Walk;
use touchpoint_language::expr::path::Step;
use touchpoint_language::expr::{Compute, Condition, Path};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{self, Case, Expression, FieldSource, LookupUse};
use touchpoint_language::model::{self, Kind, Model, Scalar};
use touchpoint_language::transform::{Shape, Transform};

/// Gives paths their slots. The record's trie grows with every path that starts at the record;
/// these steps lead to the record.
struct Compiler<'c> {
    record: &'c mut Trie,
    tail: &'c [Step],
    sources: usize,
}

/// The trie of the element or the entry that `$` means while an expression is compiled; without
/// one, `$` is the record.
type Below<'t> = Option<&'t mut Trie>;

/// Compiles a case into the fields that some case of its mapping fills, in the model's order. `tail`
/// leads from an element of the page's list to its record.
pub(super) fn program(
    case: &Case,
    model: &Model,
    filled: &[String],
    tail: &[Step],
    record: &mut Trie,
) -> Program {
    let mut compiler = Compiler {
        record,
        tail,
        sources: 0,
    };
    let fields = model.fields.iter().filter(|f| filled.contains(&f.name));
    let fields = fields.map(|field| {
        let mut own = case.fields.iter();
        let source = own.find(|read| read.name == field.name);
        RowField {
            name: field.name.clone(),
            key: Literal::key(&field.name),
            kind: compiler.kind(field, source.map(|read| &read.source), filled),
        }
    });
    let fields: Vec<RowField> = fields.collect();
    let skip = case.skip.as_ref();
    Program {
        layout: layout(&fields),
        skip: skip.map(|skip| compiler.test(skip, &mut None)),
        fields,
    }
}

/// Compiles one expression over a whole text.
pub(super) fn expression(expression: &Expression, text: &mut Trie) -> Expr {
    let mut compiler = Compiler {
        record: text,
        tail: &[],
        sources: 0,
    };
    compiler.expr(expression, &mut None)
}

impl Compiler<'_> {
    fn read(&mut self, path: &Path, here: &mut Below<'_>) -> PathRead {
        PathRead::new(path, (&mut *self.record, self.tail), here.as_deref_mut())
    }

    fn test(&mut self, condition: &Condition, here: &mut Below<'_>) -> Test {
        Test::new(condition, &mut |path| self.read(path, here))
    }

    fn lookup(&mut self, lookup: &LookupUse, here: &mut Below<'_>) -> LookupBy {
        let LookupUse { table, by } = lookup;
        LookupBy {
            table: table.clone(),
            by: by.iter().map(|path| self.read(path, here)).collect(),
        }
    }

    fn kind(
        &mut self,
        field: &model::Field,
        source: Option<&FieldSource>,
        filled: &[String],
    ) -> FieldKind {
        match source {
            None if field.kind.is_list() => FieldKind::Empty("[]"),
            None => FieldKind::Empty("null"),
            Some(FieldSource::Scalar(expression)) => {
                FieldKind::Scalar(self.expr(expression, &mut None))
            }
            Some(FieldSource::Object(source)) => {
                FieldKind::Object(self.source(field, source, filled))
            }
            Some(FieldSource::List(sources)) => {
                let sources = sources.iter();
                FieldKind::List(sources.map(|s| self.source(field, s, filled)).collect())
            }
        }
    }

    fn source(
        &mut self,
        field: &model::Field,
        source: &mapping::Source,
        filled: &[String],
    ) -> RowSource {
        let mapping::Source {
            when,
            each,
            more,
            only,
            lookup,
            then_each,
            members,
            pointer,
        } = source;
        let when = when.as_ref().map(|when| self.test(when, &mut None));
        let each = each.as_ref().map(|path| self.read(path, &mut None));
        let more = more.as_ref().map(|path| {
            let place = pointer.key("more");
            (self.read(path, &mut None), place)
        });
        let (mut element, mut entry) = (Trie::default(), Trie::default());
        let mut here = each.is_some().then_some(&mut element);
        let only = only.as_ref().map(|only| self.test(only, &mut here));
        let lookup = lookup.as_ref().map(|lookup| self.lookup(lookup, &mut here));
        if lookup.is_some() {
            here = Some(&mut entry);
        }
        let declared = field.kind.members();
        let bare = matches!(field.kind, Kind::Values(_));
        let mut own = Vec::new();
        let mut place = None;
        for name in declared.iter().map(|member| &member.name) {
            let dotted = format!("{}.{name}", field.name);
            if !filled.contains(&dotted) {
                continue;
            }
            let written = members.iter().find(|(member, _)| member == name);
            let written = written.map(|(_, expression)| expression);
            place = place.or(written.map(|first| first.pointer.clone()));
            let before = if own.is_empty() { '{' } else { ',' };
            let key = format!("{before}{}", Literal::key(name).text());
            own.push(ElementMember {
                key: Literal::new(if bare { String::new() } else { key }),
                is_id: name == "id",
                dotted,
                expr: written.map(|expression| self.expr(expression, &mut here)),
            });
        }
        self.sources += 1;
        RowSource {
            number: self.sources - 1,
            when,
            each,
            more,
            only,
            lookup,
            then_each: then_each.as_ref().map(Walk::new),
            element,
            entry,
            members: own,
            bare,
            place: place.unwrap_or_default(),
            field: field.name.clone(),
        }
    }

    fn expr(&mut self, expression: &Expression, here: &mut Below<'_>) -> Expr {
        let Expression {
            pick,
            scalar,
            lookup,
            transforms: _,
            empty,
            pointer,
        } = expression;
        let mut remote = None;
        let pick = match pick {
            mapping::Pick::From(path) => {
                // After a lookup, `from` starts at the entry found.
                if let Some(lookup) = lookup {
                    Picked::Entry(self.lookup(lookup, here), Walk::new(path))
                } else {
                    remote = json_pointer(path);
                    Picked::From(self.read(path, here))
                }
            }
            mapping::Pick::FirstOf(all) => Picked::FirstOf(self.parts(all, here)),
            mapping::Pick::Sum(all) => Picked::Sum(self.parts(all, here)),
            mapping::Pick::Difference(pair) => Picked::Difference(Box::new((
                self.expr(&pair.0, here),
                self.expr(&pair.1, here),
            ))),
            mapping::Pick::Always(value) => Picked::Always(value.to_string()),
            mapping::Pick::Query(name) => Picked::Query(name.clone()),
            mapping::Pick::Compute(compute) => Picked::Compute(self.computed(compute, here)),
            mapping::Pick::Choose(arms) => {
                let branches = arms.iter().map(|mapping::Arm { when, value }| {
                    let when = when.as_ref().map(|when| self.test(when, here));
                    (when, value.as_ref().map(|value| self.expr(value, here)))
                });
                Picked::Choose(branches.collect())
            }
        };
        let mut expr = Expr {
            pick,
            reading: reading(scalar, *empty, expression.reading()),
            finishing: expression.finishing().cloned().collect(),
            place: pointer.clone(),
            remote,
            short: Short::No,
        };
        expr.short = short(&expr);
        expr
    }

    fn parts(&mut self, all: &[Expression], here: &mut Below<'_>) -> Vec<Expr> {
        all.iter().map(|part| self.expr(part, here)).collect()
    }

    fn computed(&mut self, compute: &Compute, here: &mut Below<'_>) -> Computed {
        let mut read = |path: &str| Path::parse(path).ok().map(|path| self.read(&path, here));
        let members = compute.names().map(|names| {
            let named = names.into_iter().map(|name| {
                let path = format!("$[{}]", Json::from(name.as_str()));
                read(&path).map(|read| (name, read))
            });
            named.collect::<Option<Vec<_>>>()
        });
        Computed {
            compute: compute.clone(),
            members: members.flatten(),
            whole: read("$"),
        }
    }
}

fn reading<'e>(
    scalar: &Scalar,
    empty: bool,
    steps: impl Iterator<Item = &'e Transform>,
) -> FieldReading {
    let steps: Vec<Transform> = steps.cloned().collect();
    let shapes: Vec<Shape<'_>> = steps.iter().map(Transform::shape).collect();
    let known = match (scalar, shapes.as_slice()) {
        (Scalar::Text | Scalar::Word(_), []) => QuickForm::Text { empty },
        // Of several forms the first that fits is read.
        (Scalar::Instant, [Shape::Time([form, ..], zone)]) => QuickForm::Instant {
            form: form.clone(),
            zone: zone.cloned(),
        },
        (Scalar::Duration, [Shape::Count(ms)]) => QuickForm::Count(*ms),
        _ => QuickForm::No,
    };
    FieldReading {
        steps,
        scalar: scalar.clone(),
        empty,
        known,
    }
}
