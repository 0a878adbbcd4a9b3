//! A text without its spelling: every letter as a byte, whatever it was written as, with its place in
//! the text. Percent-encoding, escapes of JSON and entities of HTML are undone, one layer at a time;
//! case, white space and plus signs do not count.

/// One byte of a plain text, and the part of the written text that stands for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letter {
    pub(super) byte: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// How many layers are undone: a text of JSON within a parameter within a page.
const LAYERS: usize = 3;

/// A text as it is written, and as it is with one layer after another undone.
pub(super) fn layers(text: &str) -> Vec<Vec<Letter>> {
    let written = text.bytes().enumerate().map(|(at, byte)| Letter {
        byte: byte.to_ascii_lowercase(),
        start: at,
        end: at + 1,
    });
    let mut all = vec![
        written
            .filter(|letter| counts(letter.byte))
            .collect::<Vec<_>>(),
    ];
    while all.len() <= LAYERS {
        match all.last().and_then(|last| undone(last)) {
            Some(next) => all.push(next),
            None => break,
        }
    }
    all
}

/// A text as it is compared.
pub(super) fn plain(text: &str) -> Vec<u8> {
    let bytes = text.bytes().filter(|byte| counts(*byte));
    bytes.map(|byte| byte.to_ascii_lowercase()).collect()
}

/// False for what may be put into a text or taken out of it.
fn counts(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != b'+' && !byte.is_ascii_control()
}

/// The letters with one layer undone; none where there is none.
fn undone(letters: &[Letter]) -> Option<Vec<Letter>> {
    let mut out = Vec::with_capacity(letters.len());
    let mut rest = letters;
    let mut any = false;
    while let Some((first, after)) = rest.split_first() {
        let Some((read, length)) = unit(rest) else {
            out.push(*first);
            rest = after;
            continue;
        };
        any = true;
        let (unit, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let (start, end) = (first.start, unit.last().map_or(first.end, |last| last.end));
        let mut place = [0; 4];
        let bytes: &[u8] = match read {
            Read::Byte(byte) => &[byte],
            Read::Letter(letter) => letter.encode_utf8(&mut place).as_bytes(),
        };
        let bytes = bytes.iter().filter(|byte| counts(**byte));
        out.extend(bytes.map(|byte| Letter {
            byte: byte.to_ascii_lowercase(),
            start,
            end,
        }));
        rest = after;
    }
    any.then_some(out)
}

/// What an encoded letter stands for.
enum Read {
    Byte(u8),
    Letter(char),
}

/// The encoded letter at the beginning, and of how many letters it is made.
fn unit(letters: &[Letter]) -> Option<(Read, usize)> {
    let byte = |at: usize| letters.get(at).map(|letter| letter.byte);
    match byte(0)? {
        b'%' => Some((Read::Byte(u8::try_from(hex(letters, 1, 2)?).ok()?), 3)),
        b'\\' => match byte(1)? {
            b'u' => {
                let high = hex(letters, 2, 4)?;
                let low = (byte(6) == Some(b'\\') && byte(7) == Some(b'u'))
                    .then(|| hex(letters, 8, 4))
                    .flatten();
                match (high, low) {
                    (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        Some((Read::Letter(char::from_u32(code)?), 12))
                    }
                    _ => Some((Read::Letter(char::from_u32(high)?), 6)),
                }
            }
            b'x' => Some((Read::Byte(u8::try_from(hex(letters, 2, 2)?).ok()?), 4)),
            b'n' | b'r' | b't' | b'b' | b'f' => Some((Read::Byte(b' '), 2)),
            other => Some((Read::Byte(other), 2)),
        },
        b'&' => entity(letters),
        _ => None,
    }
}

/// The number that so many hexadecimal digits write.
fn hex(letters: &[Letter], from: usize, digits: usize) -> Option<u32> {
    let digits = letters.get(from..from + digits)?;
    digits.iter().try_fold(0, |number, letter| {
        Some(number * 16 + char::from(letter.byte).to_digit(16)?)
    })
}

/// The longest entity that is read.
const LONGEST_ENTITY: usize = 12;

/// The entities of HTML for the marks of ASCII.
const ENTITIES: [(&str, char); 33] = [
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("sol", '/'),
    ("bsol", '\\'),
    ("equals", '='),
    ("plus", '+'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("comma", ','),
    ("period", '.'),
    ("colon", ':'),
    ("semi", ';'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("rsqb", ']'),
    ("hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("rcub", '}'),
    ("verbar", '|'),
    ("hyphen", '-'),
];

fn entity(letters: &[Letter]) -> Option<(Read, usize)> {
    let mut near = letters.iter().take(LONGEST_ENTITY);
    let end = near.position(|letter| letter.byte == b';')?;
    let name: Vec<u8> = letters.get(1..end)?.iter().map(|l| l.byte).collect();
    let name = std::str::from_utf8(&name).ok()?;
    let read = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix('x') {
                Some(number) => u32::from_str_radix(number, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((Read::Letter(read), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> String {
        let all = layers(text);
        let bytes = all.last().unwrap().iter().map(|letter| letter.byte);
        String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
    }

    #[test]
    fn every_spelling_of_a_text_is_the_same_text() {
        for text in [
            "a/b=c&d\"é",
            "A/B=C & D\"é",
            "a%2Fb%3dc%26d%22%C3%A9",
            "a+%2f+b=c&d\"é",
            r#"a\/b=c&d\"é"#,
            r"\u0061\u002fb=c\u0026d\u0022\u00e9",
            "a&#47;b&equals;c&amp;d&quot;&#xe9;",
            "a%252Fb%253Dc%2526d%2522%25C3%25A9",
            "a/b\\n=c\n&d\"é",
        ] {
            assert_eq!(last(text), "a/b=c&d\"é", "{text}");
        }
        assert_eq!(last(r"\ud83d\ude00"), "😀");
        // What only looks like an escape stays.
        for text in ["%zz", "%4", "\\u00", "&nothing;", "&", "100%"] {
            assert_eq!(last(text), text);
        }
    }

    #[test]
    fn a_letter_knows_where_it_stands() {
        let all = layers("x%2Fy");
        let slash = all[1][1];
        assert_eq!((slash.byte, slash.start, slash.end), (b'/', 1, 4));
    }
}
