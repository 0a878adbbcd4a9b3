//! Finds the places of a JSON text's values in one pass, which checks everything as strictly as
//! `serde_json`, except the size of numbers, which is not bounded. Nothing here knows what the
//! values mean.
//!
//! ```text
//! text    {"a": [1, "x"], "b": null}
//! walk    open { · key a · skip [1, "x"] · more · key b · skip null · more: no
//! ```
//!
//! Invariant: a text is walked to its end only if [`Json`](touchpoint_language::json::Json) accepts
//! it. If `Json` accepts a text that is [`Refused`] here, the text has a name that `serde_json`
//! reserves for itself; [`Scanner::again`] takes it like any other name.

use block::{BLOCK, first_special, is_plain};
use std::borrow::Cow;

mod block;
mod known;

pub(crate) use known::KnownName;
use known::PRIVATE;

/// The text is no JSON, or holds a name that `serde_json` reserves for itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Refused;

/// As deep as `serde_json` reads: its limit of 128 refuses the 128th level.
const DEEPEST: u32 = 127;

/// A place in a text.
pub(crate) struct Scanner<'b> {
    text: &'b str,
    bytes: &'b [u8],
    at: usize,
    open: u32,
    /// True if names that `serde_json` reserves for itself are refused.
    guarded: bool,
}

/// The name of a member, without its quotes.
#[derive(Clone, Copy)]
pub(crate) struct Key<'b> {
    /// As it stands in the text.
    pub(crate) text: &'b str,
    /// True if it has escapes.
    pub(crate) escaped: bool,
}

impl<'b> Key<'b> {
    /// What it means.
    pub(crate) fn name(self) -> Cow<'b, str> {
        if self.escaped {
            Cow::Owned(unescape(self.text))
        } else {
            Cow::Borrowed(self.text)
        }
    }

    fn is_private(self) -> bool {
        self.name().starts_with(PRIVATE)
    }
}

/// The meaning of a scanned string without its quotes.
pub(crate) fn unescape(inner: &str) -> String {
    // The text was scanned as a string, so reading it cannot fail.
    serde_json::from_str(&format!("\"{inner}\"")).unwrap_or_default()
}

impl<'b> Scanner<'b> {
    /// A scanner at the first value of an unknown text.
    pub(crate) fn new(text: &'b str) -> Scanner<'b> {
        Scanner {
            guarded: true,
            ..Scanner::again(text)
        }
    }

    /// A scanner at the first value of a text that is known to be JSON.
    pub(crate) fn again(text: &'b str) -> Scanner<'b> {
        let mut scanner = Scanner {
            text,
            bytes: text.as_bytes(),
            at: 0,
            open: 0,
            guarded: false,
        };
        scanner.space();
        scanner
    }

    /// The current byte; at the end 0, which begins no value.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Where it stands.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The text from a place up to here.
    #[inline]
    pub(crate) fn since(&self, start: usize) -> Result<&'b str, Refused> {
        self.text.get(start..self.at).ok_or(Refused)
    }

    /// Makes sure that only white space follows.
    pub(crate) fn end(&mut self) -> Result<(), Refused> {
        self.space();
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(Refused)
        }
    }

    /// Opens an object or a list; true if anything is in it. If not, it is closed again.
    #[inline]
    pub(crate) fn open(&mut self, closing: u8) -> Result<bool, Refused> {
        if self.open >= DEEPEST {
            return Err(Refused);
        }
        self.at += 1;
        self.space();
        if self.peek() == closing {
            self.at += 1;
            return Ok(false);
        }
        self.open += 1;
        Ok(true)
    }

    /// After a value inside an object or a list; true if another follows. If not, it is closed.
    #[inline]
    pub(crate) fn more(&mut self, closing: u8) -> Result<bool, Refused> {
        self.space();
        match self.peek() {
            b',' => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            byte if byte == closing => {
                self.at += 1;
                self.open -= 1;
                Ok(false)
            }
            _ => Err(Refused),
        }
    }

