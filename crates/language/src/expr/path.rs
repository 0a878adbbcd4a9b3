//! Turns a `JSONPath` (RFC 9535) into plain steps where possible, and into a query for the library
//! where not.
//!
//! ```text
//! $.a.b[0]          plain: three steps
//! $.a[*].b          prefix `a`, one wildcard, tail `b`
//! record.$.a        plain, but it starts at the record instead of the value at hand
//! $.a[?@.kind=='x'] prefix `a`, and a query for the whole
//! ```

use super::fault::ExprFault;
pub use super::rfc9535::{PlainFilter, PlainLiteral, Tree};
use super::rfc9535::{Query, Segment};

pub use super::rfc9535::Step;
use std::fmt;
use std::sync::Arc;

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// `$`: the value at hand (a reply, a record, an element of a list).
    Here,
    /// `record.$`: the whole record, from inside one of its lists.
    Record,
}

/// A parsed path.
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    root: Root,
    prefix: Vec<Step>,
    rest: Rest,
}

/// What follows the plain prefix.
#[derive(Debug, Clone)]
enum Rest {
    Nothing,
    /// One wildcard, then plain steps.
    Wildcard(Vec<Step>),
    /// An element counted from the end (1 is the last), then plain steps.
    FromEnd(usize, Vec<Step>),
    /// The whole path, for the library.
    Query(Arc<Query>),
}

/// Two paths are equal when their texts are.
impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Path {}

