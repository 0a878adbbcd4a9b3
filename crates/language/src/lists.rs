//! Several lists in one file. Each is read as if it stood alone: what all lists share, with the one
//! list under `list`, its resource under `resource`, and the tables that it uses.
//!
//! ```yaml
//! resource: crm/engagements
//! list: { request: GET /calls, … }
//! lists:
//!   crm/contacts: { request: GET /people, … }
//! ```

use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Document, Entries, Entry, Kind, Node, Pointer};
use crate::json::{Json, fields};
use crate::source::Span;
use crate::written::Case;
use std::collections::HashSet;

/// The key under which further lists stand.
pub(crate) const KEY: &str = "lists";

/// A resource that a file has a list of, and where it is named.
pub(crate) struct Named {
    pub(crate) resource: String,
    pub(crate) span: Span,
    /// True if it is a key of `lists`.
    pub(crate) further: bool,
}

/// The resources that a file has lists of, in the order of the file.
pub(crate) fn named(document: &Document) -> Vec<Named> {
    let mut named = Vec::new();
    for entry in document.root.iter().flat_map(Node::entries) {
        if entry.key == "resource"
            && let Some(resource) = entry.node.as_text()
        {
            named.push(Named {
                resource: resource.to_owned(),
                span: entry.node.span.clone(),
                further: false,
            });
        }
        if entry.key == KEY {
            named.extend(entry.node.entries().iter().map(|list| Named {
                resource: list.key.clone(),
                span: list.key_span.clone(),
                further: true,
            }));
        }
    }
    named
}

/// The keys of one list that stand below `lists` themselves: the fault, with its mend.
pub(crate) fn one_list(document: &Document, unknown: &[&Named]) -> Option<Diagnostic> {
    let of_list = |named: &&Named| fields::<Case>().contains(&named.resource.as_str());
    let place = Pointer::new();
    let here = document.get(&place.key("list")).is_some();
    if here || unknown.is_empty() || !unknown.iter().all(of_list) {
        return None;
    }
    let label = document.label(&place.key(KEY), At::Key, "holds lists by their models");
    let title = "`lists` holds the keys of one list";
    let told = Diagnostic::error(Code::UnknownResource, title, label);
    Some(told.with_help(Help::write("list")))
}

/// The same file with this list alone. A file without `lists` stays as it is.
pub(crate) fn only(mut document: Document, resource: &str) -> Document {
    let Some(Node {
        kind: Kind::Map(entries),
        ..
    }) = &mut document.root
    else {
        return document;
    };
    let is_map = |node: &Node| matches!(node.kind, Kind::Map(_));
    let place = entries.place(KEY);
    let place = place.filter(|_| {
        entries
            .iter()
            .any(|own| own.key == KEY && is_map(&own.node))
    });
    let lists = place.and_then(|place| entries.remove(place));
    let Some(Kind::Map(mut others)) = lists.map(|lists| lists.node.kind) else {
        return document;
    };
    let is_first = entries
        .iter()
        .any(|entry| entry.key == "resource" && entry.node.as_text() == Some(resource));
    let own = others.place(resource).filter(|_| !is_first);
    if let Some(own) = own.and_then(|place| others.remove(place)) {
        let name = Node {
            span: own.key_span.clone(),
            kind: Kind::Scalar {
                value: Json::from(resource),
            },
        };
        put(entries, "resource", own.key_span.clone(), name);
        let before = put(entries, "list", own.key_span, own.node);
        if let Some(before) = before {
            others.put(before);
        }
    }
    let (mut own, mut theirs) = (HashSet::new(), HashSet::new());
    for entry in entries.iter() {
        tables(&entry.node, &mut own);
    }
    for entry in &others {
        tables(&entry.node, &mut theirs);
    }
    let lookups = entries.place("lookups");
    let lookups = lookups.and_then(|place| entries.node_mut(place));
    if let Some(Kind::Map(lookups)) = lookups.map(|lookups| &mut lookups.kind) {
        lookups.retain(|table| own.contains(table) || !theirs.contains(table));
    }
    document
}

/// Puts a key's value into a map, in place of the one that is there; gives that one back.
fn put(entries: &mut Entries, key: &str, key_span: Span, node: Node) -> Option<Entry> {
    entries.put(Entry {
        key: key.to_owned(),
        key_span,
        node,
    })
}

/// The tables that a part of a file looks up in. Its depth was bounded when it was parsed.
fn tables(node: &Node, found: &mut HashSet<String>) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter().for_each(|item| tables(item, found)),
        Kind::Map(entries) => {
            for entry in entries {
                if entry.key == "lookup" {
                    found.extend(entry.node.as_text().map(str::to_owned));
                }
                tables(&entry.node, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::SourceFile;
    use std::sync::Arc;

    const TWO: &str = "resource: a/b\nlookups: { one: 1, two: 2, both: 3, none: 4 }\nlist: { x: { lookup: one }, y: { lookup: both } }\nlists: { c/d: { x: { lookup: two }, y: [{ lookup: both }] } }\n";

    fn shown(text: &str, resource: &str) -> String {
        let (document, faults) = parse(Arc::new(SourceFile::new("a.yaml", text)));
        assert!(faults.is_empty(), "{faults:?}");
        only(document, resource).to_json().to_string()
    }

    #[test]
    fn each_list_stands_alone_with_the_tables_that_it_uses() {
        assert_eq!(
            shown(TWO, "a/b"),
            r#"{"resource":"a/b","lookups":{"one":1,"both":3,"none":4},"list":{"x":{"lookup":"one"},"y":{"lookup":"both"}}}"#
        );
        assert_eq!(
            shown(TWO, "c/d"),
            r#"{"resource":"c/d","lookups":{"two":2,"both":3,"none":4},"list":{"x":{"lookup":"two"},"y":[{"lookup":"both"}]}}"#
        );
        let lists_alone = "lists: { a/b: { x: 1 }, c/d: { x: 2 } }\n";
        assert_eq!(
            shown(lists_alone, "c/d"),
            r#"{"resource":"c/d","list":{"x":2}}"#
        );
        let plain = "resource: a/b\nlist: { x: 1 }\n";
        assert_eq!(shown(plain, "a/b"), r#"{"resource":"a/b","list":{"x":1}}"#);
    }
}
