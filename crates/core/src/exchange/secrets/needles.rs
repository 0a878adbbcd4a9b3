//! Finds secrets in a text, in whatever spelling. The work grows with the text, not with the number
//! of secrets.

use super::plain::{Letter, layers, plain};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::HashMap;
use std::ops::Range;

/// The first letters of a secret, by which it is looked for.
type Head = [u8; HEAD];
const HEAD: usize = 4;

/// The least letters of a secret that is looked for in every spelling; shorter ones are found in
/// ordinary words.
const LEAST: usize = 6;
/// The least letters of what base64 makes of a secret: fewer would be found in ordinary words.
const LEAST_OF_BASE64: usize = 8;
/// The least letters of a secret that are masked at an end where a text may have been cut.
const LEAST_OF_CUT: usize = 6;
/// How many letters before such an end may be the beginning of an escape.
const TORN: usize = 6;

/// The spellings of secrets that are looked for, by their first letters.
#[derive(Default)]
pub(super) struct Needles(HashMap<Head, Vec<Vec<u8>>>);

impl Needles {
    pub(super) fn of<'s>(secrets: impl Iterator<Item = &'s str>) -> Needles {
        let mut all: HashMap<Head, Vec<Vec<u8>>> = HashMap::new();
        let mut add = |needle: Vec<u8>| {
            if let Some(head) = needle.first_chunk::<HEAD>() {
                all.entry(*head).or_default().push(needle);
            }
        };
        for secret in secrets {
            // A secret may look like an encoded text itself.
            for letters in layers(secret) {
                let needle: Vec<u8> = letters.iter().map(|letter| letter.byte).collect();
                if needle.len() >= LEAST {
                    add(needle);
                }
            }
            add(plain(&hexadecimal(secret.as_bytes())));
            for before in 0..3 {
                let mut bytes = vec![0; before];
                bytes.extend(secret.as_bytes());
                for written in [
                    STANDARD_NO_PAD.encode(&bytes),
                    URL_SAFE_NO_PAD.encode(&bytes),
                ] {
                    // The letters that depend on nothing but the secret.
                    let (from, to) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
                    let core = plain(written.get(from..to).unwrap_or_default());
                    if core.len() >= LEAST_OF_BASE64 {
                        add(core);
                    }
                }
            }
        }
        for needles in all.values_mut() {
            // Longer ones first, as they may begin with shorter ones.
            needles.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            needles.dedup();
        }
        Needles(all)
    }

    /// The parts of a text in which secrets stand, in order and apart from each other.
    pub(super) fn found_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for letters in layers(text) {
            let bytes: Vec<u8> = letters.iter().map(|letter| letter.byte).collect();
            for at in 0..bytes.len() {
                let rest = bytes.get(at..).unwrap_or_default();
                if let Some(needle) = self.at(rest) {
                    found.extend(place(&letters, at, at + needle.len()));
                }
            }
            for end in ends(text, &letters) {
                found.extend(self.cut_off(&letters, &bytes, end));
            }
        }
        joined(found)
    }

    /// The longest secret with which these letters begin.
    fn at(&self, letters: &[u8]) -> Option<&Vec<u8>> {
        let head = letters.first_chunk::<HEAD>()?;
        let mut needles = self.0.get(head)?.iter();
        needles.find(|needle| letters.starts_with(needle))
    }

    /// The beginning of a secret right before a place where the text may have been cut.
    fn cut_off(&self, letters: &[Letter], bytes: &[u8], end: usize) -> Option<Range<usize>> {
        let longest = self.0.values().flatten().map(Vec::len).max()?;
        let first = end.saturating_sub(longest + TORN);
        for at in first..end.saturating_sub(LEAST_OF_CUT - 1) {
            let rest = bytes.get(at..end).unwrap_or_default();
            let Some(head) = rest.first_chunk::<HEAD>() else {
                break;
            };
            for needle in self.0.get(head).into_iter().flatten() {
                let same = needle.iter().zip(rest).take_while(|(a, b)| a == b).count();
                let torn = |read: usize| is_torn(rest.get(read..).unwrap_or_default());
                if same < needle.len() && (LEAST_OF_CUT..=same).any(torn) {
                    return place(letters, at, end);
                }
            }
        }
        None
    }
}

/// True for nothing, and for the beginning of an escape.
fn is_torn(left: &[u8]) -> bool {
    left.len() <= TORN && matches!(left.first(), None | Some(b'%' | b'\\' | b'&'))
}

/// The part of the text for letters from one to before another.
fn place(letters: &[Letter], from: usize, to: usize) -> Option<Range<usize>> {
    let last = letters.get(to.checked_sub(1)?)?;
    Some(letters.get(from)?.start..last.end)
}

/// The most ends of a text that are looked at.
const MOST_ENDS: usize = 64;

/// The numbers of letters before the places where a text may have been cut: its end, dots, and the mark
/// behind a quoted value.
fn ends(text: &str, letters: &[Letter]) -> Vec<usize> {
    let marks = text.char_indices().filter(|(_, c)| matches!(c, '…' | '`'));
    let marks = marks.map(|(at, _)| at).take(MOST_ENDS);
    let before = |at: usize| letters.partition_point(|letter| letter.end <= at);
    marks.chain([text.len()]).map(before).collect()
}

/// Ranges in order, those that touch as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut all: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match all.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => all.push(range),
        }
    }
    all
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
