//! What a mapping reads of a reply: path → the field that it becomes, and where the mapping says so.

use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Root, Step};
use touchpoint_language::mapping::{Expression, Mapping, Source};
use touchpoint_language::transform::{Transform, WordMap};

/// One path that a mapping reads.
#[derive(Clone, Debug)]
pub(super) struct Read<'m> {
    /// The path in the reply: `$.data[*].type`.
    pub(super) path: String,
    /// The unified field: `engagement_type`, `contact.id`.
    pub(super) field: String,
    /// Where the mapping says so: `mappings/acme.yaml:31:5`.
    pub(super) place: String,
    /// The words that its values are mapped by.
    pub(super) words: Option<&'m WordMap>,
}

/// Everything that the mapping's fields read, each path of a field once.
pub(super) fn reads(mapping: &Mapping) -> Vec<Read<'_>> {
    let mut found: Vec<Read<'_>> = Vec::new();
    for case in &mapping.cases {
        for (case, route) in mapping.tried(case) {
            for records in std::iter::once(&route.records).chain(&route.records_else) {
                let Some(record) = below("$", records) else {
                    continue;
                };
                for field in &case.fields {
                    for source in field.sources() {
                        of_source(mapping, &record, &field.name, source, &mut found);
                    }
                    if field.sources().is_empty() {
                        for (name, expression) in field.expressions() {
                            of_expression(
                                mapping,
                                [&record, &record],
                                &name,
                                expression,
                                &mut found,
                            );
                        }
                    }
                }
            }
        }
    }
    found
}

fn of_source<'m>(
    mapping: &Mapping,
    record: &str,
    field: &str,
    source: &'m Source,
    found: &mut Vec<Read<'m>>,
) {
    let here = match &source.each {
        Some(each) => below(record, each),
        None => Some(record.to_owned()),
    };
    let Some(here) = here else { return };
    if let Some(lookup) = &source.lookup {
        // What is found is read from the table; of the reply only the key is read.
        for by in &lookup.by {
            push(
                mapping,
                [&here, record],
                field,
                (by, &source.pointer, None),
                found,
            );
        }
        return;
    }
    for (member, expression) in &source.members {
        let name = format!("{field}.{member}");
        of_expression(mapping, [&here, record], &name, expression, found);
    }
}

fn of_expression<'m>(
    mapping: &Mapping,
    roots: [&str; 2],
    field: &str,
    expression: &'m Expression,
    found: &mut Vec<Read<'m>>,
) {
    let words = expression
        .transforms
        .iter()
        .find_map(|transform| match transform {
            Transform::WordMap(words) => Some(words),
            _ => None,
        });
    for path in expression.paths() {
        push(
            mapping,
            roots,
            field,
            (path, &expression.pointer, words),
            found,
        );
    }
}

fn push<'m>(
    mapping: &Mapping,
    [here, record]: [&str; 2],
    field: &str,
    (path, pointer, words): (&Path, &Pointer, Option<&'m WordMap>),
    found: &mut Vec<Read<'m>>,
) {
    let root = match path.root() {
        Root::Here => here,
        Root::Record => record,
    };
    let Some(path) = below(root, path) else {
        return;
    };
    if found
        .iter()
        .any(|read| read.path == path && read.field == field)
    {
        return;
    }
    found.push(Read {
        path,
        field: field.to_owned(),
        place: mapping.place(pointer),
        words,
    });
}

/// A path below another, with every element of a list as `[*]`; `None` for a path that picks.
fn below(root: &str, path: &Path) -> Option<String> {
    let mut text = root.to_owned();
    let mut follow = |steps: &[Step]| {
        for step in steps {
            match step {
                Step::Name(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                Step::Index(_) => text.push_str("[*]"),
            }
        }
    };
    match (path.plain(), path.wildcard_tail()) {
        (Some(steps), _) => follow(steps),
        (None, Some((before, behind))) => {
            follow(before);
            follow(&[Step::Index(0)]);
            follow(behind);
        }
        (None, None) => return None,
    }
    Some(text)
}
