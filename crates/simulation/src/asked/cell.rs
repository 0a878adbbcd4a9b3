//! The filter tables as cells: one for each filter under each operator. The seeds from [`CELLS`] on stand
//! for cells.

use crate::filters::{expected, values};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::Operator;

/// The first seed that stands for a cell.
pub const CELLS: u64 = 1 << 40;

/// One cell: a way of asking, a filter, an operator, and what must become of it.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The rest of the query.
    pub given: String,
    /// The filter.
    pub name: String,
    /// The operator.
    pub operator: Operator,
    /// What must become of it; `None` where it is refused.
    pub fate: Option<Fate>,
}

/// The cells of one integration, and possible values at its vendor.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The cells, in the order of their seeds.
    pub cells: Vec<Cell>,
    /// Filter → its possible values at this vendor.
    pub(super) values: BTreeMap<String, Vec<String>>,
}

/// Integration → its table.
///
/// # Errors
/// The file of the tables cannot be read, or has a letter that no table knows.
pub fn tables(root: &Path) -> Result<BTreeMap<String, Arc<Table>>, String> {
    let mut values = values(root)?;
    let mut all = BTreeMap::new();
    for (slug, ways) in expected(root)? {
        let mut cells = Vec::new();
        // The cells are of accounts that say nothing of their own.
        for way in ways.into_iter().filter(|way| way.context.is_empty()) {
            for (name, fates) in &way.rows {
                for (operator, letter) in Operator::ALL.into_iter().zip(fates.chars()) {
                    let fate = match letter {
                        'P' => Some(Fate::Pushed),
                        'B' => Some(Fate::PushedAndChecked),
                        'C' => Some(Fate::Checked),
                        'O' => Some(Fate::CheckedInOrder),
                        'D' => Some(Fate::Decided),
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
}
