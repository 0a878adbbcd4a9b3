//! Comparisons with moments. A vendor may take moments in a coarser form than the caller's, or only
//! as bounds: the filter is split so that no record is lost, and checked where too many come.

use super::splitter::Splitter;
use super::value::{day_of, moment_of};
use crate::query::moment::{instant, is_plain_date};
use crate::query::{Filter, Operator};
use jiff::{SignedDuration, Timestamp};
use touchpoint_language::expr::TimeForm;
use touchpoint_language::mapping::Parameter;

impl Splitter<'_> {
    /// Comparisons with moments that a single value of the vendor's cannot express; nothing where
    /// one can.
    pub(super) fn times(
        &mut self,
        filter: &Filter,
        parameter: &Parameter,
        operator: Operator,
    ) -> Option<()> {
        let days = filter.values.iter().any(|text| is_plain_date(text));
        let bound = matches!(
            operator,
            Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte
        );
        if bound {
            return None;
        }
        let alone = matches!(filter.values.as_slice(), [_]);
        let equal = operator == Operator::Eq || (operator == Operator::In && alone);
        let exact = parameter.sending(operator).is_some_and(|sending| {
            let mut moments = filter.values.iter().filter_map(|text| instant(text));
            moments.all(|moment| sending.time.holds(moment))
        });
        match filter.values.as_slice() {
            [text] if equal && (days || !exact) => self.between(filter, parameter, text),
            // We check any other comparison with a whole day, or with a moment that the vendor cannot
            // write.
            _ if days || !exact => self.check(filter, operator),
            _ => return None,
        }
        Some(())
    }

    /// `eq` as two bounds, where the vendor takes them: a plain date is that whole UTC day.
    fn between(&mut self, filter: &Filter, parameter: &Parameter, text: &str) {
        let day = is_plain_date(text);
        let (first, last, after) = if day { day_of(text) } else { moment_of(text) };
        // The last whole second is a correct bound only for a vendor that counts in seconds.
        let serves = |operator: Operator| match parameter.sending(operator) {
            Some(sending) if day && operator == Operator::Lte => {
                sending.time.form == TimeForm::UnixSeconds && self.serves(parameter, operator)
            }
            _ => self.serves(parameter, operator),
        };
        let bounds = if day {
            [(Operator::Lt, after), (Operator::Lte, last)]
        } else {
            [(Operator::Lte, last), (Operator::Lt, after)]
        };
        let upper = bounds.into_iter().find(|(operator, _)| serves(*operator));
        let (Some((operator, bound)), true) = (upper, self.serves(parameter, Operator::Gte)) else {
            return self.check(filter, Operator::Eq);
        };
        // A bound at the moment after the wanted one lets too much through.
        let wide = !day && operator == Operator::Lt;
        let taken = [Operator::Gte, operator]
            .iter()
            .any(|o| self.is_taken(parameter, *o));
        if taken || (wide && self.checkable(filter).is_none()) {
            return self.check(filter, Operator::Eq);
        }
        let lower = self.push(filter, parameter, Operator::Gte, &[first]);
        let upper = self.push(filter, parameter, operator, &[bound]);
        self.fate(filter, Operator::Eq, lower || upper || wide);
    }

    /// Replaces a bound that the vendor does not take by one that it takes: further out where we
    /// check the records again, else the next one that its form of time tells apart. Without such a
    /// bound we check the records ourselves.
    pub(super) fn nearest(&mut self, filter: &Filter, parameter: &Parameter, operator: Operator) {
        let pushed = self.nearest_bound(filter, parameter, operator);
        let Some((beside, bound, checked)) = pushed else {
            return self.check(filter, operator);
        };
        let loose = self.push(filter, parameter, beside, &[bound.to_string()]);
        self.fate(filter, operator, loose || checked);
    }

    fn nearest_bound(
        &self,
        filter: &Filter,
        parameter: &Parameter,
        operator: Operator,
    ) -> Option<(Operator, Timestamp, bool)> {
        // How many steps the bound moves to mean the same.
        let (beside, steps) = match operator {
            Operator::Gt => (Operator::Gte, 1),
            Operator::Gte => (Operator::Gt, -1),
            Operator::Lt => (Operator::Lte, -1),
            Operator::Lte => (Operator::Lt, 1),
            _ => return None,
        };
        let sending = parameter
            .sending(beside)
            .filter(|_| self.serves(parameter, beside))?;
        if parameter.sending(operator).is_some() || self.is_taken(parameter, beside) {
            return None;
        }
        let moment = instant(filter.values.first()?)?;
        let time = &sending.time;
        if self.checkable(filter).is_some() {
            // A vendor may read whole seconds only: one second covers everything that the moment
            // may mean.
            let second = SignedDuration::from_secs(1);
            let step = time.form.step().unwrap_or(second).max(second);
            let wider = match operator {
                Operator::Gte => moment.checked_sub(step).ok()?,
                Operator::Lte => moment.checked_add(step).ok()?,
                _ => moment,
            };
            return Some((beside, wider, true));
        }
        time.form.step()?;
        if !time.holds(moment) {
            return Some((beside, moment, false));
        }
        Some((beside, time.beside(moment, steps)?, false))
    }
}
