//! One filter → what the vendor is sent for it.

use super::check::contained;
use super::splitter::Splitter;
use super::value::remote_values;
use crate::plan::Push;
use crate::query::moment::instant;
use crate::query::{Filter, Operator};
use touchpoint_language::mapping::{Parameter, Sending};
use touchpoint_language::model::Scalar;

impl Splitter<'_> {
    /// Pushes a filter; true if the vendor applies it loosely.
    pub(super) fn push(
        &mut self,
        filter: &Filter,
        parameter: &Parameter,
        operator: Operator,
        texts: &[String],
    ) -> bool {
        let Some(sending) = parameter.sending(operator).cloned() else {
            return false;
        };
        let mut values = Vec::new();
        let mut loose = sending.loose;
        for text in texts {
            let Some(scalar) = self.plan.model.filterable(&filter.parameter) else {
                continue;
            };
            let moment = (*scalar == Scalar::Instant).then_some(text);
            let widened = moment.and_then(|text| self.widened(filter, &sending, operator, text));
            loose |= widened.is_some();
            let text = widened.as_deref().unwrap_or(text);
            let text = match operator {
                Operator::Like => contained(text),
                _ => text,
            };
            match remote_values(
                parameter,
                &sending,
                scalar,
                text,
                &filter.parameter,
                self.plan,
            ) {
                Ok(words) => values.extend(words),
                Err(failure) => self.split.failures.push(failure),
            }
        }
        let declared = Some((parameter.clone(), sending));
        self.split.pushes.push(Push {
            parameter: parameter.name.clone(),
            operator,
            values,
            declared,
        });
        loose
    }

    /// Moves a bound that the vendor's form of time cannot hold to the next one that it can:
    /// further out where we check the records again, else further in, as the vendor compares in its
    /// own form.
    fn widened(
        &self,
        filter: &Filter,
        sending: &Sending,
        operator: Operator,
        text: &str,
    ) -> Option<String> {
        let moment = instant(text)?;
        let (before, after) = sending.time.around(moment)?;
        let below = match operator {
            Operator::Gte => self.checkable(filter).is_some(),
            Operator::Lte => self.checkable(filter).is_none(),
            Operator::Gt => true,
            _ => false,
        };
        Some(if below { before } else { after }.to_string())
    }
}
