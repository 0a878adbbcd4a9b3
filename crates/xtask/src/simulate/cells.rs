//! The table of what becomes of each filter under each operator, into one question for each of its
//! cells: a seed beyond all others stands for a cell.

use super::question::{Asker, Question};
use super::reading::Violation;
use crate::filters::{expected, samples, values};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use touchpoint::emulator::{Dice, Known, Pools, Seen, World};
use touchpoint_core::cursor::Key;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::{Filter, ListQuery, Operator};
use touchpoint_core::run::{Options, preview};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::mapping::Route;
use touchpoint_language::model::Scalar;

/// The first seed that stands for a cell.
pub const CELLS: u64 = 1 << 40;

/// One cell: a way of asking, a filter, an operator, and what must become of it.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What stands in the query beside the filter.
    pub given: String,
    /// The filter.
    pub name: String,
    /// The operator.
    pub operator: Operator,
    /// What must become of it; none where it is refused.
    pub fate: Option<Fate>,
}

/// The cells of one integration, and what may be values at its vendor.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The cells, in the order of their seeds.
    pub cells: Vec<Cell>,
    values: BTreeMap<String, Vec<String>>,
}

/// Integration → its table.
///
/// # Errors
/// The file of the table cannot be read, or has a letter of its own.
pub fn tables(root: &Path) -> Result<BTreeMap<String, Arc<Table>>, String> {
    let mut values = values(root)?;
    let mut all = BTreeMap::new();
    for (slug, ways) in expected(root)? {
        let mut cells = Vec::new();
        for way in ways {
            for (name, fates) in &way.rows {
                for (operator, letter) in Operator::ALL.into_iter().zip(fates.chars()) {
                    let fate = match letter {
                        'P' => Some(Fate::Pushed),
                        'B' => Some(Fate::PushedAndChecked),
                        'C' => Some(Fate::Checked),
                        '-' => None,
                        other => return Err(format!("{slug} {name}: there is no `{other}`")),
                    };
                    cells.push(Cell {
                        given: way.given.clone(),
                        name: name.clone(),
                        operator,
                        fate,
                    });
                }
            }
        }
        let values = values.remove(&slug).unwrap_or_default();
        all.insert(slug, Arc::new(Table { cells, values }));
    }
    Ok(all)
}

impl Table {
    /// The cell of a seed, and how often all cells have been read before it.
    pub fn at(&self, seed: u64) -> Option<(&Cell, u64)> {
        let number = seed.checked_sub(CELLS)?;
        let length = self.cells.len() as u64;
        let place = usize::try_from(number.checked_rem(length)?).ok()?;
        Some((self.cells.get(place)?, number.checked_div(length)?))
    }

    /// The question of a cell, with values that the vendor's records have.
    pub(super) fn question(&self, world: &World, cell: &Cell, seed: u64) -> Option<Question> {
        let model = &world.plan().model;
        let (mut query, _) = ListQuery::parse(&cell.given, model).ok()?;
        let mut dice = Dice::new(seed, "cell");
        for filter in &mut query.filters {
            // An id that stands in the table is not this vendor's own.
            let field = model.compared_field(&filter.parameter)?;
            if let Some(id) = dice.pick(world.ids(&field)) {
                filter.values = vec![id.clone()];
            }
        }
        let alone = Served::of(world, &query)?;
        let twin = model.parameter(&cell.name).and_then(|p| p.same_as.clone());
        let same = |f: &Filter| f.parameter == cell.name || Some(&f.parameter) == twin.as_ref();
        let own = query.filters.iter().find(|filter| same(filter)).cloned();
        query.filters.retain(|filter| !same(filter));
        query.limit = Some(5 + dice.below(40));
        let mut asker = Asker {
            world,
            lists: alone.routes(world),
            dice,
            query,
            refused: cell.fate.is_none(),
            may_be_refused: false,
        };
        let values = self.values_for(cell, own, &mut asker)?;
        asker.query.filters.push(Filter {
            parameter: cell.name.clone(),
            operator: cell.operator,
            values,
            // As most callers write it.
            bare: cell.operator == Operator::Eq,
        });
        let mut query = asker.query;
        let served = Served::of(world, &query).unwrap_or(alone);
        // What only says which lists are read comes first.
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

    /// One value, or two: of words those that the table was made with, else what records have.
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
            let values = (0..8).filter_map(|_| match scalar {
                Scalar::Instant => asker.whole_second(&cell.name),
                _ => asker.value(&cell.name, cell.operator),
            });
            let mut values: Vec<String> = values.collect();
            values.sort();
            values.dedup();
            values
        };
        all.truncate(count);
        (!all.is_empty()).then_some(all)
    }
}

