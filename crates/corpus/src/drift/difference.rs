//! One difference: what kind it is, how much it matters, where it is, and what to do.

/// How much a difference matters to the mapping.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Grade {
    /// A unified field loses its value, or gets a wrong one.
    Breaking,
    /// A person should look.
    Review,
    /// The mapping does not read it.
    Harmless,
}

/// What is different.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// No recorded reply has the member.
    New,
    /// It has another type.
    Type,
    /// It is written in another form, which the mapping cannot read.
    Form,
    /// It is null, and never was.
    Null,
    /// It has words that no recorded reply has.
    Word,
    /// It is not there, or not everywhere, and always was.
    Gone,
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// How much it matters.
    pub grade: Grade,
    /// What kind of difference it is.
    pub kind: Kind,
    /// The path in the reply.
    pub path: String,
    /// What is different.
    pub what: String,
    /// The field that reads it, and where the mapping says so.
    pub reads: Option<(String, String)>,
    /// What to do.
    pub edit: String,
}

impl Grade {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Breaking => "breaking",
            Grade::Review => "review",
            Grade::Harmless => "harmless",
        }
    }
}

impl Kind {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Type => "type",
            Kind::Form => "form",
            Kind::Null => "null",
            Kind::Word => "word",
            Kind::Gone => "gone",
        }
    }
}