    /// Reads the name of a member and goes to its value. `first` is true for the first member of an
    /// object.
    #[inline]
    pub(crate) fn key(&mut self, first: bool) -> Result<Key<'b>, Refused> {
        let start = self.at + 1;
        let escaped = self.string()?;
        let end = self.at - 1;
        self.space();
        if self.peek() != b':' {
            return Err(Refused);
        }
        self.at += 1;
        self.space();
        let text = self.text.get(start..end).ok_or(Refused)?;
        let key = Key { text, escaped };
        let odd = first && (escaped || text.starts_with('$'));
        if odd && self.guarded && key.is_private() {
            return Err(Refused);
        }
        Ok(key)
    }

    /// True if the name of a member, with its quotes and colon, stands here; if so, goes to its value.
    #[inline]
    pub(crate) fn follow(&mut self, known: &KnownName<'_>) -> bool {
        let here = self.bytes.get(self.at..).unwrap_or_default();
        let follows = known.begins(here);
        if follows {
            self.at += known.text.len();
            self.space();
        }
        follows
    }

    /// Skips one value.
    #[inline]
    pub(crate) fn skip(&mut self) -> Result<(), Refused> {
        match self.peek() {
            b'"' => self.string().map(|_| ()),
            b'n' => self.word(b"null").map(|_| ()),
            _ => self.skip_any(),
        }
    }

    fn skip_any(&mut self) -> Result<(), Refused> {
        // The kinds of what is open, innermost lowest: 1 is an object. Its depth is below 128.
        let mut kinds: u128 = 0;
        let outside = self.open;
        loop {
            let opened = match self.peek() {
                b'"' => self.string().map(|_| false)?,
                b'{' => {
                    let inside = self.open(b'}')?;
                    if inside {
                        kinds = kinds << 1 | 1;
                        self.key(true)?;
                    }
                    inside
                }
                b'[' => {
                    let inside = self.open(b']')?;
                    if inside {
                        kinds <<= 1;
                    }
                    inside
                }
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => self.number().map(|()| false)?,
            };
            if opened {
                continue;
            }
            loop {
                if self.open == outside {
                    return Ok(());
                }
                if kinds & 1 == 1 {
                    if self.more(b'}')? {
                        self.key(false)?;
                        break;
                    }
                } else if self.more(b']')? {
                    break;
                }
                kinds >>= 1;
            }
        }
    }

    #[inline]
    fn space(&mut self) {
        if self.peek() > b' ' {
            return;
        }
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    #[inline]
    fn word<const N: usize>(&mut self, word: &[u8; N]) -> Result<bool, Refused> {
        let here = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk);
        if here == Some(word) {
            self.at += N;
            return Ok(false);
        }
        Err(Refused)
    }

    /// Skips a string; true if it has escapes.
    #[inline]
    fn string(&mut self) -> Result<bool, Refused> {
        if self.peek() != b'"' {
            return Err(Refused);
        }
        self.at += 1;
        // Most strings end in their first block.
        if let Some(block) = self.block() {
            self.at += first_special(block);
            if self.peek() == b'"' {
                self.at += 1;
                return Ok(false);
            }
        }
        self.rest_of_string()
    }

    fn rest_of_string(&mut self) -> Result<bool, Refused> {
        let mut escaped = false;
        loop {
            while self.block().is_some_and(is_plain) {
                self.at += 4 * BLOCK;
            }
            while let Some(block) = self.block() {
                let plain = first_special(block);
                self.at += plain;
                if plain < BLOCK {
                    break;
                }
            }
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                0..0x20 => return Err(Refused),
                // Near the end of the text, where no block is left.
                _ => self.at += 1,
            }
        }
    }

    #[inline]
    fn block<const N: usize>(&self) -> Option<&'b [u8; N]> {
        self.bytes.get(self.at..)?.first_chunk()
    }

    fn escape(&mut self) -> Result<(), Refused> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => match self.unit()? {
                0xDC00..=0xDFFF => Err(Refused),
                // A leading surrogate is half a character: the other half must follow.
                0xD800..=0xDBFF => match self.unit()? {
                    0xDC00..=0xDFFF => Ok(()),
                    _ => Err(Refused),
                },
                _ => Ok(()),
            },
            _ => Err(Refused),
        }
    }

    /// Reads `\u` and four digits.
    fn unit(&mut self) -> Result<u16, Refused> {
        let here = self.bytes.get(self.at..self.at + 6).ok_or(Refused)?;
        let digits = here.strip_prefix(b"\\u").ok_or(Refused)?;
        let mut unit = 0;
        for digit in digits {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                b'A'..=b'F' => digit - b'A' + 10,
                _ => return Err(Refused),
            };
            unit = unit << 4 | u16::from(value);
        }
        self.at += 6;
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), Refused> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    #[inline]
    fn digits(&mut self) -> Result<(), Refused> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err(Refused)
        }
    }
}

#[cfg(test)]
mod tests;