/// Whether the vendor was asked as the table says: with a filter that is checked it gets the very call
/// that it gets without one, and with a filter that is pushed it does not.
///
/// # Errors
/// It was asked in another way.
pub(super) fn as_told(world: &World, question: &Question, seen: &Seen) -> Result<(), Violation> {
    let Some(cell) = &question.cell else {
        return Ok(());
    };
    let plan = world.plan();
    let mut alone = question.query.clone();
    alone.filters.retain(|filter| filter.parameter != cell.name);
    let account = world.account("nobody", "no secret");
    let options = Options::new(Key::new(b"simulated"));
    // What takes the place of a filter of the way cannot be left out.
    let Ok(preview) = preview(plan, &alone, &account, &options) else {
        return Ok(());
    };
    // Of lists that are read as one, what becomes of a filter is seen in the first.
    let Some(list) = preview.lists.first() else {
        return Ok(());
    };
    let request = &list.request;
    let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
    let call = format!("{} {} {body}", request.method, request.address());
    let same = seen
        .exchanges
        .iter()
        .any(|exchange| exchange.request == call.trim_end());
    let wrong = match cell.fate {
        Some(Fate::Checked) if !same => "is checked, but the vendor was asked in another way",
        Some(Fate::Pushed | Fate::PushedAndChecked) if same => {
            "is pushed, but the vendor was not asked"
        }
        None if !seen.exchanges.is_empty() => "is refused, but the vendor was asked",
        _ => return Ok(()),
    };
    let what = format!("`{}[{}]` {wrong}", cell.name, cell.operator.word());
    Err(Violation::new("the table", what))
}

impl Asker<'_> {
    /// A moment that a record has or may have, in whole seconds: what the table is about.
    fn whole_second(&mut self, name: &str) -> Option<String> {
        let field = self.world.plan().model.compared_field(name);
        let (at, _) = *self.lists.first()?;
        let entry = self.dice.pick(self.world.records(at)).cloned();
        let known = entry
            .zip(field)
            .and_then(|(entry, field)| entry.truth.of(&field).first().cloned());
        let at = match known {
            Some(Known::At(at)) => at,
            _ => Pools::instant(&mut self.dice),
        };
        let at = Timestamp::from_second(at.as_second()).ok()?;
        Some(at.to_string())
    }
}

/// The lists that a query means: those whose conditions it satisfies.
struct Served {
    /// The positions of case and route.
    lists: Vec<(usize, usize)>,
    /// The parameters that say no more than that there are several.
    words: Vec<String>,
}

impl Served {
    fn of(world: &World, query: &ListQuery) -> Option<Served> {
        let mapping = &world.plan().mapping;
        let holds = |when: Option<&Condition>| holds(world, query, when);
        let merge = mapping
            .merge
            .as_ref()
            .filter(|merge| holds(Some(&merge.when)));
        let cases = if let Some(merge) = merge {
            merge.cases.clone()
        } else {
            let mut cases = mapping.cases.iter();
            vec![cases.position(|case| !case.merged && holds(case.when.as_ref()))?]
        };
        let place = |at: usize| {
            let mut routes = mapping.cases.get(at)?.routes.iter();
            Some((at, routes.position(|route| holds(route.when.as_ref()))?))
        };
        let words = merge.map(|merge| merge.when.parameters().map(str::to_owned).collect());
        Some(Served {
            lists: cases.into_iter().map(place).collect::<Option<_>>()?,
            words: words.unwrap_or_default(),
        })
    }

    fn routes<'w>(&self, world: &'w World) -> Vec<(usize, &'w Route)> {
        let cases = &world.plan().mapping.cases;
        let route = |(at, place): &(usize, usize)| Some((*at, cases.get(*at)?.routes.get(*place)?));
        self.lists.iter().filter_map(route).collect()
    }
}

/// Whether a query satisfies a condition.
fn holds(world: &World, query: &ListQuery, when: Option<&Condition>) -> bool {
    let mut clauses = when.into_iter().flat_map(|when| &when.clauses);
    clauses.all(|clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::Given) => !equals(world, query, name).is_empty(),
        (Subject::Parameter(name), Want::Absent) => equals(world, query, name).is_empty(),
        (Subject::Parameter(name), Want::AnyOf(words)) => {
            let given = equals(world, query, name);
            let one_of = |text: &&String| words.iter().any(|word| word.as_str() == Some(text));
            !given.is_empty() && given.iter().all(one_of)
        }
        _ => false,
    })
}

/// The values to which a parameter, or its twin, must be equal.
fn equals<'q>(world: &World, query: &'q ListQuery, name: &str) -> Vec<&'q String> {
    let twin = world
        .plan()
        .model
        .parameter(name)
        .and_then(|p| p.same_as.clone());
    let same = |f: &&Filter| f.parameter == name || Some(&f.parameter) == twin.as_ref();
    let word = matches!(world.plan().model.filterable(name), Some(Scalar::Word(_)));
    // A word of several may still choose; an id of several stands nowhere.
    let equal = |f: &&Filter| f.operator == Operator::Eq || word && f.operator == Operator::In;
    let filters = query.filters.iter().filter(|f| same(f) && equal(f));
    filters.flat_map(|filter| &filter.values).collect()
}
