//! Turns a cell of the filter tables into a question with values that the vendor's records have.

use super::asker::Asker;
use super::cell::{Cell, Table};
use super::question::Question;
use super::served::Served;
use crate::filters::samples;
use jiff::Timestamp;
use touchpoint_core::query::{Filter, Operator};
use touchpoint_emulator::{Dice, KnownValue, PlayedVendor, Pools};
use touchpoint_language::model::Scalar;

/// How often another value is drawn, until there are as many as the operator takes.
const DRAWS: u32 = 64;

impl Table {
    /// The question of a cell, with values that the vendor's records have.
    pub(crate) fn question(
        &self,
        world: &PlayedVendor,
        cell: &Cell,
        seed: u64,
    ) -> Option<Question> {
        let model = &world.plan().model;
        let (mut query, _) = touchpoint_contract::parse(&cell.given, model).ok()?;
        let mut dice = Dice::new(seed, "cell");
        for filter in &mut query.filters {
            // An id that stands in the table is not this vendor's own.
            let field = model.compared_field(&filter.parameter)?;
            if let Some(id) = dice.pick(world.ids(&field)) {
                filter.values = vec![id.clone()];
            }
        }
        let alone = Served::of(world, &query)?;
        let same_as = model.parameter(&cell.name).and_then(|p| p.same_as.clone());
        let same = |f: &Filter| f.parameter == cell.name || Some(&f.parameter) == same_as.as_ref();
        let own = query.filters.iter().find(|filter| same(filter)).cloned();
        query.filters.retain(|filter| !same(filter));
        query.limit = Some(5 + dice.below(40));
        let remote: Vec<String> = query.remote_query.keys().cloned().collect();
        let mut asker = Asker {
            world,
            lists: alone.routes(world),
            dice,
            query,
            refused: cell.fate.is_none(),
            may_be_refused: false,
        };
        for name in remote {
            let value = asker.handed_over(&name);
            asker.query = std::mem::take(&mut asker.query).remote(name, value);
        }
        let values = self.values_for(cell, own, &mut asker)?;
        asker.query.filters.push(Filter {
            parameter: cell.name.clone(),
            operator: cell.operator,
            values,
            // Most callers write it without an operator.
            bare: cell.operator == Operator::Eq,
        });
        let mut query = asker.query;
        let served = Served::of(world, &query).unwrap_or(alone);
        // Filters that only choose the lists come first.
        query
            .filters
            .sort_by_key(|filter| !served.words.contains(&filter.parameter));
        let said = query
            .filters
            .iter()
            .filter(|f| served.words.contains(&f.parameter));
        Some(Question {
            extra_from: query.filters.len(),
            said_from: said.count(),
            query,
            lists: served.lists,
            refused: asker.refused,
            may_be_refused: false,
            varies: false,
            cell: Some(cell.clone()),
        })
    }

    /// One value, or two where the operator takes several. Words come from the table, other values
    /// from records.
    fn values_for(
        &self,
        cell: &Cell,
        own: Option<Filter>,
        asker: &mut Asker<'_>,
    ) -> Option<Vec<String>> {
        let plan = asker.world.plan();
        let count = if cell.operator.takes_many() { 2 } else { 1 };
        let own = own.and_then(|own| own.values.first().cloned());
        let given = self
            .values
            .get(&cell.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let scalar = plan.model.filterable(&cell.name)?;
        let mut all = if matches!(scalar, Scalar::Word(_)) {
            samples(&plan.model, given, &cell.name, own)
        } else {
            let mut values: Vec<String> = Vec::new();
            for _ in 0..DRAWS {
                let value = match scalar {
                    Scalar::Instant => asker.whole_second(&cell.name),
                    _ => asker.value(&cell.name, cell.operator),
                };
                // A sign that some query texts cannot hold says nothing of the table.
                let plain = |value: &String| !value.chars().any(char::is_control);
                values.extend(value.filter(|value| plain(value) && !values.contains(value)));
                if values.len() >= count {
                    break;
                }
            }
            values
        };
        all.truncate(count);
        (!all.is_empty()).then_some(all)
    }
}

impl Asker<'_> {
    /// A moment that a record has or may have, in whole seconds: the table speaks of such moments.
    fn whole_second(&mut self, name: &str) -> Option<String> {
        let field = self.world.plan().model.compared_field(name);
        let (at, _) = *self.lists.first()?;
        let entry = self.dice.pick(self.world.records(at)).cloned();
        let known = entry
            .zip(field)
            .and_then(|(entry, field)| entry.truth.of(&field).first().cloned());
        let at = match known {
            Some(KnownValue::At(at)) => at,
            _ => Pools::instant(&mut self.dice),
        };
        let at = Timestamp::from_second(at.as_second()).ok()?;
        Some(at.to_string())
    }
}
