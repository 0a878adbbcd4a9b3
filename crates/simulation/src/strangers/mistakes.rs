//! What a stranger gets wrong: a part that is missing, at another place, or another one.

use super::maker::Maker;
use super::tree::{Step, Tree, at, at_mut, lay, one, parts, take};
use serde_yaml::Value;

/// Makes one mistake.
pub(super) fn mistake(maker: &mut Maker, whole: &mut Tree) {
    let ways: Vec<Vec<Step>> = parts(whole)
        .into_iter()
        .filter(|way| in_list(way))
        .collect();
    let Some(way) = maker.dice.pick(&ways).cloned() else {
        return;
    };
    let part = at(whole, &way).cloned().unwrap_or_default();
    match maker.dice.below(7) {
        // A part is missing.
        0 | 1 => _ = take(whole, &way),
        // A part of another place stands there.
        2 => {
            let other = maker.dice.pick(&ways).and_then(|other| at(whole, other));
            if let (Some(other), Some(place)) = (other.cloned(), at_mut(whole, &way)) {
                *place = other;
            }
        }
        // A part of the same key stands there.
        3 => {
            let same = ways.iter().filter(|other| other.last() == way.last());
            let same: Vec<&Vec<Step>> = same.collect();
            let other = maker.dice.pick(&same).and_then(|other| at(whole, other));
            if let (Some(other), Some(place)) = (other.cloned(), at_mut(whole, &way)) {
                *place = other;
            }
        }
        // What a case has of its own is said for all, or the other way round.
        4 => moved(whole, &way),
        // A text is another.
        5 => {
            let other = texts(maker, &part);
            if let (Some(other), Some(place)) = (other, at_mut(whole, &way)) {
                *place = other;
            }
        }
        // A part is there a second time, under a name of its own.
        _ => {
            let name = format!("own_{}", maker.name());
            if let (Some((Step::Key(_), above)), true) = (way.split_last(), part.is_string())
                && let Some(above) = at_mut(whole, above)
            {
                lay(above, one(&name, part));
            }
        }
    }
}

/// True if a part is one of the list, and no claim of what the vendor's columns and records mean: that
/// nobody can tell from a mapping.
fn in_list(way: &[Step]) -> bool {
    let key = |name: &str| Step::Key(Value::from(name));
    let claims = ["clause", "clauses", "skip", "fields"];
    let claims = claims.iter().any(|name| way.contains(&key(name)));
    way.first() == Some(&key("list")) && way.len() > 1 && !claims
}

/// Moves what stands in a case into `shared`, and what stands in `shared` into the first case.
fn moved(whole: &mut Tree, way: &[Step]) {
    let key = |name: &str| Step::Key(Value::from(name));
    let to: Vec<Step> = match way {
        [_, cases, _, rest @ ..] if *cases == key("cases") && !rest.is_empty() => {
            let root = [key("list"), key("shared")].into_iter();
            root.chain(rest.iter().cloned()).collect()
        }
        [_, shared, rest @ ..] if *shared == key("shared") && !rest.is_empty() => {
            let cases = at(whole, &[key("list"), key("cases")]);
            let first = cases.and_then(|cases| cases.as_mapping()?.keys().next().cloned());
            let Some(first) = first else { return };
            let root = [key("list"), key("cases"), Step::Key(first)].into_iter();
            root.chain(rest.iter().cloned()).collect()
        }
        _ => return,
    };
    let Some(part) = take(whole, way) else { return };
    let piece = to.into_iter().rev().fold(part, |part, step| match step {
        Step::Key(name) => one(name.as_str().unwrap_or_default(), part),
        Step::At(_) => Value::Sequence(vec![part]),
    });
    lay(whole, piece);
}

/// Another text, or number, in place of one.
fn texts(maker: &mut Maker, part: &Tree) -> Option<Tree> {
    if let Some(number) = part.as_u64() {
        let other = maker.dice.pick(&[0, 1, number + 1, number * 2]).copied();
        return other.map(Value::from);
    }
    let text = part.as_str()?;
    let other = match maker.dice.below(10) {
        0 => text.replace("{{ query.", "{{ "),
        1 => text.replace("value }}", "values }}"),
        2 => text.replace("{{ ", "x{{ "),
        3 => text.replace(" }}", " }}{{ query.owner.id }}"),
        4 => text.replace("gte", "lte"),
        5 => text.replace("$.", "$.x."),
        6 => text.replace("[*]", ""),
        7 => text.replace("{{ query.", "{{ 'x' ~ query."),
        8 => text.replace("{{ value }}", "{{ 'x' ~ value }}"),
        _ => text.chars().skip(1).collect(),
    };
    (other != text).then(|| Value::from(other))
}
