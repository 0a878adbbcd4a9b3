//! The holes that mappings of strangers once fell through, opened again: each must be named by the
//! mappings that nobody wrote.

use super::mutant::Mutant;

/// Every mutant.
pub(super) const ALL: [Mutant; 3] = [
    Mutant {
        name: "a filter that no template of its route reads is taken for placed",
        file: "crates/language/src/mapping/places.rs",
        from: "Goes::Read => self.reading(&parameter.name, operator, parameter.bare),",
        to: "Goes::Read => vec![place(PlaceAt::Path, Holds::Hole)],",
    },
    Mutant {
        name: "two values of the caller may share a text",
        file: "crates/language/src/check/holes.rs",
        from: "    if !names.iter().any(|(name, _)| lacks(name)) {",
        to: "    if names.iter().any(|(name, _)| lacks(name)) || names.len() > 1 {",
    },
    Mutant {
        name: "a value may be computed inside a hole",
        file: "crates/language/src/check/holes.rs",
        from: "    if hole.is_plain() || !reads_query(hole) {",
        to: "    if hole.is_plain() || reads_query(hole) {",
    },
];
