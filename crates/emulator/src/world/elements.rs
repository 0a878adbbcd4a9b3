//! Writes the elements of a list field into the record.

use super::condition::{holds, wants};
use super::draft::Draft;
use super::expression::decide;
use super::linked;
use super::maker::RecordMaker;
use super::members::{Members, members};
use super::shapes::is_blank;
use crate::notation::json_path::{self, PathStep};
use touchpoint_language::expr::Path;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Source;

/// Writes the elements of a source into the record, and gives them back.
pub(crate) fn elements(
    maker: &mut RecordMaker<'_>,
    source: &Source,
    field: &str,
    draft: &mut Draft,
) -> Vec<Members> {
    if source
        .when
        .as_ref()
        .is_some_and(|when| !holds(when, &draft.json))
    {
        return Vec::new();
    }
    if let (None, Some(used)) = (&source.each, &source.lookup)
        && maker.tables.batches.contains_key(&used.table)
    {
        return linked::elements(maker, source, used, field, draft);
    }
    let Some(each) = &source.each else {
        return members(maker, source, field, draft).into_iter().collect();
    };
    let Some(steps) = json_path::steps(each.text()) else {
        maker.unplayed.push(each.text().to_owned());
        return Vec::new();
    };
    let is_itself = source
        .members
        .iter()
        .any(|(_, e)| e.paths().iter().any(|p| p.text() == "$"));
    if let Some(more) = &source.more {
        say_more(maker, more, draft);
    }
    let shapes = element_shapes(maker, &draft.shape, &steps, is_itself);
    let record_wants = std::mem::replace(&mut maker.wants, wants(&source.only));
    let mut found = Vec::new();
    for shape in shapes {
        let mut element = Draft::like(shape);
        let members_read = source.members.iter().flat_map(|(_, e)| e.paths());
        let members_read = members_read.chain(source.lookup.iter().flat_map(|l| &l.by));
        let read = members_read
            .map(Path::text)
            .chain(maker.wants.keys().map(String::as_str));
        for steps in read.filter_map(json_path::steps) {
            json_path::clear(&mut element.json, &steps);
        }
        let mut decided: Vec<String> = maker.wants.keys().cloned().collect();
        decided.sort();
        for path in &decided {
            decide(maker, path, &mut element);
        }
        let taken = source
            .only
            .as_ref()
            .is_none_or(|only| holds(only, &element.json));
        let made = members(maker, source, field, &mut element);
        if taken {
            found.extend(made);
        }
        let is_text = matches!(steps.last(), Some(PathStep::Texts));
        if !is_text || element.json.is_string() {
            json_path::put(&mut draft.json, &steps, element.json);
        }
    }
    let is_empty = found.is_empty() && json_path::first(&draft.json, &steps).is_none();
    if is_empty && !maker.pools.readable && maker.dice.one_in(2) {
        // The list is empty by now; null means the same.
        if let Some((PathStep::All, list)) = steps.split_last() {
            json_path::put(&mut draft.json, list, Json::Null);
        }
    }
    maker.wants = record_wants;
    found
}

/// Now and then says that a list has more elements, where the mapping reads that; else that it is
/// complete, in one of the ways in which vendors write it.
fn say_more(maker: &mut RecordMaker<'_>, more: &Path, draft: &mut Draft) {
    let Some(steps) = json_path::steps(more.text()) else {
        maker.unplayed.push(more.text().to_owned());
        return;
    };
    let says = match maker.dice.below(8) {
        _ if maker.pools.readable => return,
        0 => Json::from("a-list-goes-on"),
        1 => Json::Bool(false),
        2 => Json::from(""),
        3 => Json::Null,
        _ => return,
    };
    json_path::put(&mut draft.json, &steps, says);
}

/// The shapes of a list's elements: the recorded ones, or some of the first.
pub(crate) fn element_shapes(
    maker: &mut RecordMaker<'_>,
    shape: &Json,
    steps: &[PathStep],
    any_kind: bool,
) -> Vec<Json> {
    let mut recorded = json_path::all(shape, steps)
        .into_iter()
        .filter(|shape| any_kind || shape.is_object())
        .cloned();
    if maker.pools.readable && !is_blank(shape) {
        return recorded.collect();
    }
    let first = recorded.next().unwrap_or_default();
    (0..maker.dice.below(4)).map(|_| first.clone()).collect()
}
