//! One change: what kind it is, how much it matters, and where it is seen.

/// How much a change matters to those who call.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Grade {
    /// Something that worked does not, or something that came does not come.
    Breaking,
    /// Something is different; a person should look.
    Review,
    /// Something is added.
    Gain,
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// An integration came or went.
    Integration,
    /// What a caller may ask for, or what a record may hold.
    Coverage,
    /// A filter is applied elsewhere than before.
    Filter,
    /// Another request is sent.
    Request,
    /// A page became an error, an error a page, or the list ends elsewhere.
    Page,
    /// Records came or went.
    Records,
    /// A field had a value and has none.
    NewlyNull,
    /// A list has fewer elements.
    Narrowed,
    /// A field has another value.
    Changed,
    /// A field had no value and has one.
    Filled,
    /// The page warns of something.
    Warning,
}

/// One change, however often it is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The integration.
    pub slug: String,
    /// How much it matters.
    pub grade: Grade,
    /// What kind it is.
    pub kind: Kind,
    /// What it is about, in words: a field, a parameter, a request.
    pub about: String,
    /// How often it is seen.
    pub count: usize,
    /// The first place where it is seen: a case and its file; empty for what no case shows.
    pub first: String,
}

impl Grade {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Breaking => "breaking",
            Grade::Review => "review",
            Grade::Gain => "gain",
        }
    }
}

impl Kind {
    /// The words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Integration => "integration",
            Kind::Coverage => "coverage",
            Kind::Filter => "filter",
            Kind::Request => "request",
            Kind::Page => "page",
            Kind::Records => "records",
            Kind::NewlyNull => "newly null",
            Kind::Narrowed => "narrowed",
            Kind::Changed => "changed",
            Kind::Filled => "filled",
            Kind::Warning => "warning",
        }
    }
}

/// A change that is seen once.
pub(super) fn one(
    slug: &str,
    grade: Grade,
    kind: Kind,
    about: impl Into<String>,
    first: impl Into<String>,
) -> Change {
    Change {
        slug: slug.to_owned(),
        grade,
        kind,
        about: about.into(),
        count: 1,
        first: first.into(),
    }
}
