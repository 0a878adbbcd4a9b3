//! The next step of a fault: its words for people, and what it does to the text, for tools.

use super::edit::Edit;
use std::fmt;

/// The next step. Where one change of the text is meant and no other, it is told as data beside the
/// words.
///
/// ```
/// use touchpoint_language::diagnostic::Help;
///
/// assert_eq!(Help::meant("records").to_string(), "did you mean `records`?");
/// assert_eq!(Help::from("name a case").to_string(), "name a case");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    words: String,
    pub(super) change: Option<Box<Change>>,
}

/// A change of a text, seen from the place that a fault marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A key or a value instead of the marked one, in quotes where it stands in quotes or needs them.
    Value(String),
    /// YAML instead of what is marked.
    Text(String),
    /// YAML instead of all from the mark to the end of its line, without a comment there.
    Line(String),
    /// The line begins in this column, counted from 1.
    Column(usize),
    /// What is marked goes.
    Nothing,
    /// Changes at places of their own, with the words for them.
    Edits(String, Vec<Edit>),
}

impl Help {
    fn with(words: String, change: Change) -> Help {
        let change = Some(Box::new(change));
        Help { words, change }
    }

    /// The word that was probably meant by the marked one: ``did you mean `records`?``
    pub fn meant(word: &str) -> Help {
        Help::with(
            format!("did you mean `{word}`?"),
            Change::Value(word.to_owned()),
        )
    }

    /// A value instead of the marked one: ``write `records` ``.
    pub fn write(value: &str) -> Help {
        Help::with(format!("write `{value}`"), Change::Value(value.to_owned()))
    }

    /// The marked value again, between quotes: `put quotes around it: "a: b"`. The value may go on
    /// to the end of its line, further than YAML reads it.
    pub fn quote(quoted: &str) -> Help {
        Help::with(
            format!("put quotes around it: {quoted}"),
            Change::Line(quoted.to_owned()),
        )
    }

    /// The marked value again, between quotes, where it ends with the mark.
    pub fn quote_marked(quoted: &str) -> Help {
        Help::quote(quoted).does(Change::Text(quoted.to_owned()))
    }

    /// The line of the mark begins in this column, counted from 1.
    pub fn start_in(column: usize) -> Help {
        Help::with(
            format!("start it in column {column}"),
            Change::Column(column),
        )
    }

    /// The same words; they mean this value instead of the marked one.
    #[must_use]
    pub fn value(self, value: &str) -> Help {
        self.does(Change::Value(value.to_owned()))
    }

    /// The same words; they mean this YAML, quotes and all, instead of what is marked.
    #[must_use]
    pub fn text(self, yaml: &str) -> Help {
        self.does(Change::Text(yaml.to_owned()))
    }

    /// The same words; they mean this YAML from the mark to the end of its line.
    #[must_use]
    pub fn line(self, yaml: &str) -> Help {
        self.does(Change::Line(yaml.to_owned()))
    }

    /// The same words; they mean that what is marked goes.
    #[must_use]
    pub fn nothing(self) -> Help {
        self.does(Change::Nothing)
    }

    /// The same words; they mean these changes, if there are any.
    #[must_use]
    pub fn edits(self, edits: Vec<Edit>) -> Help {
        if edits.is_empty() {
            return self;
        }
        let words = self.words.clone();
        self.does(Change::Edits(words, edits))
    }

    fn does(mut self, change: Change) -> Help {
        self.change = Some(Box::new(change));
        self
    }

    /// The same words, which change nothing.
    #[must_use]
    pub fn words_alone(mut self) -> Help {
        self.change = None;
        self
    }

    /// The same step with words before it.
    #[must_use]
    pub fn after(mut self, words: &str) -> Help {
        self.words.insert_str(0, words);
        self
    }

    /// The same step with words behind it.
    #[must_use]
    pub fn and(mut self, words: &str) -> Help {
        self.words.push_str(words);
        self
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<&str> for Help {
    fn from(words: &str) -> Help {
        words.to_owned().into()
    }
}

impl From<String> for Help {
    fn from(words: String) -> Help {
        let change = None;
        Help { words, change }
    }
}

impl From<Help> for String {
    fn from(help: Help) -> String {
        help.words
    }
}
