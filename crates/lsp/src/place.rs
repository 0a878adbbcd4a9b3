//! Where keys and values stand: the deepest at an offset, and all in the order of the text.

use touchpoint_language::document::{At, Document, Entry, Kind, Node, Pointer};

/// What stands at an offset.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// The route to the value; for a key, to the value that it names.
    pub(crate) pointer: Pointer,
    /// Which half is at the offset.
    pub(crate) at: At,
}

/// The key or scalar at an offset. Its end counts as well.
pub(crate) fn at(document: &Document, offset: usize) -> Option<Place> {
    below(document.root.as_ref()?, offset, &Pointer::new())
}

fn below(node: &Node, offset: usize, pointer: &Pointer) -> Option<Place> {
    let touches = |span: &std::ops::Range<usize>| {
        !span.is_empty() && span.start <= offset && offset <= span.end
    };
    match &node.kind {
        Kind::Scalar { .. } => touches(&node.span).then(|| Place {
            pointer: pointer.clone(),
            at: At::Value,
        }),
        Kind::List(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| below(item, offset, &pointer.index(index)))
        }
        Kind::Map(entries) => entries.iter().find_map(|entry| {
            let pointer = pointer.key(entry.key.as_str());
            if touches(&entry.key_span) {
                return Some(Place {
                    pointer,
                    at: At::Key,
                });
            }
            below(&entry.node, offset, &pointer)
        }),
    }
}

/// Every node with its place, in the order of the text.
fn nodes(document: &Document) -> Vec<(Pointer, &Node)> {
    let mut found = Vec::new();
    let root = document.root.as_ref();
    let mut open: Vec<(Pointer, &Node)> = root
        .map(|root| (Pointer::new(), root))
        .into_iter()
        .collect();
    while let Some((pointer, node)) = open.pop() {
        match &node.kind {
            Kind::Scalar { .. } => {}
            Kind::List(items) => {
                let items = items.iter().enumerate().rev();
                open.extend(items.map(|(index, item)| (pointer.index(index), item)));
            }
            Kind::Map(entries) => {
                let entries = entries.iter().rev();
                open.extend(entries.map(|entry| (pointer.key(entry.key.as_str()), &entry.node)));
            }
        }
        found.push((pointer, node));
    }
    found
}

/// Every scalar with its place, in the order of the text.
pub(crate) fn scalars(document: &Document) -> impl Iterator<Item = (Pointer, &Node)> {
    let all = nodes(document).into_iter();
    all.filter(|(_, node)| matches!(node.kind, Kind::Scalar { .. }))
}

/// Every entry of every map, with the route to its value.
pub(crate) fn entries(document: &Document) -> impl Iterator<Item = (Pointer, &Entry)> {
    nodes(document).into_iter().flat_map(|(pointer, node)| {
        let entries = node.entries().iter();
        entries.map(move |entry| (pointer.key(entry.key.as_str()), entry))
    })
}
