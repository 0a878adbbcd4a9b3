//! Who writes a stranger's mapping: dice, and the vendor's names that are given away.

use super::tree::{Tree, piece};
use touchpoint_emulator::Dice;

/// The vendor's names.
const NAMES: [&str; 24] = [
    "who", "company", "person", "rep", "kind", "since", "until", "about", "title", "state", "ref",
    "deal", "made", "changed", "begins", "ends", "party", "filter", "q", "flag", "memo", "code",
    "group", "stage",
];

/// Who writes a mapping.
pub(super) struct Maker {
    /// Its chance.
    pub(super) dice: Dice,
    first: usize,
    given: usize,
    /// True if the route that is written has a body.
    pub(super) posts: bool,
    /// True if the route that is written has a query text made of clauses.
    pub(super) clauses: bool,
    /// The grammar of that text, as it is written.
    pub(super) grammar: &'static str,
    /// Of two names of one value, the one that is not used.
    pub(super) unused: &'static str,
    /// True if callers choose a list by its type.
    pub(super) has_cases: bool,
    /// The order in which several lists are read as one.
    pub(super) merged: Option<&'static str>,
    /// The order in which the list of the route that is written comes, where a window can divide it.
    pub(super) divided: Option<&'static str>,
    /// True if the list of the route that is written comes in an order.
    pub(super) ordered: bool,
    /// True if the place or the size of some page stands in a body.
    pub(super) pages_in_body: bool,
    /// The filters that the route that is written has already.
    pub(super) taken: Vec<&'static str>,
    /// The fields of the records that are written.
    pub(super) fields: Tree,
}

impl Maker {
    pub(super) fn new(seed: u64) -> Maker {
        let mut dice = Dice::new(seed, "stranger");
        let first = dice.place(NAMES.len());
        let unused = if dice.one_in(2) {
            "contact.id"
        } else {
            "contact_id"
        };
        Maker {
            dice,
            unused,
            has_cases: false,
            first,
            given: 0,
            posts: false,
            clauses: false,
            grammar: "",
            merged: None,
            divided: None,
            ordered: false,
            pages_in_body: false,
            taken: Vec::new(),
            fields: Tree::Null,
        }
    }

    /// A name of the vendor's that no other filter has.
    pub(super) fn name(&mut self) -> String {
        let place = (self.first + self.given) % NAMES.len();
        let round = self.given / NAMES.len();
        self.given += 1;
        let name = NAMES.get(place).copied().unwrap_or_default();
        match round {
            0 => name.to_owned(),
            round => format!("{name}{round}"),
        }
    }

    /// True if the grammar of the route that is written has words for something: an operator, or `or`.
    pub(super) fn says(&self, word: &str) -> bool {
        let named = ["grammar: odata", "soql", "grammar: coql"];
        named.iter().any(|name| self.grammar.contains(name))
            || self.grammar.contains(&format!(" {word}: "))
    }

    /// The column that a dotted field reads as it is, where it reads one.
    pub(super) fn column(&self, dotted: &str) -> Option<String> {
        let mut found = &self.fields;
        for name in dotted.split('.') {
            found = found.get(name)?;
        }
        let column = found.as_str()?.strip_prefix("$.")?;
        let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        column.chars().all(plain).then(|| column.to_owned())
    }

    /// True if a dotted field is written with one of these keys: as the first of several columns, or packed.
    pub(super) fn is_written_with(&self, dotted: &str, keys: &[&str]) -> bool {
        let mut found = Some(&self.fields);
        for name in dotted.split('.') {
            found = found.and_then(|found| found.get(name));
        }
        let mut keys = keys.iter();
        keys.any(|key| found.is_some_and(|found| found.get(key).is_some()))
    }

    /// One of these.
    pub(super) fn one_of<'w>(&mut self, all: &[&'w str]) -> &'w str {
        self.dice.pick(all).copied().unwrap_or_default()
    }

    /// One of these pieces, with words put for names in capitals.
    pub(super) fn piece_of(&mut self, all: &[&str], words: &[(&str, &str)]) -> Tree {
        piece(self.one_of(all), words)
    }

    /// Some of these, in their order, each with one chance in two.
    pub(super) fn some_of<'w>(&mut self, all: &[&'w str]) -> Vec<&'w str> {
        all.iter()
            .filter(|_| self.dice.one_in(2))
            .copied()
            .collect()
    }

    /// A filter's form that is loose only where a field shows what it is about, but for few that are refused
    /// for it.
    pub(super) fn checkable(&mut self, name: &str, form: String) -> String {
        let root = name.split('.').next().unwrap_or_default();
        if self.fields.get(root).is_some() || self.dice.one_in(24) {
            return form;
        }
        form.replace(", loose: true", "")
    }
}
