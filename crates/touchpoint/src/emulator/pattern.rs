//! A regular expression of the small kind that mappings write into a text that it matches.

use super::dice::Dice;

/// A text that the pattern matches; the pattern's own text where it is of another kind.
pub(super) fn text_of(pattern: &str, dice: &mut Dice) -> String {
    let chars: Vec<char> = pattern.chars().collect();
    let mut at = 0;
    let mut out = String::new();
    branch(&chars, &mut at, dice, &mut out, 8);
    out
}

/// Everything up to the end or a closing bracket; of alternatives, the last.
fn branch(chars: &[char], at: &mut usize, dice: &mut Dice, out: &mut String, depth: u8) {
    while let Some(&c) = chars.get(*at) {
        if c == ')' || depth == 0 {
            return;
        }
        if c == '|' {
            out.clear();
            *at += 1;
            continue;
        }
        let start = *at;
        let mut unit = String::new();
        unit_at(chars, at, dice, &mut unit, depth);
        let times = times(chars, at, dice);
        if times > 0 {
            out.push_str(&unit);
        }
        let after = *at;
        for _ in 1..times {
            let mut again = start;
            let mut unit = String::new();
            unit_at(chars, &mut again, dice, &mut unit, depth);
            out.push_str(&unit);
        }
        *at = after;
    }
}

fn unit_at(chars: &[char], at: &mut usize, dice: &mut Dice, out: &mut String, depth: u8) {
    match chars.get(*at) {
        Some('(') => {
            *at += 1;
            branch(chars, at, dice, out, depth - 1);
            *at += 1;
        }
        Some('[') => {
            let mut class = Vec::new();
            *at += 1;
            while let Some(&c) = chars.get(*at).filter(|c| **c != ']') {
                match (chars.get(*at + 1), chars.get(*at + 2)) {
                    (Some('-'), Some(&end)) if end != ']' => {
                        class.extend(c..=end);
                        *at += 3;
                    }
                    _ => {
                        class.push(c);
                        *at += 1;
                    }
                }
            }
            *at += 1;
            out.extend(dice.pick(&class));
        }
        Some('\\') => {
            out.extend(chars.get(*at + 1));
            *at += 2;
        }
        Some(&c) => {
            out.push(if c == '.' { 'x' } else { c });
            *at += 1;
        }
        None => {}
    }
}

fn times(chars: &[char], at: &mut usize, dice: &mut Dice) -> u64 {
    match chars.get(*at) {
        Some('?') => {
            *at += 1;
            dice.below(2)
        }
        Some('*') => {
            *at += 1;
            dice.below(3)
        }
        Some('+') => {
            *at += 1;
            3 + dice.below(3)
        }
        Some('{') => {
            let inside: String = chars
                .iter()
                .skip(*at + 1)
                .take_while(|c| **c != '}')
                .collect();
            *at += inside.chars().count() + 2;
            let (low, high) = inside.split_once(',').unwrap_or((&inside, &inside));
            let low: u64 = low.trim().parse().unwrap_or(1);
            let high: u64 = high.trim().parse().unwrap_or(low);
            low + dice.below(high.saturating_sub(low) + 1)
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_fits_the_pattern() {
        let mut dice = Dice::new(1, "p");
        for _ in 0..50 {
            let text = text_of("00[1-3][A-Z]{12}([a-z]{3})?", &mut dice);
            assert!(text.starts_with("00"), "{text}");
            assert!(text.len() == 15 || text.len() == 18, "{text}");
            let text = text_of("lead_[0-9]+", &mut dice);
            let digits = text.strip_prefix("lead_").unwrap();
            assert!(digits.bytes().all(|b| b.is_ascii_digit()) && !digits.is_empty());
            let text = text_of(r"https://a\.example\.(com|eu)", &mut dice);
            assert!(text.ends_with("eu") || text.ends_with("com"), "{text}");
        }
    }
}
