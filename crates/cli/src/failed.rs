//! Why a command ends early, by what the screen shows of it and how the program exits.

use crate::exit::Exit;
use std::io;
use touchpoint::BuildError;
use touchpoint_core::run::Error;
use touchpoint_language::diagnostic::Diagnostic;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failed {
    /// In words: what is wrong, and the next step where there is one.
    Said(Exit, String, Option<String>),
    /// The call gave no page; for people.
    Call(Error),
    /// The call gave no page; for programs, as the contract's JSON.
    Reply(Error),
    /// Mappings have errors.
    Mappings(Vec<Diagnostic>),
    /// Another failure, with the next step.
    Helped(Box<Failed>, String),
    /// The output cannot be written.
    Output(io::Error),
}

impl Failed {
    /// What is wrong, in words.
    pub(crate) fn said(exit: Exit, message: impl Into<String>) -> Failed {
        Failed::Said(exit, message.into(), None)
    }

    /// Adds the next step.
    pub(crate) fn help(self, help: impl Into<String>) -> Failed {
        match self {
            Failed::Said(exit, message, _) => Failed::Said(exit, message, Some(help.into())),
            other => Failed::Helped(Box::new(other), help.into()),
        }
    }

    /// The same failure in a form for programs, where it has one.
    pub(crate) fn for_programs(self) -> Failed {
        match self {
            Failed::Call(error) => Failed::Reply(error),
            Failed::Helped(failed, _) => failed.for_programs(),
            other => other,
        }
    }

    /// How the program exits.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Failed::Said(exit, ..) => *exit,
            Failed::Helped(failed, _) => failed.exit(),
            Failed::Call(error) | Failed::Reply(error) => match error {
                Error::Caller(_) | Error::Account(_) => Exit::Findings,
                Error::Remote(_)
                | Error::NoAnswer(_)
                | Error::Mapping(_)
                | Error::Store(_)
                | Error::Ours(_) => Exit::Remote,
            },
            Failed::Mappings(_) => Exit::Findings,
            // The reader of our output has seen enough; that is no fault.
            Failed::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
            Failed::Output(_) => Exit::Unreadable,
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Call(error)
    }
}

impl From<touchpoint::Error> for Failed {
    fn from(error: touchpoint::Error) -> Failed {
        Failed::Call(error.into_detail())
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        Failed::Output(error)
    }
}

impl From<BuildError> for Failed {
    fn from(error: BuildError) -> Failed {
        match error {
            BuildError::Mappings(diagnostics) => Failed::Mappings(diagnostics),
            BuildError::Unreadable { .. } => Failed::said(Exit::Unreadable, error.to_string()),
            other => Failed::said(Exit::Findings, other.to_string()),
        }
    }
}
