//! The one table of exit codes; `--help` prints it.

use std::fmt::Write;
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Exit {
    /// All is well.
    Clean,
    /// Findings, differences, or a query that is refused.
    Findings,
    /// The command line is wrong.
    Usage,
    /// A file cannot be read.
    Unreadable,
    /// The vendor refuses or does not answer.
    Remote,
}

impl Exit {
    const ALL: [Exit; 5] = [
        Exit::Clean,
        Exit::Findings,
        Exit::Usage,
        Exit::Unreadable,
        Exit::Remote,
    ];

    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Unreadable => 3,
            Exit::Remote => 4,
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Exit::Clean => "all is well",
            Exit::Findings => {
                "findings, differences, or a query, an account or a reply that is refused"
            }
            Exit::Usage => "the command line is wrong",
            Exit::Unreadable => "a file cannot be read",
            Exit::Remote => "the vendor refuses, or does not answer",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// The table, as `--help` shows it.
pub(crate) fn table() -> String {
    Exit::ALL
        .iter()
        .fold("Exit codes:\n".to_owned(), |mut table, exit| {
            // Writing to a text cannot fail.
            let _ = writeln!(table, "  {}  {}", exit.code(), exit.meaning());
            table
        })
}
