//! Expects the members of an object to come again in the next one at the same place: most objects
//! of a list have the same names in the same order, and an expected name is compared, not read.

use crate::slices::scanner::{Key, KnownName, Scanner};

/// The most names that are learned of one object.
const MOST: usize = 96;
/// How many expected names may be missing in a row.
const AHEAD: usize = 3;

/// The names that were seen at each place, and what each leads to.
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

    /// Expects nothing.
    pub(super) fn none() -> Order<'b, C> {
        Order {
            places: Vec::new(),
            learns: false,
        }
    }

    /// What the name at the scanner leads to, if it was expected; the scanner then stands at its
    /// value. `at` is the number of the expected name within the object.
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

    /// Remembers a name that was not expected. `text` is what was read of it, up to its value.
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

    /// Reads the names of an object, and marks those that were expected.
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
        // Names are expected only where a block of the text is left.
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
