//! What is wrong with the files of a case, with the file and the line.

use std::fmt;

/// What is wrong with a case's file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub struct CorpusFault {
    /// The file: `acme/calls/1.reply.http`.
    pub file: String,
    /// The line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is there, and the next step.
    pub message: String,
}

impl fmt::Display for CorpusFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.file, self.message),
            None => write!(out, "{}: {}", self.file, self.message),
        }
    }
}

/// A fault inside one file, before the file's name is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LineFault {
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl LineFault {
    pub(crate) fn at(line: usize, message: impl Into<String>) -> LineFault {
        LineFault {
            line: Some(line),
            message: message.into(),
        }
    }

    pub(crate) fn in_file(self, file: &str) -> CorpusFault {
        CorpusFault {
            file: file.to_owned(),
            line: self.line,
            message: self.message,
        }
    }
}
