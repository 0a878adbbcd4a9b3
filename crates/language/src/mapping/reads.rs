//! What a case reads of its records: from it the names are derived that a vendor must be asked for.

use super::{Case, FieldRead, Source};
use crate::expr::path::Step;
use crate::expr::{Condition, Path};

impl Case {
    /// Every path that the fields and `skip` read of a record, in the order of the file, each once.
    pub fn paths_read(&self) -> Vec<&Path> {
        let mut paths: Vec<&Path> = self.fields.iter().flat_map(field_paths).collect();
        paths.extend(self.skip.iter().flat_map(condition_paths));
        let mut seen = std::collections::HashSet::new();
        paths.retain(|path| seen.insert(path.to_string()));
        paths
    }

    /// The columns that one field of the model reads, by its name without members: `contact`.
    pub fn columns_of<'c>(&'c self, field: &'c str) -> impl Iterator<Item = String> + 'c {
        let own = self.fields.iter().filter(move |own| own.name == field);
        own.flat_map(field_paths).map(column_of)
    }

    /// The names that are read right below a path: `$.properties` → `title`, `body`.
    pub fn names_under(&self, under: &Path) -> Vec<&str> {
        let above = under.prefix();
        let mut names = Vec::new();
        for path in self.paths_read() {
            let below = path.prefix().strip_prefix(above);
            if let Some(Step::Name(name)) = below.and_then(<[Step]>::first)
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        }
        names
    }

    /// The columns that are read, dotted: `$.person.type` → `person.type`. Of a list below a column, the
    /// columns of its elements, where the grammar can select lists.
    pub fn columns(&self, dotted: bool, of_lists: bool) -> Columns {
        let mut found = Columns::default();
        if of_lists {
            for source in self.fields.iter().flat_map(FieldRead::sources) {
                found.list(source);
            }
        }
        for path in self.paths_read() {
            let column = column_of(path);
            let column = if dotted {
                column.as_str()
            } else {
                column.split('.').next().unwrap_or_default()
            };
            // An annotation is no column, nor is a list that is selected as a whole.
            let of_list = found.lists.iter().any(|(list, _)| {
                let rest = column.strip_prefix(list.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            let is_list = !dotted && path.plain().is_none();
            let is_known = found.columns.iter().any(|known| known == column);
            if !column.is_empty() && !column.contains('@') && !of_list && !is_list && !is_known {
                found.columns.push(column.to_owned());
            }
        }
        found
    }
}

/// What a query text selects.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The columns of the record.
    pub columns: Vec<String>,
    /// The lists below the record, each with the columns of its elements.
    pub lists: Vec<(String, Vec<String>)>,
}

impl Columns {
    /// Adds what a source reads of the elements of a list: `$.People.records[*]`.
    fn list(&mut self, source: &Source) {
        let Some(each) = &source.each else { return };
        let column = column_of(each);
        let Some(list) = column.strip_suffix(".records") else {
            return;
        };
        let members = source.members.iter().flat_map(|(_, e)| all_paths(e));
        let conditions = source.only.iter().flat_map(condition_paths);
        let known = self.lists.iter().position(|(known, _)| known == list);
        let at = known.unwrap_or_else(|| {
            self.lists.push((list.to_owned(), Vec::new()));
            self.lists.len().saturating_sub(1)
        });
        let Some((_, columns)) = self.lists.get_mut(at) else {
            return;
        };
        for path in members.chain(conditions) {
            let column = column_of(path);
            let of_element = path.root() != crate::expr::path::Root::Record;
            if of_element && !column.is_empty() && !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
}

/// The column that a path reads: `$.person.type` → `person.type`.
pub fn column_of(path: &Path) -> String {
    let steps = path.prefix().iter().map_while(|step| match step {
        Step::Name(name) => Some(name.as_str()),
        Step::Index(_) => None,
    });
    steps.collect::<Vec<_>>().join(".")
}

fn field_paths(field: &FieldRead) -> Vec<&Path> {
    let mut paths = Vec::new();
    for source in field.sources() {
        paths.extend(source.when.iter().flat_map(condition_paths));
        if let Some(each) = &source.each {
            // Paths of an element stand below the elements; only `record.$` starts at the record.
            paths.push(each);
            let members = source.members.iter().flat_map(|(_, e)| e.paths());
            paths.extend(members.filter(|path| path.root() == crate::expr::path::Root::Record));
            continue;
        }
        paths.extend(source.lookup.iter().flat_map(|lookup| &lookup.by));
        if source.lookup.is_none() {
            paths.extend(source.members.iter().flat_map(|(_, e)| all_paths(e)));
        }
    }
    if field.sources().is_empty() {
        paths.extend(
            field
                .expressions()
                .into_iter()
                .flat_map(|(_, e)| all_paths(e)),
        );
    }
    paths
}

/// The paths of an expression, those of the conditions in `choose` too.
fn all_paths(expression: &super::Expression) -> Vec<&Path> {
    let mut paths = expression.paths();
    if let super::Pick::Choose(arms) = &expression.pick {
        let conditions = arms.iter().filter_map(|arm| arm.when.as_ref());
        paths.extend(conditions.flat_map(condition_paths));
    }
    paths
}

fn condition_paths(condition: &Condition) -> Vec<&Path> {
    condition.paths().collect()
}
