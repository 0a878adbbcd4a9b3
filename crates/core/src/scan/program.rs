//! A case's record plan → the program that runs over slots: every path has its slot, every key of the
//! output is written, every condition compares slots.

use super::layout::Layout;
use super::output::Literal;
use super::quick::Short;
use super::read::Read;
use super::test::Test;
use super::trie::Trie;
use crate::plan::{PlanCase, PlanKind, PlanSource, Slot, json_pointer};
use jiff::tz::TimeZone;
use serde_json::Value;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::path::{Root, Step};
use touchpoint_language::expr::{Compute, Path, TimeForm, Unit};
use touchpoint_language::mapping::{self, Expression, WordMap};
use touchpoint_language::model::Scalar;

/// What the records of one case become.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) fields: Vec<Field>,
    pub(super) layout: Layout,
    pub(super) skip: Option<Test>,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) key: Literal,
    pub(super) kind: FieldKind,
}

#[derive(Clone, Debug)]
pub(super) enum FieldKind {
    Empty(&'static str),
    Scalar(Expr),
    Object(Source),
    List(Vec<Source>),
}

/// The members of an object, or of the elements of a list.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its own number among all sources.
    pub(super) number: usize,
    pub(super) when: Option<Test>,
    pub(super) each: Option<Read>,
    pub(super) only: Option<Test>,
    pub(super) lookup: Option<Lookup>,
    /// The elements in the entry found.
    pub(super) then_each: Option<Path>,
    /// What is read of an element.
    pub(super) element: Trie,
    pub(super) members: Vec<Member>,
    /// The place in the mapping of the first member that is filled.
    pub(super) place: Pointer,
    pub(super) field: String,
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    /// The key, after the brace or the comma that comes before it.
    pub(super) key: Literal,
    pub(super) is_id: bool,
    pub(super) dotted: String,
    pub(super) expr: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(super) struct Lookup {
    pub(super) table: String,
    pub(super) by: Vec<Read>,
}

/// Where one value comes from. It means what [`Expression`] means.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) pick: Pick,
    pub(super) convert: Convert,
    pub(super) words: Option<WordMap>,
    pub(super) prefix: Option<String>,
    pub(super) place: Pointer,
    /// Where its value stands in the record, where that is one place.
    pub(super) remote: Option<String>,
    /// How it is written where nothing more needs to be asked.
    pub(super) short: Short,
}

#[derive(Clone, Debug)]
pub(super) enum Pick {
    From(Read),
    Entry(Lookup, Path),
    FirstOf(Vec<Expr>),
    Always(Value),
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
    pub(super) whole: Option<Read>,
    /// The members that it names, when it reads nothing else of an object.
    pub(super) members: Option<Vec<(String, Read)>>,
}

#[derive(Clone, Debug)]
pub(super) enum Convert {
    Text {
        empty: bool,
    },
    Instant {
        form: TimeForm,
        zone: Option<TimeZone>,
    },
    Duration(Unit),
}

/// What `$` is while an expression is compiled.
enum At<'t> {
    Record,
    Element(&'t mut Trie),
    Entry,
}

/// Gives paths their slots.
struct Compiler<'c> {
    record: &'c mut Trie,
    /// The steps from an element of the page's list to the record.
    tail: &'c [Step],
    case: &'c PlanCase,
    sources: usize,
}

/// Compiles a case. `tail` leads from an element of the page's list to its record.
pub(super) fn compile(case: &PlanCase, tail: &[Step], record: &mut Trie) -> Program {
    let mut compiler = Compiler {
        record,
        tail,
        case,
        sources: 0,
    };
    let fields = case.fields.iter().map(|field| Field {
        name: field.name.clone(),
        key: Literal::key(&field.name),
        kind: compiler.kind(&field.name, &field.kind),
    });
    let fields: Vec<Field> = fields.collect();
    let skip = case
        .skip
        .as_ref()
        .map(|skip| compiler.test(skip, &mut At::Record));
    Program {
        layout: Layout::new(&fields),
        fields,
        skip,
    }
}

