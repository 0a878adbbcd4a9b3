//! A mapping that can be run: what is asked, as it is written, and what is read of replies.

use super::asked::ListDigests;
use crate::exchange::Needs;
use crate::scan::{PageReader, Phrase};
use std::sync::Arc;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::mapping::Mapping;
use touchpoint_language::model::{Model, Scalar};

/// A mapping that can be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The checked mapping, which is read as it stands for requests: connection, rules, lookups,
    /// routes.
    pub mapping: Arc<Mapping>,
    /// The unified model that it maps onto.
    pub model: Arc<Model>,
    /// What is read of the pages of each route, by case and route in the order of the file.
    pub(crate) readers: Vec<Vec<PageReader>>,
    /// Where a refusal has a message for people.
    pub message: Option<Phrase>,
    /// Where a refusal of the token URL has one, if the mapping says it.
    pub token_message: Option<Phrase>,
    /// What cursors are bound to: a cursor of a list that is asked in another way is stale.
    pub lists: ListDigests,
    /// What it needs of an account.
    pub needs: Needs,
    /// The dotted names of the unified fields that some case fills.
    pub filled: Vec<String>,
}

impl Plan {
    /// The slug.
    pub fn integration(&self) -> &str {
        &self.mapping.integration
    }

    /// True if variables of an account come with its tokens.
    pub(crate) fn takes_words(&self) -> bool {
        let mut variables = self.mapping.context.iter();
        variables.any(|variable| variable.from_token.is_some())
    }

    /// True if some case fills this dotted field.
    pub fn fills(&self, dotted: &str) -> bool {
        self.filled.iter().any(|name| name == dotted)
    }

    /// The parameters that some route declares, in the order of the model.
    pub fn served_parameters(&self) -> Vec<String> {
        let served = |name: &String| {
            self.mapping.cases.iter().any(|case| {
                let conditions = case
                    .when
                    .iter()
                    .chain(case.routes.iter().filter_map(|route| route.when.as_ref()));
                conditions
                    .flat_map(touchpoint_language::expr::Condition::parameters)
                    .any(|p| p == name)
                    || case
                        .routes
                        .iter()
                        .any(|route| route.parameters.contains_key(name))
            })
        };
        self.model
            .filterable_names()
            .into_iter()
            .filter(served)
            .collect()
    }

    /// The words that a caller may give for a parameter with an enum: those that some list of this
    /// mapping knows, or else all of the model's. Other parameters have none.
    pub fn words_of(&self, name: &str) -> Vec<String> {
        let Some(Scalar::Word(words)) = self.model.filterable(name) else {
            return Vec::new();
        };
        let known = |word: &&String| {
            self.mapping.cases.iter().any(|case| {
                let clauses = case.when.iter().flat_map(Condition::every_clause);
                let mut chosen = clauses.filter(
                    |clause| matches!(&clause.subject, Subject::Parameter(own) if own == name),
                );
                let chosen = chosen.any(|clause| match &clause.want {
                    Want::AnyOf(values) => values
                        .iter()
                        .any(|value| value.as_str() == Some(word.as_str())),
                    Want::Given | Want::Filled | Want::Absent | Want::Null => false,
                });
                chosen
                    || case.routes.iter().any(|route| {
                        let declared = route.parameters.get(name);
                        let map = declared.and_then(|parameter| parameter.map.as_ref());
                        map.is_some_and(|map| map.contains_key(*word))
                    })
            })
        };
        let served: Vec<String> = words.iter().filter(known).cloned().collect();
        if served.is_empty() {
            words.clone()
        } else {
            served
        }
    }
}
