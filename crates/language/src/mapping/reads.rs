//! What a case reads of its records: the names that a remote must be asked for are derived from it.

use super::{Case, FieldRead};
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

    /// The names that are read right below a path: `$.properties` → `hs_title`, `hs_body`.
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

    /// The columns that are read, dotted: `$.Who.Type` → `Who.Type`.
    pub fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        for path in self.paths_read() {
            let steps = path.prefix().iter().map_while(|step| match step {
                Step::Name(name) => Some(name.as_str()),
                Step::Index(_) => None,
            });
            let column = steps.collect::<Vec<_>>().join(".");
            if !column.is_empty() && !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }
}

fn field_paths(field: &FieldRead) -> Vec<&Path> {
    let mut paths = Vec::new();
    for source in field.sources() {
        paths.extend(source.when.iter().flat_map(condition_paths));
        if let Some(each) = &source.each {
            // What is read of an element stands below the elements; only `record.$` starts anew.
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
    if let super::Pick::Choose(branches) = &expression.pick {
        paths.extend(
            branches
                .iter()
                .filter_map(|(when, _)| when.as_ref())
                .flat_map(condition_paths),
        );
    }
    paths
}

fn condition_paths(condition: &Condition) -> Vec<&Path> {
    condition.paths().collect()
}
