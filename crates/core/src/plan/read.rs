//! The read plan: every path that a mapping reads of a record, in one trie. One walk over the
//! record fills all plain paths; what a trie cannot say is evaluated by itself.

use serde_json::Value;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Step;

/// The paths of one root (a record, or one element), each with a slot.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    paths: Vec<Path>,
    root: Node,
    free: Vec<usize>,
}

/// Where a compiled expression finds its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// In the element at hand (the record itself, outside `each`).
    Here(usize),
    /// In the whole record.
    Record(usize),
    /// In the entry of a lookup.
    Entry(Box<Path>),
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// The slots whose plain path ends here.
    slots: Vec<usize>,
    children: Vec<(Step, Node)>,
}

/// What one walk found.
#[derive(Clone, Debug)]
pub struct Slots<'v>(Vec<Found<'v>>);

/// What stands at one path.
#[derive(Clone, Debug)]
pub enum Found<'v> {
    /// Nothing.
    Nothing,
    /// One value.
    One(&'v Value),
    /// The values of a path with wildcards or filters, in order.
    Many(Vec<&'v Value>),
}

impl Reads {
    /// The slot of a path; the same text has the same slot.
    pub fn slot(&mut self, path: &Path) -> usize {
        let text = path.to_string();
        if let Some(known) = self.paths.iter().position(|p| p.to_string() == text) {
            return known;
        }
        let slot = self.paths.len();
        match path.plain() {
            Some(steps) => self.root.insert(steps, slot),
            None => self.free.push(slot),
        }
        self.paths.push(path.clone());
        slot
    }

    /// The paths in the order of their slots.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// The paths that the trie cannot say: they are evaluated one by one.
    pub fn free(&self) -> impl Iterator<Item = &Path> {
        self.free.iter().filter_map(|slot| self.paths.get(*slot))
    }

    /// Reads every path of a value.
    pub fn fill<'v>(&self, value: &'v Value) -> Slots<'v> {
        let mut found = vec![Found::Nothing; self.paths.len()];
        self.root.walk(value, &mut found);
        for &slot in &self.free {
            if let (Some(place), Some(path)) = (found.get_mut(slot), self.paths.get(slot)) {
                *place = Found::Many(path.all(value));
            }
        }
        Slots(found)
    }
}

impl Node {
    fn insert(&mut self, steps: &[Step], slot: usize) {
        let Some((first, rest)) = steps.split_first() else {
            self.slots.push(slot);
            return;
        };
        if let Some((_, child)) = self.children.iter_mut().find(|(step, _)| step == first) {
            child.insert(rest, slot);
        } else {
            let mut child = Node::default();
            child.insert(rest, slot);
            self.children.push((first.clone(), child));
        }
    }

    fn walk<'v>(&self, value: &'v Value, found: &mut [Found<'v>]) {
        for &slot in &self.slots {
            if let Some(place) = found.get_mut(slot) {
                *place = Found::One(value);
            }
        }
        for (step, child) in &self.children {
            let next = match step {
                Step::Name(name) => value.as_object().and_then(|object| object.get(name)),
                Step::Index(index) => value.as_array().and_then(|list| list.get(*index)),
            };
            if let Some(next) = next {
                child.walk(next, found);
            }
        }
    }
}

impl<'v> Slots<'v> {
    /// What stands at a slot.
    pub fn get(&self, slot: usize) -> &Found<'v> {
        self.0.get(slot).unwrap_or(&Found::Nothing)
    }

    /// The first value at a slot.
    pub fn first(&self, slot: usize) -> Option<&'v Value> {
        match self.get(slot) {
            Found::Nothing => None,
            Found::One(value) => Some(value),
            Found::Many(all) => all.first().copied(),
        }
    }

    /// All values at a slot, in order.
    pub fn all(&self, slot: usize) -> Vec<&'v Value> {
        match self.get(slot) {
            Found::Nothing => Vec::new(),
            Found::One(value) => vec![value],
            Found::Many(all) => all.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn plain_paths_share_one_walk_and_others_are_free() {
        let mut reads = Reads::default();
        let (id, city, tags) = (
            reads.slot(&path("$.id")),
            reads.slot(&path("$.at.city")),
            reads.slot(&path("$.tags[*]")),
        );
        assert_eq!(reads.slot(&path("$.id")), id);
        let record = json!({ "id": 7, "at": { "city": "Gent" }, "tags": ["a", "b"] });
        let slots = reads.fill(&record);
        assert_eq!(slots.first(id), Some(&json!(7)));
        assert_eq!(slots.first(city), Some(&json!("Gent")));
        assert_eq!(slots.all(tags), [&json!("a"), &json!("b")]);
        assert_eq!(reads.free().count(), 1);
    }

    #[test]
    fn a_value_and_its_parts_are_both_read() {
        let mut reads = Reads::default();
        let (whole, part) = (reads.slot(&path("$.at")), reads.slot(&path("$.at.city")));
        let record = json!({ "at": { "city": "Gent" } });
        let slots = reads.fill(&record);
        assert_eq!(slots.first(whole), record.get("at"));
        assert_eq!(slots.first(part), Some(&json!("Gent")));
        assert!(slots.first(9).is_none());
    }

    #[test]
    fn what_is_not_there_is_nothing() {
        let mut reads = Reads::default();
        let deep = reads.slot(&path("$.a.b.c"));
        assert!(reads.fill(&json!({ "a": 5 })).first(deep).is_none());
        assert!(reads.fill(&json!(5)).first(deep).is_none());
    }
}
