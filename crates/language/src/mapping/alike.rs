//! Tells if a call shows which operator a filter had.

use super::adds::{Clause, Goes};
use crate::expr::Template;
use crate::model::Operator;

impl Goes {
    /// True if a value looks the same there and here, whichever operator it came with.
    pub fn is_alike(&self, other: &Goes) -> bool {
        self == other && !self.tells_operator()
    }

    /// True if the request says with which operator a value came.
    fn tells_operator(&self) -> bool {
        let words = || Operator::ALL.map(Operator::word).into_iter();
        let tells = |template: &Template| {
            let mut words = words().chain(["operator"]);
            words.any(|word| template.reads(word))
        };
        let in_names = match self {
            Goes::Parts(parts) => parts
                .body
                .as_ref()
                .is_some_and(|body| body.names_hole("operator")),
            Goes::Clauses(all) => all.iter().any(|one| matches!(one, Clause::Column(_))),
            // A template reads each operator's value by a name of its own, or that of `eq` alone.
            Goes::Read => true,
            Goes::At(_) => false,
        };
        in_names || self.templates().into_iter().any(tells)
    }
}
