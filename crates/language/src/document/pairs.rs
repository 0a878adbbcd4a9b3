//! JSON writes a character beyond U+FFFF as two escapes, which YAML does not know.

/// The text with each pair of escapes of a JSON text as the character that it means; nothing where there
/// is none.
pub(super) fn without_pairs(text: &str) -> Option<String> {
    let (mut plain, mut at, mut kept) = (String::new(), 0, 0);
    while let Some(next) = text.get(at..)?.find('\\') {
        let start = at.saturating_add(next);
        let escape = text.get(start..start.saturating_add(12));
        if let Some(letter) = escape.and_then(pair) {
            plain.push_str(text.get(kept..start)?);
            plain.push(letter);
            at = start.saturating_add(12);
            kept = at;
        } else {
            // The sign behind a backslash begins no escape, whatever it is.
            let behind = text.get(start.saturating_add(1)..)?.chars().next();
            at = start.saturating_add(1 + behind.map_or(0, char::len_utf8));
        }
    }
    plain.push_str(text.get(kept..)?);
    (kept > 0).then_some(plain)
}

/// The character of `\ud83d\ude00`.
fn pair(text: &str) -> Option<char> {
    let (high, low) = text.strip_prefix("\\u")?.split_once("\\u")?;
    let half = |text: &str| {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_hexdigit());
        u16::from_str_radix(text, 16).ok().filter(|_| digits)
    };
    let halves = [half(high)?, half(low)?];
    let mut letters = char::decode_utf16(halves);
    letters
        .next()?
        .ok()
        .filter(|letter| u32::from(*letter) > 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_escapes_become_their_character() {
        let plain = without_pairs(r#"{"a": "\\\ud83d\ude00\u00e9", "b": "\uD83D\uDE00"}"#);
        assert_eq!(
            plain.as_deref(),
            Some("{\"a\": \"\\\\\u{1f600}\\u00e9\", \"b\": \"\u{1f600}\"}")
        );
        for text in [
            r"\\ud83d\ude00",
            r"\ud83d",
            r"\u0041\u0042",
            r"\ud83d\u0041",
            "é\\",
        ] {
            assert_eq!(without_pairs(text), None, "{text}");
        }
    }
}
