//! A fault as people read it: what, where, and the next step. Renderings turn a list of them into
//! text, JSON, SARIF or GitHub annotations; none of them knows what was checked.

mod code;
mod edit;
pub mod github;
mod gone;
mod help;
pub mod json;
mod label;
mod look_alike;
mod mend;
mod most;
pub mod sarif;
#[cfg(feature = "validate")]
mod snippets;
mod suggest;
pub mod text;

pub use code::Code;
pub use edit::{Edit, Mend, applied};
pub use gone::{count_alike, is_gone};
pub use help::Help;
pub use label::Label;
pub use look_alike::{disguised, look_alike};
pub(crate) use mend::{flow_item, quoted};
pub(crate) use most::too_many;
pub use most::{MOST_FAULTS, bounded};
pub use suggest::{help_for, nearest};

use std::fmt;

/// One fault.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Its number in the one table.
    pub code: Code,
    /// Says if it stops the mapping from being used.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub title: String,
    /// Where.
    pub primary: Label,
    /// Other places that belong to it, such as the first of two doubled keys.
    pub secondary: Vec<Label>,
    /// The next step, or the nearest name.
    pub help: Option<String>,
    /// What the next step does to the text, where it is one change and no other.
    pub mend: Option<Mend>,
}

/// How much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The mapping cannot be used.
    Error,
    /// The mapping works; this part surprises.
    Warning,
    /// The mapping is right; its vendor is about to change something.
    Notice,
}

impl Severity {
    /// `error`, `warning` or `notice`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl Diagnostic {
    /// What stops the mapping.
    pub fn error(code: Code, title: impl Into<String>, primary: Label) -> Self {
        Self {
            code,
            severity: Severity::Error,
            title: title.into(),
            primary,
            secondary: Vec::new(),
            help: None,
            mend: None,
        }
    }

    /// What the author should know.
    pub fn warning(code: Code, title: impl Into<String>, primary: Label) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, title, primary)
        }
    }

    /// What whoever uses the mapping should know, though nothing is wrong with it.
    pub fn notice(code: Code, title: impl Into<String>, primary: Label) -> Self {
        Self {
            severity: Severity::Notice,
            ..Self::error(code, title, primary)
        }
    }

    /// Adds another place.
    #[must_use]
    pub fn with_secondary(mut self, label: Label) -> Self {
        self.secondary.push(label);
        self
    }

    /// Says the next step. What it does to the text is seen from the primary place.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Help>) -> Self {
        let help = help.into();
        self.mend = mend::mend(&help, &self.primary);
        self.help = Some(help.into());
        self
    }

    /// Says the next step where one is known.
    #[must_use]
    pub fn with_help_if(self, help: Option<Help>) -> Self {
        match help {
            Some(help) => self.with_help(help),
            None => self,
        }
    }

    /// All its labels, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }
}

/// One line, with its place: `mappings/acme.yaml:31:5: error[M201]: no unified field is called `subjetc`; did you mean …`. All of
/// it with the lines of the text: [`text::render`].
impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clean = |text: &str| text.replace(char::is_control, " ");
        let (word, code) = (self.severity.as_str(), self.code.as_str());
        let (line, column) = self.primary.source.line_column(self.primary.span.start);
        let name = clean(&self.primary.source.name);
        let title = clean(&self.title);
        write!(out, "{name}:{line}:{column}: {word}[{code}]: {title}")?;
        if !self.primary.text.is_empty() {
            write!(out, " ({})", clean(&self.primary.text))?;
        }
        match &self.help {
            Some(help) => write!(out, "; {}", clean(help)),
            None => Ok(()),
        }
    }
}

/// Adds the diagnostics that are not there yet: several models may read one file and find the same.
pub fn add_new(all: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    for one in more {
        let same = |other: &Diagnostic| {
            let place = |d: &Diagnostic| (d.code, d.primary.span.clone(), d.title.clone());
            other.primary.source.name == one.primary.source.name && place(other) == place(&one)
        };
        if !all.iter().any(same) {
            all.push(one);
        }
    }
}

/// Sorts by file, then by place; diagnostics of one place keep their order.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.primary.span.start, d.primary.span.end);
        let names = a.primary.source.name.cmp(&b.primary.source.name);
        names.then_with(|| key(a).cmp(&key(b)))
    });
}

#[cfg(test)]
mod tests;
