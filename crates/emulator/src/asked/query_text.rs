//! What the templates of a call hold: the caller's values, and the parts of a query text: its columns,
//! its clauses, its order.

use super::clause::of_clauses;
use super::filter::of_placeholder;
use super::list_asked::AskedFilter;
use crate::notation::json_path;
use crate::world::order::{RecordOrder, SortBy};
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::expr::path::Step;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Grammar, Route};

/// What the templates of a call hold.
pub(crate) struct QueryText<'v> {
    vendor: &'v PlayedVendor,
    case: &'v Case,
    route: &'v Route,
    pub(crate) filters: Vec<AskedFilter>,
    /// The text of a path in the record, and the members that are asked for there.
    pub(crate) only: Vec<(String, Vec<String>)>,
    pub(crate) sort: RecordOrder,
}

impl<'v> QueryText<'v> {
    pub(crate) fn of(vendor: &'v PlayedVendor, case: &'v Case, route: &'v Route) -> QueryText<'v> {
        QueryText {
            vendor,
            case,
            route,
            filters: Vec::new(),
            only: Vec::new(),
            sort: RecordOrder::new(),
        }
    }

    /// Adds the value of a placeholder.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn add(&mut self, placeholder: &str, value: &Json) -> Result<(), String> {
        let name = placeholder.split('|').next().unwrap_or_default().trim();
        let text = json_path::text(value).unwrap_or_default();
        match (name, &self.route.grammar) {
            ("clauses", _) => {
                let own = of_clauses(self.vendor, self.case, self.route, value)?;
                self.filters.extend(own);
            }
            ("columns", Some(grammar)) => self.columns(&text, grammar),
            ("order", Some(grammar)) => self.order(&text, grammar)?,
            _ => {
                let own = of_placeholder(self.vendor, self.route, placeholder, value)?;
                self.filters.extend(own);
            }
        }
        Ok(())
    }

    /// Reads `SELECT … FROM … WHERE … ORDER BY …`.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn statement(&mut self, text: &str, object: &str) -> Result<(), String> {
        let (columns, rest) = parted(text, object).ok_or("nothing is selected")?;
        self.add("columns", &columns.into())?;
        let (clauses, order) = match rest.rsplit_once(" ORDER BY ") {
            Some((clauses, order)) => (clauses, order),
            None => (rest, rest.strip_prefix("ORDER BY ").unwrap_or_default()),
        };
        if let Some(clauses) = clauses.strip_prefix("WHERE ") {
            self.add("clauses", &clauses.into())?;
        }
        if order.is_empty() {
            // Without an ORDER BY, the order is unknown.
            self.sort = vec![(SortBy::Chance, false)];
            return Ok(());
        }
        self.add("order", &order.into())
    }

    fn columns(&mut self, text: &str, grammar: &Grammar) {
        // A list below the record is asked for in brackets.
        let plain = text.split(grammar.list.as_str());
        let plain = plain.filter(|column| !column.contains(['(', ')']));
        let mut names: Vec<String> = plain.map(str::to_owned).collect();
        let known = self.case.columns(grammar.dotted, grammar.child.is_some());
        names.extend(known.lists.into_iter().map(|(list, _)| list));
        if !grammar.dotted {
            // What can be asked for by no column stands beside the columns: annotations, and lists that the
            // call asks for in another way.
            let read = self.case.paths_read().into_iter();
            let beside = read.filter_map(|path| match path.prefix().first() {
                Some(Step::Name(name)) => Some(name.clone()),
                _ => None,
            });
            names.extend(beside.filter(|name| !known.columns.contains(name)));
        }
        self.only.push(("$".to_owned(), names));
    }

    fn order(&mut self, text: &str, grammar: &Grammar) -> Result<(), String> {
        for key in text.split(grammar.list.as_str()) {
            let (column, word) = key.rsplit_once(' ').unwrap_or((key, ""));
            let down = match word {
                word if word == grammar.directions.desc => true,
                word if word == grammar.directions.asc || word.is_empty() => false,
                other => return Err(format!("no direction: {other}")),
            };
            self.sort.push((SortBy::Column(column.to_owned()), down));
        }
        Ok(())
    }
}

/// What is selected, and what comes after the object.
pub(crate) fn parted<'t>(text: &'t str, object: &str) -> Option<(&'t str, &'t str)> {
    let text = text.strip_prefix("SELECT ")?;
    let (columns, rest) = text.split_once(&format!(" FROM {object}"))?;
    (!columns.is_empty()).then_some(())?;
    match rest.strip_prefix(' ') {
        Some(rest) => Some((columns, rest)),
        None if rest.is_empty() => Some((columns, rest)),
        None => None,
    }
}
