//! What a mapping reads of a reply: path → the field that it becomes, or the word of the list that it
//! leads on by, and where the mapping says so.

use touchpoint_core::plan::Chosen;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Root, Step};
use touchpoint_language::mapping::{Expression, Leads, Lookup, Mapping, Route, Source, Total};
use touchpoint_language::transform::{Transform, WordMap};

/// One path that a mapping reads.
#[derive(Clone, Debug)]
pub(super) struct Read<'m> {
    /// The path in the reply: `$.data[*].type`.
    pub(super) path: String,
    /// The unified field: `engagement_type`, `contact.id`; of a list, its word: `records`, `next`.
    pub(super) field: String,
    /// What it is read for.
    pub(super) what: What,
    /// Where the mapping says so: `mappings/acme.yaml:31:5`.
    pub(super) place: String,
    /// The same place, as the mapping has it.
    pub(super) pointer: Pointer,
    /// True if no record is without it.
    pub(super) must: bool,
    /// The words that its values are mapped by.
    pub(super) words: Option<&'m WordMap>,
}

/// What a path is read for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum What {
    /// A field of a record.
    Field,
    /// The records.
    Records,
    /// The way on, which a last page may be without.
    Next,
    /// Where the list ends.
    End,
}

impl Read<'_> {
    /// True if it reads a member, or something below it.
    pub(super) fn reads(&self, member: &str) -> bool {
        let below = self.path.strip_prefix(member);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

/// Everything that lists of the mapping read of their replies, each path of a field once.
pub(super) fn reads<'m>(mapping: &Mapping, lists: &[Chosen<'m>]) -> Vec<Read<'m>> {
    let mut found: Vec<Read<'m>> = Vec::new();
    for Chosen { case, route, .. } in lists {
        of_list(mapping, route, &mut found);
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
                        let roots = [&*record, &record];
                        of_expression(mapping, roots, &name, expression, &mut found);
                    }
                }
            }
        }
    }
    found
}

/// Where the reply of a table has its entries, and their keys.
pub(super) fn of_lookup(mapping: &Mapping, name: &str, table: &Lookup, found: &mut Vec<Read<'_>>) {
    let Some(entry) = below("$", &table.entries) else {
        return;
    };
    let field = format!("lookups.{name}");
    let entries = entry.trim_end_matches("[*]");
    if entries != "$" {
        found.push(Read {
            path: entries.to_owned(),
            field: format!("{field}.entries"),
            what: What::Records,
            place: mapping.place(&table.pointer.key("entries")),
            pointer: table.pointer.key("entries"),
            must: false,
            words: None,
        });
    }
    for (at, key) in table.key.iter().enumerate() {
        let pointer = table.pointer.key("key").index(at);
        let field = format!("{field}.key");
        push(
            mapping,
            [&entry, &entry],
            &field,
            (key, &pointer, None),
            found,
        );
    }
}

/// Where a list has its records, and what says how it goes on.
fn of_list(mapping: &Mapping, route: &Route, found: &mut Vec<Read<'_>>) {
    let mut push = |path: &Path, field: &str, what: What, pointer: &Pointer| {
        let text = below("$", path).unwrap_or_else(|| joined("$", path.prefix()));
        let path = text.trim_end_matches("[*]").to_owned();
        let known = found
            .iter()
            .any(|read| read.path == path && read.field == field);
        if path != "$" && !known {
            found.push(Read {
                path,
                field: field.to_owned(),
                what,
                place: mapping.place(pointer),
                pointer: pointer.clone(),
                must: false,
                words: None,
            });
        }
    };
    push(
        &route.records,
        "records",
        What::Records,
        &route.pointer.key("records"),
    );
    let paging = &route.paging;
    let mut leads = |path: &Path, word: &str, what: What| {
        push(path, word, what, &paging.pointer.key(word));
    };
    if let Some(Leads::Paths(paths)) = paging.way.next().map(|next| &next.leads) {
        // Of several, each may be missing.
        if let [path] = paths.as_slice() {
            leads(path, "next", What::Next);
        }
    }
    let ending = &paging.ending;
    if let Some(path) = &ending.while_true {
        leads(path, "while", What::End);
    }
    if let Some(Total::Path(path)) = &ending.total {
        leads(path, "total", What::End);
    }
    if let Some(path) = &ending.total_pages {
        leads(path, "total_pages", What::End);
    }
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
        what: What::Field,
        place: mapping.place(pointer),
        pointer: pointer.clone(),
        must: false,
        words,
    });
}

/// A path below another, with every element of a list as `[*]`; `None` for a path that picks.
fn below(root: &str, path: &Path) -> Option<String> {
    match (path.plain(), path.wildcard_tail()) {
        (Some(steps), _) => Some(joined(root, steps)),
        (None, Some((before, behind))) => {
            Some(joined(&format!("{}[*]", joined(root, before)), behind))
        }
        (None, None) => None,
    }
}

/// Steps below a path.
fn joined(root: &str, steps: &[Step]) -> String {
    steps.iter().fold(root.to_owned(), |text, step| match step {
        Step::Name(name) => format!("{text}.{name}"),
        Step::Index(_) => format!("{text}[*]"),
    })
}
