//! A query while it is read: what was understood so far, what was left out, and what is wrong.

use super::brackets::Node;
use super::failure::{Failure, Ignored, shorten};
use super::list_query::ListQuery;
use super::names::Names;
use touchpoint_language::model::Model;

/// A query while it is read.
pub(super) struct QueryReader<'m> {
    pub(super) model: &'m Model,
    pub(super) names: Names,
    /// True if unknown parameters are left out rather than refused.
    pub(super) lenient: bool,
    pub(super) query: ListQuery,
    pub(super) ignored: Vec<Ignored>,
    pub(super) failures: Vec<Failure>,
}

impl QueryReader<'_> {
    /// The one value of a parameter; absent when it is empty.
    pub(super) fn one(&mut self, name: &str, node: &Node) -> Option<String> {
        match node {
            Node::Text(text) => Some(text.clone()).filter(|t| !t.is_empty()),
            Node::List(_) | Node::Map(_) => {
                self.failures.push(one_value(name));
                None
            }
        }
    }

    /// The one word of a parameter, out of those that are allowed.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &str,
        node: &Node,
        allowed: &[(&str, T)],
    ) -> Option<T> {
        let word = self.one(name, node)?;
        let found = allowed.iter().find(|(w, _)| *w == word);
        if found.is_none() {
            let words: Vec<&str> = allowed.iter().map(|(w, _)| *w).collect();
            let says = format!(
                "is `{}`; write one of: {}",
                shorten(&word),
                words.join(", ")
            );
            self.failures
                .push(Failure::new(name, &word, &says).allowing(words));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// `true` or `false`; false when it is absent.
    pub(super) fn boolean(&mut self, name: &str, node: &Node) -> bool {
        let words = [("true", true), ("false", false)];
        self.word(name, node, &words).unwrap_or(false)
    }

    /// Handles an unknown parameter: it is refused, or, where the caller allows it, left out and
    /// named.
    pub(super) fn unknown(&mut self, failure: Failure) {
        if self.lenient {
            self.ignored.push(Ignored {
                parameter: failure.parameter,
                message: failure.message,
            });
        } else {
            self.failures.push(failure);
        }
    }
}

/// The values of a text or a list of texts, without empty ones; nothing for deeper nesting.
pub(super) fn texts(node: &Node) -> Option<Vec<String>> {
    let nodes = match node {
        Node::Text(_) => std::slice::from_ref(node),
        Node::List(elements) => elements,
        Node::Map(_) => return None,
    };
    let mut values = Vec::new();
    for node in nodes {
        let Node::Text(text) = node else { return None };
        if !text.is_empty() {
            values.push(text.clone());
        }
    }
    Some(values)
}

/// The fault of brackets where one value is expected.
pub(super) fn one_value(shown: &str) -> Failure {
    Failure::new(shown, "", "takes one value, and brackets within it came")
}
