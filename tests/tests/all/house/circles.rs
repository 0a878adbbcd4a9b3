//! Arrows → the circles among them: files that lead to each other.

use super::arrows::Arrows;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every circle, its files in order. A file that leads to itself alone is none.
pub(crate) fn circles(arrows: &Arrows) -> Vec<BTreeSet<PathBuf>> {
    let reach: BTreeMap<&Path, BTreeSet<&Path>> = arrows
        .keys()
        .map(|file| (file.as_path(), reached(file, arrows)))
        .collect();
    let mut found: BTreeSet<BTreeSet<PathBuf>> = BTreeSet::new();
    for (file, reached) in &reach {
        let back = |other: &&&Path| reach.get(**other).is_some_and(|of| of.contains(file));
        let circle: BTreeSet<PathBuf> = reached
            .iter()
            .filter(back)
            .map(|other| other.to_path_buf())
            .collect();
        if !circle.is_empty() {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

fn reached<'a>(from: &Path, arrows: &'a Arrows) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let next = |file: &Path| arrows.get(file).into_iter().flat_map(BTreeMap::keys);
    let mut open: Vec<&Path> = next(from).map(PathBuf::as_path).collect();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(next(file).map(PathBuf::as_path));
        }
    }
    reached
}

/// A circle in words: each of its arrows, with the names that make it.
pub(crate) fn told(circle: &BTreeSet<PathBuf>, arrows: &Arrows, root: &Path) -> String {
    let short = |file: &Path| {
        file.strip_prefix(root)
            .unwrap_or(file)
            .display()
            .to_string()
    };
    let mut lines = format!("a circle of {} files:\n", circle.len());
    for from in circle {
        let to = arrows.get(from).into_iter().flatten();
        for (to, names) in to.filter(|(to, _)| circle.contains(*to)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let line = format!("  {} -> {}: {}\n", short(from), short(to), names.join(", "));
            lines.push_str(&line);
        }
    }
    lines
}
