//! One filter → what the vendor is sent for it.

use super::check::contained;
use super::splitter::Splitter;
use super::value::remote_values;
use crate::plan::Push;
use crate::query::Failure;
use crate::query::moment::instant;
use crate::query::{Filter, Operator};
use jiff::SignedDuration;
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
            if let Some(failure) = moment.and_then(|text| self.between_two(filter, &sending, text))
            {
                self.split.failures.push(failure);
                continue;
            }
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

    /// A moment within a day, or within another stretch longer than a second, that the vendor's form of time
    /// cannot tell, where no field shows the time: moved either way, records of that stretch would be
    /// lost or come too many.
    fn between_two(&self, filter: &Filter, sending: &Sending, text: &str) -> Option<Failure> {
        let (before, after) = sending.time.around(instant(text)?)?;
        let is_second = after.duration_since(before) <= SignedDuration::from_secs(1);
        if is_second || self.checkable(filter).is_some() {
            return None;
        }
        let says = format!(
            "{} does not tell this moment from others between `{before}` and `{after}`: write one of the two",
            self.plan.mapping.label
        );
        Some(Failure::new(&filter.parameter, text, &says))
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
