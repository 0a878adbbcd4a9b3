//! Makes texts that a regular expression matches as a whole.

use super::dice::Dice;
use rand_regex::Regex;
use regex_syntax::Parser;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};
use std::convert::Infallible;
use touchpoint_language::expr::Pattern;

/// An open repetition, `+` or `{3,}`, comes at most this many times more than it must.
const MORE_AT_MOST: u32 = 4;

/// A word boundary in the middle of a pattern may need several texts until one matches.
const TRIES: usize = 32;

/// A text that the pattern matches; none where none is found.
pub(crate) fn text_of(pattern: &Pattern, dice: &mut Dice) -> Option<String> {
    let parsed = Parser::new().parse(pattern.text()).ok()?;
    let regex = Regex::with_hir(printable(parsed), MORE_AT_MOST).ok()?;
    let mut rolls = Rolls(dice);
    let mut texts =
        (0..TRIES).map(|_| rand::distr::Distribution::<String>::sample(&regex, &mut rolls));
    texts.find(|text| pattern.matches(text))
}

/// The same expression without anchors, since whole texts are made. Classes that have printable
/// ASCII are cut to it: whoever reads a mapping takes `\d` for `0` to `9`.
fn printable(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Unicode(class)) => {
            let mut ascii = ClassUnicode::new([ClassUnicodeRange::new(' ', '~')]);
            ascii.intersect(&class);
            let has_ascii = !ascii.ranges().is_empty();
            Hir::class(Class::Unicode(if has_ascii { ascii } else { class }))
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(printable(*repetition.sub)),
            ..repetition
        }),
        HirKind::Capture(capture) => printable(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(printable).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(printable).collect()),
    }
}

/// Gives the dice's numbers to the library.
struct Rolls<'d>(&'d mut Dice);

impl rand::TryRng for Rolls<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let upper_half = self.0.next() >> 32;
        Ok(u32::try_from(upper_half).unwrap_or(u32::MAX))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for eight in bytes.chunks_mut(8) {
            for (byte, rolled) in eight.iter_mut().zip(self.0.next().to_le_bytes()) {
                *byte = rolled;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_fits_the_pattern() {
        let mut dice = Dice::new(1, "p");
        for text in [
            "00[1-3][A-Z]{12}([a-z]{3})?",
            "lead_[0-9]+",
            r"https://a\.example\.(com|eu)",
            r"^\d{3}$",
            r"\w+@\w+",
            "a.c",
            r"[^\s@]+",
            r"(?:[a-z]+ )?\bx",
            "é|ü",
        ] {
            let pattern = Pattern::new(text);
            for _ in 0..50 {
                let made = text_of(&pattern, &mut dice);
                assert!(made.is_some_and(|made| pattern.matches(&made)), "{text}");
            }
        }
    }

    #[test]
    fn a_seed_decides_the_text() {
        let pattern = Pattern::new("[A-Z]{12}");
        let made = |seed| text_of(&pattern, &mut Dice::new(seed, "p"));
        assert_eq!(made(7), made(7));
        assert_ne!(made(7), made(8));
        // The same on every machine, and with every version of the library.
        assert_eq!(made(7).as_deref(), Some("CAFNZJRNYIUE"));
    }

    #[test]
    fn what_cannot_be_made_is_none() {
        let mut dice = Dice::new(1, "p");
        assert_eq!(text_of(&Pattern::new("("), &mut dice), None);
        assert_eq!(text_of(&Pattern::new(r"a\bb"), &mut dice), None);
    }
}
