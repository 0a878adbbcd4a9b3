//! Characters that look like another one, or are invisible: a name with such a character is not the
//! name that its reader sees.

/// Letters of other alphabets, and the Latin ones that they look like.
const LETTERS: [(&str, &str); 4] = [
    ("асеіјорѕхуһԁԛԝ", "aceijopsxyhdqw"),
    ("АВСЕНІЈКМОРЅТХ", "ABCEHIJKMOPSTX"),
    ("αοενρκιτυ", "aoevpkityu"),
    ("ɡɑոսօհց", "ganuohg"),
];

/// Signs that look like one that YAML or a path knows.
const SIGNS: [(char, char); 22] = [
    ('\u{2010}', '-'),
    ('\u{2011}', '-'),
    ('\u{2012}', '-'),
    ('\u{2013}', '-'),
    ('\u{2014}', '-'),
    ('\u{2212}', '-'),
    ('\u{ff1a}', ':'),
    ('\u{2018}', '\''),
    ('\u{2019}', '\''),
    ('\u{201a}', '\''),
    ('\u{201c}', '"'),
    ('\u{201d}', '"'),
    ('\u{201e}', '"'),
    ('\u{ab}', '"'),
    ('\u{bb}', '"'),
    ('\u{a0}', ' '),
    ('\u{3000}', ' '),
    ('\u{2002}', ' '),
    ('\u{2003}', ' '),
    ('\u{2009}', ' '),
    ('\u{202f}', ' '),
    ('\u{ff04}', '$'),
];

/// Invisible characters.
const INVISIBLE: [char; 17] = [
    '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{200e}', '\u{200f}',
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// The ASCII character that this one looks like, or an empty text for an invisible one. `None` for
/// a character that looks like itself.
pub fn look_alike(c: char) -> Option<&'static str> {
    if INVISIBLE.contains(&c) {
        return Some("");
    }
    if let Some((_, sign)) = SIGNS.iter().find(|(sign, _)| *sign == c) {
        return Some(match sign {
            '-' => "-",
            ':' => ":",
            '$' => "$",
            '\'' => "'",
            '"' => "\"",
            _ => " ",
        });
    }
    LETTERS.iter().find_map(|(odd, plain)| {
        let place = odd.chars().position(|letter| letter == c)?;
        plain.get(place..place.saturating_add(1))
    })
}

/// The first look-alike of a text described in words, and the text as a reader sees it.
///
/// ```
/// use touchpoint_language::diagnostic::disguised;
/// let (words, plain) = disguised("ѕize").unwrap();
/// assert_eq!(words, "`ѕ` is U+0455, which looks like `s`");
/// assert_eq!(plain, "size");
/// assert_eq!(disguised("größe"), None);
/// ```
pub fn disguised(text: &str) -> Option<(String, String)> {
    let odd = text.chars().find(|c| look_alike(*c).is_some())?;
    let code = u32::from(odd);
    let words = match look_alike(odd).unwrap_or_default() {
        "" => format!("it holds U+{code:04X}, which is not seen"),
        " " => format!("it holds U+{code:04X}, which looks like a blank"),
        sign => format!("`{odd}` is U+{code:04X}, which looks like `{sign}`"),
    };
    let mut plain = String::new();
    for c in text.chars() {
        match look_alike(c) {
            Some(sign) => plain.push_str(sign),
            None => plain.push(c),
        }
    }
    Some((words, plain))
}
