//! Tells if a route has room for a filter: a place that nothing else takes, and a grammar that can
//! express it.

use super::splitter::Splitter;
use crate::plan::is_taken;
use crate::query::{Filter, Operator};
use touchpoint_language::mapping::{Clause, Goes, Parameter, RequestPlace, Sending};

impl Splitter<'_> {
    /// True if the vendor understands an operator of a parameter, and the route has a place for it
    /// that `remote_query` does not overwrite.
    pub(super) fn serves(&self, parameter: &Parameter, operator: Operator) -> bool {
        let Some(sending) = parameter.sending(operator) else {
            return false;
        };
        let places = self.route.places(parameter, operator);
        let free = |place: &RequestPlace| self.remote.iter().all(|at| !at.meets(&place.at));
        !places.is_empty()
            && places.iter().all(free)
            && self.is_written(sending)
            && (!operator.takes_many() || sending.goes.takes_many())
    }

    /// True if the route's grammar can write what an operator adds to the query text.
    fn is_written(&self, sending: &Sending) -> bool {
        let Goes::Clauses(clauses) = &sending.goes else {
            return true;
        };
        let grammar = self.route.grammar.as_ref();
        let of_columns = clauses
            .iter()
            .any(|clause| matches!(clause, Clause::Column(_)));
        let says = grammar.map_or(!of_columns, |g| !of_columns || g.says(sending.operator));
        // Of several columns, the field is the first that has a value: no query text can ask
        // whether that one is unequal.
        let unequal = matches!(sending.operator, Operator::Ne | Operator::Nin);
        let joins = clauses.len() < 2 || (!unequal && grammar.is_some_and(|g| g.or.is_some()));
        says && joins
            && sending.goes.is_joined(grammar, sending.operator)
            && self.comparisons(sending, 1) <= self.most_comparisons()
    }

    /// True if the query text has room for a filter with these values.
    pub(super) fn fits(&self, parameter: &Parameter, operator: Operator, ours: &[String]) -> bool {
        let theirs = ours.iter().map(|ours| parameter.words(ours).len().max(1));
        let values = theirs.sum();
        let sending = parameter.sending(operator);
        sending.is_none_or(|own| self.comparisons(own, values) <= self.most_comparisons())
    }

    /// How many more comparisons the vendor takes in one query text.
    fn most_comparisons(&self) -> usize {
        let grammar = self.route.grammar.as_ref();
        let Some(most) = grammar.and_then(|grammar| grammar.at_most) else {
            return usize::MAX;
        };
        let pushes = self.split.pushes.iter();
        let pushed = pushes.filter_map(|push| {
            let (_, sending) = push.declared.as_ref()?;
            Some(self.comparisons(sending, push.values.len()))
        });
        most.saturating_sub(pushed.sum::<usize>() + self.route.clauses.len())
    }

    /// How many comparisons a filter with this many values takes in the query text.
    fn comparisons(&self, sending: &Sending, values: usize) -> usize {
        let Goes::Clauses(clauses) = &sending.goes else {
            return 0;
        };
        let grammar = self.route.grammar.as_ref();
        let one = grammar.is_none_or(|grammar| grammar.says_at_once(sending.operator));
        let each = if one { 1 } else { values.max(1) };
        clauses.len().saturating_mul(each)
    }

    /// True if one value that must be in a list is sent as one that must be equal.
    pub(super) fn takes_as_equal(parameter: &Parameter) -> bool {
        let sends = |operator| parameter.sending(operator).is_some();
        sends(Operator::Eq) || !sends(Operator::In)
    }

    /// True if the place where this would be sent already holds another filter.
    pub(super) fn is_taken(&self, parameter: &Parameter, operator: Operator) -> bool {
        let name = &parameter.name;
        let mut pushed = self.split.pushes.iter();
        if matches!(
            parameter.sending(operator).map(|s| &s.goes),
            Some(Goes::Read)
        ) {
            // A template reads one value of it, or one for each operator.
            let apart = self.route.reads_apart(name);
            return pushed.any(|p| p.parameter == *name && (!apart || p.operator == operator));
        }
        let own = self.route.places(parameter, operator);
        pushed.any(|push| {
            let Some((other, _)) = &push.declared else {
                return false;
            };
            let same = other.name == *name;
            let again = same && push.operator == operator;
            let taken = self.route.places(other, push.operator);
            is_taken(&own, &taken, same && !again)
        })
    }

    /// True if the other parameter that the vendor needs beside this one is given, and goes out.
    pub(super) fn companion(&self, parameter: &Parameter) -> bool {
        let Some(companion) = &parameter.pushed_with else {
            return true;
        };
        let mut filters = self.query.filters.iter();
        filters.any(|filter| filter.parameter == *companion && self.goes_out(filter))
    }

    /// True if a filter has one value, for which the route has a place.
    fn goes_out(&self, filter: &Filter) -> bool {
        let one =
            matches!(filter.operator, Operator::Eq | Operator::In) && filter.values.len() == 1;
        one && match self.route.parameters.get(&filter.parameter) {
            Some(declared) => !declared.checked && self.serves(declared, Operator::Eq),
            None => self.is_read(&filter.parameter),
        }
    }
}
