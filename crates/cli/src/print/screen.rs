//! Standard output and standard error, with or without colour. A reader that has gone away ends the
//! program quietly; a broken standard error is ignored.

use clap::ValueEnum;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

/// Where the program writes.
pub(crate) struct Screen {
    out: BufWriter<Stdout>,
    err: Stderr,
    colour_out: bool,
    colour_err: bool,
    /// True where standard output is a report for programs, and words go to standard error.
    aside: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The colour of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paint {
    /// An error, or what was expected and is missing.
    Red,
    /// Something new.
    Green,
    /// A warning.
    Yellow,
    /// A place, or something less important.
    Dim,
    /// A heading.
    Bold,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Paint::Red => "31",
            Paint::Green => "32",
            Paint::Yellow => "33",
            Paint::Dim => "2",
            Paint::Bold => "1",
        }
    }

    /// The text in this colour, where colour is on.
    pub(crate) fn on(self, colour: bool, text: &str) -> String {
        if colour {
            format!("\u{1b}[{}m{text}\u{1b}[0m", self.code())
        } else {
            text.to_owned()
        }
    }
}

impl Screen {
    /// The screen, with colour as asked for.
    pub(crate) fn new(colour: Colour) -> Screen {
        let on = |terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            // https://no-color.org
            Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        Screen {
            out: BufWriter::new(io::stdout()),
            err: io::stderr(),
            colour_out: on(io::stdout().is_terminal()),
            colour_err: on(io::stderr().is_terminal()),
            aside: false,
        }
    }

    /// True if standard output is in colour.
    pub(crate) fn colour(&self) -> bool {
        if self.aside {
            self.colour_err
        } else {
            self.colour_out
        }
    }

    /// From now on, or no more: what is written goes to standard error, for standard output is a report
    /// that ends here.
    pub(crate) fn aside(&mut self, aside: bool) -> io::Result<()> {
        self.aside = aside;
        self.out.flush()
    }

    /// Writes data.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.aside {
            let _ = self.err.write_all(bytes);
            return Ok(());
        }
        self.out.write_all(bytes)
    }

    /// Writes data that is text.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.bytes(text.as_bytes())
    }

    /// Flushes what was written.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Prints a note about the data.
    pub(crate) fn note(&mut self, text: &str) {
        let _ = writeln!(self.err, "{text}");
    }

    /// Prints a warning.
    pub(crate) fn warn(&mut self, text: &str) {
        self.marked(Paint::Yellow, "warning", text);
    }

    /// Prints what is neither wrong nor about the data, and should be known.
    pub(crate) fn notice(&mut self, text: &str) {
        self.marked(Paint::Green, "notice", text);
    }

    /// Prints what went wrong. `mark` is the word in front: `error[T201]`.
    pub(crate) fn wrong(&mut self, mark: &str, text: &str) {
        self.marked(Paint::Red, mark, text);
    }

    fn marked(&mut self, paint: Paint, mark: &str, text: &str) {
        let mark = paint.on(self.colour_err, mark);
        let _ = writeln!(self.err, "{mark}: {text}");
    }

    /// True if standard error is in colour.
    pub(crate) fn colour_err(&self) -> bool {
        self.colour_err
    }
}
