//! The tables that a benchmark prints, as numbers that two commits can be compared by.

use std::collections::BTreeMap;

/// Where a figure stands: which table of the run, counted from 0, the row's first cell, the column.
type Place = (usize, String, String);

/// What the tables of some runs say of time and rate: for each place its numbers, one for each run.
#[derive(Default)]
pub(super) struct Figures(BTreeMap<Place, Vec<f64>>);

impl Figures {
    /// Adds the tables of one run, Markdown among other lines. Only columns with a unit of time or
    /// rate count: sizes are the same anywhere, and ratios follow from the others.
    pub(super) fn add(&mut self, printed: &str) {
        let mut table = 0;
        let mut columns: Vec<&str> = Vec::new();
        for line in printed.lines() {
            let Some(cells) = cells(line) else {
                table += usize::from(!columns.is_empty());
                columns.clear();
                continue;
            };
            let Some(row) = cells.first() else { continue };
            if columns.is_empty() {
                columns = cells;
                continue;
            }
            for (column, cell) in columns.iter().zip(&cells).skip(1) {
                if let (true, Ok(number)) = (is_measured(column), cell.parse()) {
                    let place = (table, (*row).to_owned(), (*column).to_owned());
                    self.0.entry(place).or_default().push(number);
                }
            }
        }
    }

    /// One Markdown table: each figure that both have, as medians, and the ratio.
    ///
    /// `| acme | engine µs | 143.1 | 140.2 | 0.98 |`
    pub(super) fn beside(&self, before: &Self) -> String {
        let mut lines = String::from(
            "| what | figure | before | now | now / before |\n|---|---|---|---|---|\n",
        );
        for (place, now) in &self.0 {
            let Some(earlier) = before.0.get(place) else {
                continue;
            };
            let (now, earlier, (_, row, column)) = (median(now), median(earlier), place);
            let ratio = now / earlier;
            let line = format!("| {row} | {column} | {earlier} | {now} | {ratio:.2} |\n");
            lines.push_str(&line);
        }
        lines
    }
}

/// The cells of a table's line; `None` for every other line.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

fn is_measured(column: &str) -> bool {
    let units = ["µs", "ms", "requests/s", "MiB"];
    units.iter().any(|unit| column.ends_with(unit))
}

fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "Full records:\n\n| page | bytes in | engine µs | / scan |\n|---|---|---|---|\n\
        | one | 100 | 10.0 | 2.0 |\n| gone | 100 | 4.0 | 2.0 |\n\n| page | engine µs |\n|---|---|\n| one | 1.0 |\n";

    fn figures(runs: &[&str]) -> Figures {
        let mut figures = Figures::default();
        for run in runs {
            figures.add(run);
        }
        figures
    }

    #[test]
    fn figures_of_one_place_are_compared_by_their_medians() {
        let now = BEFORE.replace("10.0", "5.0").replace("gone", "new");
        let slower = now.replace("5.0", "50.0");
        let now = figures(&[&now, &now, &slower]);
        let table = now.beside(&figures(&[BEFORE]));
        let rows: Vec<&str> = table.lines().skip(2).collect();
        let expected = [
            "| one | engine µs | 10 | 5 | 0.50 |",
            "| one | engine µs | 1 | 1 | 1.00 |",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_spread_is_no_figure() {
        let spread = "| what | ms |\n|---|---|\n| start | 3.1–4.2 |\n";
        assert_eq!(figures(&[spread]).0.len(), 0);
    }
}
