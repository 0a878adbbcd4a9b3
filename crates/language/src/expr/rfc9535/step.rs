//! One step of a plain path.

/// One step of a plain path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member of an object.
    Name(String),
    /// An element of a list, counted from 0.
    Index(usize),
}
