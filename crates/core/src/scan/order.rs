//! The members of an object → a guess at those of the next one at the same place: most objects of a
//! list have the same names in the same order, and a name that was foreseen is compared, not read.

use crate::slices::scanner::{Key, KnownName, Scanner};

/// Objects of more names are not learned further.
const MOST: usize = 96;
/// How many foreseen names may be missing in a row.
const AHEAD: usize = 3;

/// What was seen at each place, and what each name leads to.
pub(super) struct Order<'b, C> {
    /// By the number of the place.
    places: Vec<Vec<(KnownName<'b>, C)>>,
    learns: bool,
}

impl<'b, C: Copy> Order<'b, C> {
    /// Learns from objects as they come.
    pub(super) fn learning() -> Order<'b, C> {
        Order {
            places: Vec::new(),
            learns: true,
        }
    }

    /// Foresees nothing.
    pub(super) fn none() -> Order<'b, C> {
        Order {
            places: Vec::new(),
            learns: false,
        }
    }

    /// What the name leads to that stands here, if it was foreseen; the scanner then stands at its
    /// value. `at` is how far the object has come.
    #[inline]
    pub(super) fn next(
        &self,
        place: usize,
        at: &mut usize,
        scanner: &mut Scanner<'_>,
    ) -> Option<C> {
        let seen = self.places.get(place)?.get(*at..)?;
        for (missing, (known, leads_to)) in seen.iter().take(AHEAD).enumerate() {
            if scanner.follow(known) {
                *at += missing + 1;
                return Some(*leads_to);
            }
        }
        None
    }

    /// Remembers a name that was not foreseen. `text` is what was read of it, up to its value.
    #[inline]
    pub(super) fn learn(
        &mut self,
        place: usize,
        at: &mut usize,
        text: &'b str,
        key: Key<'b>,
        leads_to: C,
    ) {
        if self.learns {
            self.remember(place, at, text, key, leads_to);
        }
    }

    fn remember(&mut self, place: usize, at: &mut usize, text: &'b str, key: Key<'b>, leads_to: C) {
        if self.places.len() <= place {
            self.places.resize_with(place + 1, Vec::new);
        }
        let Some(seen) = self
            .places
            .get_mut(place)
            .filter(|seen| seen.len() < MOST && !key.escaped)
        else {
            return;
        };
        if let Some(known) = KnownName::new(text.trim_end()) {
            seen.insert(*at, (known, leads_to));
            *at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::slices::scanner::Scanner;

    /// Reads the names of an object; says of each whether it was foreseen.
    fn read<'b>(order: &mut Order<'b, char>, text: &'b str) -> String {
        let (mut scanner, mut at, mut told) = (Scanner::new(text), 0, String::new());
        let mut more = scanner.open(b'}').unwrap();
        while more {
            if let Some(letter) = order.next(1, &mut at, &mut scanner) {
                told.push(letter);
            } else {
                let start = scanner.at();
                let key = scanner.key(false).unwrap();
                let letter = key.name().chars().next().unwrap();
                order.learn(1, &mut at, scanner.since(start).unwrap(), key, letter);
                told.push('.');
            }
            scanner.skip().unwrap();
            more = scanner.more(b'}').unwrap();
        }
        told
    }

    #[test]
    fn names_are_foreseen_in_the_order_in_which_they_came() {
        let mut order = Order::learning();
        // Names are foreseen where a block of the text is left.
        let texts = [
            r#"{"a":1,"c":"x","d":1}"#,
            r#"{"a":1,"b":2,"c":3,"d":1}"#,
            r#"{"a":1,"b":2,"c":3,"d":"x"}"#,
            r#"{"a":1,"d":7}"#,
            r#"{"d":1,"a":3}"#,
        ];
        let texts = texts.map(|text| format!("{text}{}", " ".repeat(16)));
        let told: Vec<String> = texts.iter().map(|text| read(&mut order, text)).collect();
        assert_eq!(told, ["...", "a.cd", "abcd", "ad", ".a"]);
        assert_eq!(read(&mut Order::none(), &texts[0]), "...");
    }
}