impl Compiler<'_> {
    fn read(&mut self, path: &Path, at: &mut At<'_>) -> Read {
        let record = (&mut *self.record, self.tail);
        match at {
            At::Record => Read::new(path, record, None),
            At::Element(element) => Read::new(path, record, Some(element)),
            At::Entry if path.root() == Root::Record => Read::new(path, record, None),
            At::Entry => Read::at_entry(path),
        }
    }

    fn test(&mut self, condition: &touchpoint_language::expr::Condition, at: &mut At<'_>) -> Test {
        Test::new(condition, &mut |path| self.read(path, at))
    }

    fn kind(&mut self, name: &str, kind: &PlanKind) -> FieldKind {
        match kind {
            PlanKind::Empty { list } => FieldKind::Empty(if *list { "[]" } else { "null" }),
            PlanKind::Scalar(expression) => {
                FieldKind::Scalar(self.expr(expression, &[], &mut At::Record))
            }
            PlanKind::Object(source) => FieldKind::Object(self.source(name, source)),
            PlanKind::List(sources) => FieldKind::List(
                sources
                    .iter()
                    .map(|source| self.source(name, source))
                    .collect(),
            ),
        }
    }

    fn source(&mut self, field: &str, source: &PlanSource) -> Source {
        let when = source
            .when
            .as_ref()
            .map(|when| self.test(when, &mut At::Record));
        let each = source
            .each
            .and_then(|slot| self.case.reads.paths().get(slot));
        let each = each.map(|path| self.read(path, &mut At::Record));
        let mut element = Trie::default();
        let mut at = if each.is_some() {
            At::Element(&mut element)
        } else {
            At::Record
        };
        let only = source.only.as_ref().map(|only| self.test(only, &mut at));
        let lookup = source.lookup.as_ref().map(|lookup| Lookup {
            table: lookup.table.clone(),
            by: self.slots(&lookup.by, source.reads.paths(), &mut at),
        });
        let paths = if source.lookup.is_some() {
            at = At::Entry;
            source.entry.paths()
        } else {
            source.reads.paths()
        };
        let members = source.members.iter().zip(0..);
        let members = members.map(|((name, expression), place)| Member {
            key: Literal::new(format!(
                "{}{}",
                if place == 0 { '{' } else { ',' },
                Literal::key(name).text()
            )),
            is_id: name == "id",
            dotted: format!("{field}.{name}"),
            expr: expression.as_ref().map(|e| self.expr(e, paths, &mut at)),
        });
        let members: Vec<Member> = members.collect();
        let filled = source
            .members
            .iter()
            .find_map(|(_, member)| member.as_ref());
        self.sources += 1;
        Source {
            number: self.sources - 1,
            when,
            each,
            only,
            lookup,
            then_each: source.then_each.clone(),
            members,
            place: filled
                .map(|first| first.pointer.clone())
                .unwrap_or_default(),
            field: field.to_owned(),
            element,
        }
    }

    /// The path of a slot: of the record, or of the element or entry whose paths are given.
    fn path(&self, slot: &Slot, paths: &[Path]) -> Option<Path> {
        match slot {
            Slot::Record(slot) => {
                let path = self.case.reads.paths().get(*slot)?;
                Some(path.clone().rooted(Root::Record))
            }
            Slot::Here(slot) => paths.get(*slot).cloned(),
            Slot::Entry(path) => Some((**path).clone()),
        }
    }

    fn slots(&mut self, slots: &[Slot], paths: &[Path], at: &mut At<'_>) -> Vec<Read> {
        let paths: Vec<Path> = slots
            .iter()
            .filter_map(|slot| self.path(slot, paths))
            .collect();
        paths.iter().map(|path| self.read(path, at)).collect()
    }

    fn expr(&mut self, expression: &Expression<Slot>, paths: &[Path], at: &mut At<'_>) -> Expr {
        let mut remote = None;
        let pick = match &expression.pick {
            mapping::Pick::From(slot) => {
                let path = self.path(slot, paths);
                match (path, slot, &expression.lookup) {
                    (Some(path), Slot::Entry(_), Some(lookup)) => {
                        let by = self.slots(&lookup.by, paths, at);
                        Pick::Entry(
                            Lookup {
                                table: lookup.table.clone(),
                                by,
                            },
                            path,
                        )
                    }
                    (Some(path), slot, _) => {
                        let told = !matches!(slot, Slot::Entry(_));
                        remote = told.then(|| json_pointer(&path)).flatten();
                        Pick::From(self.read(&path, at))
                    }
                    // A slot has a path, always.
                    (None, ..) => Pick::Always(Value::Null),
                }
            }
            mapping::Pick::FirstOf(all) => Pick::FirstOf(self.parts(all, paths, at)),
            mapping::Pick::Sum(all) => Pick::Sum(self.parts(all, paths, at)),
            mapping::Pick::Difference(pair) => Pick::Difference(Box::new((
                self.expr(&pair.0, paths, at),
                self.expr(&pair.1, paths, at),
            ))),
            mapping::Pick::Always(value) => Pick::Always(value.clone()),
            mapping::Pick::Query(name) => Pick::Query(name.clone()),
            mapping::Pick::Compute(compute) => Pick::Compute(self.computed(compute, at)),
            mapping::Pick::Choose(branches) => {
                let branches = branches.iter().map(|(when, part)| {
                    let when = when.as_ref().map(|when| self.test(when, at));
                    (when, part.as_ref().map(|part| self.expr(part, paths, at)))
                });
                Pick::Choose(branches.collect())
            }
        };
        let mut expr = Expr {
            pick,
            convert: convert(expression),
            words: expression.map.clone(),
            prefix: expression.prefix.clone(),
            place: expression.pointer.clone(),
            remote,
            short: Short::No,
        };
        expr.short = Short::new(&expr);
        expr
    }

    fn parts(&mut self, all: &[Expression<Slot>], paths: &[Path], at: &mut At<'_>) -> Vec<Expr> {
        all.iter().map(|part| self.expr(part, paths, at)).collect()
    }

    fn computed(&mut self, compute: &Compute, at: &mut At<'_>) -> Computed {
        let mut read = |path: &str| Path::parse(path).ok().map(|path| self.read(&path, at));
        let members = compute.names().map(|names| {
            let named = names.into_iter().map(|name| {
                let path = format!("$[{}]", Value::from(name.as_str()));
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

fn convert(expression: &Expression<Slot>) -> Convert {
    match &expression.scalar {
        Scalar::Text => Convert::Text { empty: true },
        Scalar::Word(_) => Convert::Text { empty: false },
        Scalar::Instant => Convert::Instant {
            form: expression.time.clone().unwrap_or(TimeForm::Rfc3339),
            zone: expression.zone.clone(),
        },
        Scalar::Duration => Convert::Duration(expression.unit.unwrap_or(Unit::Seconds)),
    }
}
