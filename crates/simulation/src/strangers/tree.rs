//! A mapping on its way to being text: YAML as a tree, of which pieces are written, laid together and
//! taken away.

use serde_yaml::{Mapping, Value};

/// A piece of YAML.
pub(super) type Tree = Value;

/// The piece that a text says, with words put for names in capitals: `("{ NAME: x }", &[("NAME", "a")])`.
/// A text that is no YAML is null.
pub(super) fn piece(text: &str, words: &[(&str, &str)]) -> Tree {
    let filled = words.iter().fold(text.to_owned(), |text, (name, word)| {
        text.replace(name, word)
    });
    serde_yaml::from_str(&filled).unwrap_or_default()
}

/// Lays a piece over another: maps by key, lists one after the other, all else replaces.
pub(super) fn lay(over: &mut Tree, piece: Tree) {
    match (over, piece) {
        (Value::Mapping(own), Value::Mapping(other)) => {
            for (key, value) in other {
                match own.get_mut(&key) {
                    Some(known) => lay(known, value),
                    None => {
                        own.insert(key, value);
                    }
                }
            }
        }
        (Value::Sequence(own), Value::Sequence(other)) => own.extend(other),
        (own, other) => *own = other,
    }
}

/// The map of these pieces, laid one over the other.
pub(super) fn all(pieces: impl IntoIterator<Item = Tree>) -> Tree {
    let mut whole = Value::Mapping(Mapping::new());
    for piece in pieces {
        lay(&mut whole, piece);
    }
    whole
}

/// A map of one key.
pub(super) fn one(key: &str, value: Tree) -> Tree {
    Value::Mapping(Mapping::from_iter([(Value::from(key), value)]))
}

/// The text of a tree.
pub(super) fn text(tree: &Tree) -> String {
    serde_yaml::to_string(tree).unwrap_or_default()
}

/// A step down a tree.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// To the value of a key.
    Key(Value),
    /// To the element at a place.
    At(usize),
}

/// The ways to all parts of a tree, those nearest the root first.
pub(super) fn parts(tree: &Tree) -> Vec<Vec<Step>> {
    let mut ways: Vec<Vec<Step>> = vec![Vec::new()];
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        next += 1;
        let steps: Vec<Step> = match at(tree, &way) {
            Some(Value::Mapping(map)) => map.keys().cloned().map(Step::Key).collect(),
            Some(Value::Sequence(list)) => (0..list.len()).map(Step::At).collect(),
            _ => Vec::new(),
        };
        ways.extend(steps.into_iter().map(|step| {
            let mut longer = way.clone();
            longer.push(step);
            longer
        }));
    }
    ways.remove(0);
    ways
}

/// The part at the end of a way.
pub(super) fn at<'t>(tree: &'t Tree, way: &[Step]) -> Option<&'t Tree> {
    way.iter().try_fold(tree, |part, step| match step {
        Step::Key(key) => part.as_mapping()?.get(key),
        Step::At(place) => part.as_sequence()?.get(*place),
    })
}

/// The same, to be changed.
pub(super) fn at_mut<'t>(tree: &'t mut Tree, way: &[Step]) -> Option<&'t mut Tree> {
    way.iter().try_fold(tree, |part, step| match step {
        Step::Key(key) => part.as_mapping_mut()?.get_mut(key),
        Step::At(place) => part.as_sequence_mut()?.get_mut(*place),
    })
}

/// Takes a part out of a tree. What it leaves empty stays.
pub(super) fn take(tree: &mut Tree, way: &[Step]) -> Option<Tree> {
    let (last, above) = way.split_last()?;
    let above = at_mut(tree, above)?;
    match last {
        Step::Key(key) => above.as_mapping_mut()?.remove(key),
        Step::At(place) => {
            let list = above.as_sequence_mut()?;
            (*place < list.len()).then(|| list.remove(*place))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_laid_together_and_taken_apart() {
        let mut whole = all([
            piece("{ send: { a: 1 }, rules: [x] }", &[]),
            piece(
                "{ send: { NAME: '{{ v }}' }, rules: [y] }",
                &[("NAME", "b")],
            ),
        ]);
        assert_eq!(
            text(&whole),
            "send:\n  a: 1\n  b: '{{ v }}'\nrules:\n- x\n- y\n"
        );
        let ways = parts(&whole);
        assert_eq!(ways.len(), 6);
        for way in ways.iter().rev() {
            assert!(at(&whole, way).is_some());
            assert!(take(&mut whole, way).is_some());
        }
        assert_eq!(text(&whole), "{}\n");
    }
}
