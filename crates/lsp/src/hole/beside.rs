//! What stands beside a hole and decides what it may read: the paging of its list, a grammar, an order, the
//! operators that its parameters name.

use crate::place::scalars;
use crate::scope::containers;
use touchpoint_language::document::{Document, Kind, Node, Pointer};
use touchpoint_language::expr::Template;
use touchpoint_language::mapping::{by_operator, names_of};
use touchpoint_language::model::Operator;

/// The routes that the text at a place is sent by.
pub(super) struct Beside<'d> {
    document: &'d Document,
    place: &'d Pointer,
    containers: Vec<Pointer>,
}

impl<'d> Beside<'d> {
    pub(super) fn new(document: &'d Document, place: &'d Pointer) -> Self {
        Self {
            containers: containers(document, place),
            document,
            place,
        }
    }

    /// The values of a key: the nearest around the place, else those of each case or route below.
    fn all(&self, key: &str) -> Vec<&'d Node> {
        let mut around = self.containers.iter();
        let nearest = around.find_map(|container| self.document.get(&container.key(key)));
        if let Some(nearest) = nearest {
            return vec![nearest];
        }
        self.below()
            .iter()
            .filter_map(|container| self.document.get(&container.key(key)))
            .collect()
    }

    /// The cases and routes that may inherit the text at the place.
    fn below(&self) -> Vec<Pointer> {
        let list = Pointer::new().key("list");
        let Some(own) = self.containers.first() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if *own == list.key("shared") {
            let cases = self.document.get(&list.key("cases"));
            let cases = cases.map(Node::entries).unwrap_or_default().iter();
            found.extend(cases.map(|entry| list.key("cases").key(entry.key.as_str())));
        }
        let holders: Vec<Pointer> = found.iter().chain([own]).cloned().collect();
        for holder in holders {
            let routes = self.document.get(&holder.key("routes"));
            if let Some(Kind::List(routes)) = routes.map(|node| &node.kind) {
                let indices = 0..routes.len();
                found.extend(indices.map(|index| holder.key("routes").index(index)));
            }
        }
        found
    }

    /// True if a list of the place has a key, or an overlay's mapping may have it.
    pub(super) fn has(&self, key: &str) -> bool {
        let all = self.all(key);
        all.is_empty() && self.is_overlay() || all.iter().any(|node| !is_taken_away(node))
    }

    /// What an overlay is laid over is not at hand.
    fn is_overlay(&self) -> bool {
        let overlay = Pointer::new().key("overlay");
        self.document.get(&overlay).is_some()
    }

    /// True if a list of the place is paged in this way.
    pub(super) fn is_paged(&self, kind: &str) -> bool {
        let all = self.all("paging");
        if all.is_empty() {
            return self.is_overlay();
        }
        all.into_iter().any(|paging| {
            let mut entries = paging.entries().iter();
            let own = entries.find(|entry| entry.key == "kind");
            own.and_then(|entry| entry.node.as_text()) == Some(kind)
        })
    }

    /// The parameters that the routes declare.
    fn parameters(&self) -> Vec<(&'d str, &'d Node)> {
        let mut found: Vec<(&str, &Node)> = Vec::new();
        for container in self.containers.iter().chain(&self.below()) {
            let map = self.document.get(&container.key("parameters"));
            for entry in map.map(Node::entries).unwrap_or_default() {
                if !found.iter().any(|(known, _)| *known == entry.key) {
                    found.push((&entry.key, &entry.node));
                }
            }
        }
        found.retain(|(_, node)| !is_taken_away(node));
        found
    }

    /// True if the routes declare a parameter, or are chosen by it.
    pub(super) fn knows(&self, parameter: &str) -> bool {
        let mut whens = self
            .containers
            .iter()
            .filter_map(|container| self.document.get(&container.key("when")));
        self.parameters().iter().any(|(name, _)| *name == parameter)
            || whens.any(|when| when.entries().iter().any(|entry| entry.key == parameter))
    }

    /// The values that come with an operator and have no place but a hole: `created_at.gte`.
    pub(super) fn by_operator(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, node) in self.parameters() {
            if goes(node) {
                continue;
            }
            for operator in Operator::ALL {
                let mut own = node
                    .entries()
                    .iter()
                    .filter(|entry| entry.key == operator.word());
                let is_own = own.next().map(|entry| !goes(&entry.node));
                if is_own.unwrap_or_else(|| lists(node, operator)) {
                    found.push(format!("{name}.{}", operator.word()));
                }
            }
        }
        found
    }

    /// True if another text of the same routes reads a parameter by its operators.
    pub(super) fn reads_apart(&self, parameter: &str) -> bool {
        let texts = scalars(self.document).filter(|(place, _)| place != self.place);
        let mut texts = texts.filter(|(place, _)| self.shares_a_route(place));
        texts.any(|(_, node)| {
            let template = node.as_text().filter(|text| text.contains("{{"));
            let template = template.and_then(|text| Template::parse(text).ok());
            template.is_some_and(|template| {
                let mut names = names_of(&template, "query").into_iter();
                names.any(|name| by_operator(&name).is_some_and(|(read, _)| read == parameter))
            })
        })
    }

    fn shares_a_route(&self, place: &Pointer) -> bool {
        let theirs = containers(self.document, place);
        let within = |own: &[Pointer], others: &[Pointer]| {
            own.first().is_some_and(|own| others.contains(own))
        };
        within(&theirs, &self.containers) || within(&self.containers, &theirs)
    }
}

/// `~`, with which a case takes away what is shared.
fn is_taken_away(node: &Node) -> bool {
    node.entries().is_empty()
        && node
            .as_text()
            .is_none_or(|text| ["", "~", "null"].contains(&text))
}

/// True if a parameter, or one of its operators, says itself where its value goes.
fn goes(node: &Node) -> bool {
    let keys = ["send_as", "send", "body", "headers", "clause", "checked"];
    node.entries()
        .iter()
        .any(|entry| keys.contains(&entry.key.as_str()))
}

/// True if a parameter's `operators` has this one.
fn lists(node: &Node, operator: Operator) -> bool {
    let mut entries = node.entries().iter();
    let operators = entries.find(|entry| entry.key == "operators");
    let Some(Kind::List(words)) = operators.map(|entry| &entry.node.kind) else {
        return false;
    };
    words
        .iter()
        .any(|word| word.as_text() == Some(operator.word()))
}