/// The path as it was written.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Path {
    /// Parses a path that begins with `$` or `record.$`.
    ///
    /// # Errors
    /// A text that RFC 9535 does not allow, or that is larger than any mapping needs.
    pub fn parse(text: &str) -> Result<Self, ExprFault> {
        let (root, start) = match text.strip_prefix("record.") {
            Some(_) => (Root::Record, "record.".len()),
            None => (Root::Here, 0),
        };
        let (_, path) = text.split_at_checked(start).unwrap_or(("", text));
        let query = Query::parse(path).map_err(|fault| fault.within(start, text.len()))?;
        let mut segments = query.segments().into_iter();
        let mut prefix = Vec::new();
        let rest = loop {
            match segments.next() {
                None => break Rest::Nothing,
                Some(Segment::Step(step)) => prefix.push(step),
                Some(Segment::Wildcard) => {
                    break plain_tail(segments)
                        .map_or_else(|| Rest::Query(Arc::new(query)), Rest::Wildcard);
                }
                Some(Segment::FromEnd(place)) => {
                    break plain_tail(segments).map_or_else(
                        || Rest::Query(Arc::new(query)),
                        |tail| Rest::FromEnd(place, tail),
                    );
                }
                Some(Segment::Other) => break Rest::Query(Arc::new(query)),
            }
        };
        Ok(Self {
            text: text.to_owned(),
            root,
            prefix,
            rest,
        })
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it starts.
    pub fn root(&self) -> Root {
        self.root
    }

    /// The same steps from another start.
    #[must_use]
    pub fn rooted(mut self, root: Root) -> Self {
        let steps = self.text.strip_prefix("record.").unwrap_or(&self.text);
        self.text = if root == Root::Record {
            format!("record.{steps}")
        } else {
            steps.to_owned()
        };
        self.root = root;
        self
    }

    /// All steps, when the path is made of names and indices alone.
    pub fn plain(&self) -> Option<&[Step]> {
        matches!(self.rest, Rest::Nothing).then_some(self.prefix.as_slice())
    }

    /// The longest run of plain steps at the start.
    pub fn prefix(&self) -> &[Step] {
        &self.prefix
    }

    /// The steps before and after the wildcard, when the path is plain but for one wildcard.
    pub fn wildcard_tail(&self) -> Option<(&[Step], &[Step])> {
        match &self.rest {
            Rest::Wildcard(tail) => Some((&self.prefix, tail)),
            Rest::Nothing | Rest::FromEnd(..) | Rest::Query(_) => None,
        }
    }

    /// True if it yields at most one value, whatever it is applied to.
    pub fn is_single(&self) -> bool {
        matches!(self.rest, Rest::Nothing | Rest::FromEnd(..))
    }

    /// True if it takes several values together, with a wildcard, a slice, a list or `..`. A filter
    /// does not count: where one value is wanted, its first match is meant.
    pub fn takes_all(&self) -> bool {
        match &self.rest {
            Rest::Nothing | Rest::FromEnd(..) => false,
            Rest::Wildcard(_) => true,
            Rest::Query(query) => query.takes_all(),
        }
    }

    /// The filter right after the prefix, where it is a simple one and the rest of the path is
    /// plain.
    pub fn filter(&self) -> Option<PlainFilter> {
        match &self.rest {
            Rest::Query(query) => query.filter(self.prefix.len()),
            Rest::Nothing | Rest::Wildcard(_) | Rest::FromEnd(..) => None,
        }
    }

    /// True if a filter in it starts at the root again, and so looks at more than what stands below
    /// its prefix.
    pub fn looks_at_root(&self) -> bool {
        matches!(&self.rest, Rest::Query(query) if query.looks_at_root())
    }

    /// The same path without its first plain steps; its text stays as it was written.
    #[must_use]
    pub fn below(&self, steps: usize) -> Self {
        let rest = match &self.rest {
            Rest::Query(query) => Rest::Query(Arc::new(query.below(steps))),
            other => other.clone(),
        };
        Self {
            prefix: self.prefix.get(steps..).unwrap_or_default().to_vec(),
            rest,
            ..self.clone()
        }
    }

    /// The path to what holds the values of a query: `$['a','b']` for `$['a','b'][*]`.
    #[must_use]
    pub fn holders(&self) -> Option<Self> {
        match &self.rest {
            Rest::Query(query) => Some(Self {
                rest: Rest::Query(Arc::new(query.without_last())),
                ..self.clone()
            }),
            Rest::Nothing | Rest::Wildcard(_) | Rest::FromEnd(..) => None,
        }
    }

    /// The first value it yields.
    ///
    /// ```
    /// use touchpoint_language::expr::Path;
    /// let here = serde_json::json!({"a": [{"b": 1}, {"b": 2}]});
    /// assert_eq!(Path::parse("$.a[*].b").unwrap().one(&here), Some(&serde_json::json!(1)));
    /// ```
    pub fn one<'v, T: Tree>(&self, here: &'v T) -> Option<&'v T> {
        match &self.rest {
            Rest::Nothing => follow(here, &self.prefix),
            Rest::Wildcard(tail) => {
                let mut children = children(follow(here, &self.prefix)?).into_iter();
                children.find_map(|child| follow(child, tail))
            }
            Rest::FromEnd(place, tail) => {
                follow(from_end(follow(here, &self.prefix)?, *place)?, tail)
            }
            Rest::Query(query) => query.nodes(here).into_iter().next(),
        }
    }

    /// All values it yields, in document order as far as RFC 9535 gives one.
    pub fn all<'v, T: Tree>(&self, here: &'v T) -> Vec<&'v T> {
        match &self.rest {
            Rest::Nothing | Rest::FromEnd(..) => self.one(here).into_iter().collect(),
            Rest::Wildcard(tail) => follow(here, &self.prefix)
                .into_iter()
                .flat_map(children)
                .filter_map(|child| follow(child, tail))
                .collect(),
            Rest::Query(query) => query.nodes(here),
        }
    }
}

/// The value at the end of plain steps.
pub fn follow<'v, T: Tree>(here: &'v T, steps: &[Step]) -> Option<&'v T> {
    steps.iter().try_fold(here, |value, step| match step {
        Step::Name(name) => value.get(name),
        Step::Index(index) => value.as_array()?.get(*index),
    })
}

fn children<T: Tree>(value: &T) -> Vec<&T> {
    match (value.as_array(), value.as_object()) {
        (Some(list), _) => list.iter().collect(),
        (None, Some(members)) => members.into_iter().map(|(_, member)| member).collect(),
        (None, None) => Vec::new(),
    }
}

fn from_end<T: Tree>(value: &T, place: usize) -> Option<&T> {
    let list = value.as_array()?;
    list.get(list.len().checked_sub(place)?)
}

fn plain_tail(segments: impl Iterator<Item = Segment>) -> Option<Vec<Step>> {
    segments
        .map(|segment| match segment {
            Segment::Step(step) => Some(step),
            Segment::Wildcard | Segment::FromEnd(_) | Segment::Other => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
