//! What every transform must say about itself. A transform is one file that implements all of this;
//! only the list in [`super`] knows which transforms there are.

use super::judged::{Complaint, Judged};
use super::sent::{Manner, Sent};
use super::shape::Shape;
use super::value::{Value, ValueFault};
use crate::document::Pointer;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use crate::structure::Format;

/// How a transform is written, read and described.
pub(crate) trait Kind: Work + Clone + Sized {
    /// Its keys in a field; their doc comments are the editor's hover texts.
    type Keys;

    /// What the page of the language says of it.
    const DOC: Doc;

    /// The texts with a grammar that its keys hold.
    fn formats() -> Vec<Format> {
        Vec::new()
    }

    /// The type of a value that has these keys, where they imply it: a duration has a unit.
    fn makes(_: &Self::Keys) -> Option<Scalar> {
        None
    }

    /// Reads its keys; nothing where there are none.
    fn resolve(
        resolver: &mut Resolver<'_>,
        keys: &Self::Keys,
        pointer: &Pointer,
    ) -> Result<Option<Self>, Reported>;

    /// What holds for a part: what it says itself, else what the whole says.
    fn of_part(own: Option<Self>, whole: Option<&Self>) -> Option<Self> {
        own.or_else(|| whole.cloned())
    }

    /// The transform that works on every value of this type, even if the author writes none.
    fn of_type(_: &Scalar) -> Option<Self> {
        None
    }
}

/// What the page of the language says.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    /// Its keys with their meaning, in Markdown.
    pub rows: &'static [(&'static str, &'static str)],
    /// A line of `fields` that shows it.
    pub example: &'static str,
}

/// What a transform does.
pub(crate) trait Work {
    /// True if it says how the vendor writes a value: then it works on each picked value, and parts
    /// inherit it from the whole. Else it works once, on the combined result.
    fn reads(&self) -> bool;

    /// True if it works on values of this type. It is not applied to others.
    fn fits(&self, scalar: &Scalar) -> bool;

    /// The transformed value; `None` empties the field.
    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault>;

    /// What a vendor would send so that this value comes out; none where it cannot.
    fn inverse(&self, value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent>;

    /// What is wrong with it where it stands.
    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint>;

    /// The words for a value, extended by those for this transform.
    fn told(&self, of: String) -> String;

    /// A well-known shape of this transform, which an engine can do faster.
    fn shape(&self) -> Shape<'_> {
        Shape::Other
    }

    /// The vendor's words that it knows one by one.
    fn theirs(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Which of those words a text means, as [`Self::theirs`] has it.
    fn meant(&self, _came: &str) -> Option<&str> {
        None
    }

    /// The key under which the vendor's words stand, each with ours.
    fn words_under(&self) -> Option<&'static str> {
        None
    }

    /// Lets one of the vendor's words become another of ours.
    fn redefine(&mut self, _theirs: &str, _ours: &str) {}

    /// True if the times that it reads have parts of a second.
    fn tells_milliseconds(&self) -> bool {
        false
    }
}
