//! The route to a place in a tree: keys and indices. Later stages carry routes, and look spans up
//! only to report a fault.

use std::fmt;
use std::sync::Arc;

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// To the value of a map's key.
    Key(Arc<str>),
    /// To a list's item, from 0.
    Index(usize),
}

impl Step {
    /// The key of a step into a map.
    pub fn as_key(&self) -> Option<&str> {
        match self {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }
}

/// A route from the top: `list.cases.call.fields.id`, `rules[0]`. The empty route is the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(Vec<Step>);

impl Pointer {
    /// The top.
    pub fn new() -> Self {
        Self::default()
    }

    /// From an RFC 6901 pointer (`/rules/0`). A step of digits is an index; on a map such an index
    /// finds the key of the same digits.
    pub fn from_json_pointer(text: &str) -> Self {
        let steps = text.split('/').skip(1).map(|step| {
            let index = step.parse().ok();
            match index.filter(|index: &usize| index.to_string() == step) {
                Some(index) => Step::Index(index),
                None => Step::Key(step.replace("~1", "/").replace("~0", "~").into()),
            }
        });
        Self(steps.collect())
    }

    /// This route and then a key.
    #[must_use]
    pub fn key(&self, key: impl Into<Arc<str>>) -> Self {
        self.then(Step::Key(key.into()))
    }

    /// This route and then an item.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// This route and then a step.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut longer = self.clone();
        longer.0.push(step);
        longer
    }

    /// The route without its last step; `None` at the top.
    pub fn parent(&self) -> Option<Self> {
        let (_, parents) = self.0.split_last()?;
        Some(Self(parents.to_vec()))
    }

    /// The steps from the top.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// True if `other` is this place or lies below it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if is_plain(key) && place == 0 => f.write_str(key)?,
                Step::Key(key) if is_plain(key) => write!(f, ".{key}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

/// True if a key can be written after a dot without quotes.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let built = Pointer::new().key("list").key("a.b").index(0).key("id");
        assert_eq!(built.to_string(), r#"list["a.b"][0].id"#);
        let read = Pointer::from_json_pointer("/list/a.b/0/id");
        assert_eq!(read, built);
        assert_eq!(Pointer::from_json_pointer(""), Pointer::new());
        assert_eq!(Pointer::new().to_string(), "");
        let odd = Pointer::from_json_pointer("/~01/007/");
        assert_eq!(odd, Pointer::new().key("~1").key("007").key(""));
    }

    #[test]
    fn covers_itself_and_what_is_below() {
        let above = Pointer::new().key("a");
        assert!(above.covers(&above) && above.covers(&above.index(3)));
        assert!(!above.covers(&Pointer::new()));
        assert_eq!(above.index(3).parent(), Some(above));
        assert_eq!(Pointer::new().parent(), None);
    }
}
