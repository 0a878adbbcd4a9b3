//! One expression over a whole text, such as the vendor's message in a refusal.

use super::compile;
use super::evaluate::{Here, Scratch, evaluate};
use super::observe::Nobody;
use super::program::Expr;
use super::read::Origins;
use super::trie::{ExpectedMembers, Trie};
use crate::record::{RecordFacts, Tables, Words};
use crate::slices::scanner::Scanner;
use touchpoint_language::mapping::Expression;

/// A compiled expression that is read of whole texts.
#[derive(Clone, Debug)]
pub struct Phrase {
    text: Trie,
    expr: Expr,
}

impl Phrase {
    /// Compiles an expression that looks into no tables.
    pub fn new(expression: &Expression) -> Phrase {
        let mut text = Trie::default();
        let expr = compile::expression(expression, &mut text);
        Phrase { text, expr }
    }

    /// Its value in a text that is JSON; nothing where it is absent or empty.
    pub fn of(&self, json: &str) -> Option<String> {
        let mut slots = vec![""; self.text.width()];
        let mut scanner = Scanner::again(json);
        let walked = self.text.walk(
            &mut scanner,
            &mut slots,
            &mut (),
            &mut ExpectedMembers::none(),
        );
        walked.ok()?;
        let (query, tables) = (Words::default(), Tables::default());
        let facts = RecordFacts {
            query: &query,
            tables: &tables,
        };
        let mut here = Here {
            origins: Origins::of_record(&slots),
            facts: &facts,
            scratch: &mut Scratch::new(Nobody),
        };
        let text = evaluate(&self.expr, &mut here)?.text().into_owned();
        Some(text).filter(|text| !text.is_empty())
    }
}
