//! Another value that a filter may have: another one in the vendor's words too.

use super::asker::{Asker, declared};
use super::question::Question;
use touchpoint_core::query::{Filter, ListQuery};
use touchpoint_emulator::{Dice, PlayedVendor};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Route;
use touchpoint_language::model::Scalar;

/// Another value; none where the vendor's records have no other.
pub(crate) fn other_value(
    world: &PlayedVendor,
    question: &Question,
    filter: &Filter,
    seed: u64,
) -> Option<String> {
    let name = &filter.parameter;
    if world.plan().model.filterable(name) == Some(&Scalar::Instant) {
        // Far enough for every form of time.
        let first = filter.values.first()?;
        let year = first.get(..4)?.parse::<u16>().ok()?;
        return Some(format!("{}{}", year + 2, first.get(4..)?));
    }
    let cases = &world.plan().mapping.cases;
    let lists = question.lists.iter();
    let lists = lists.filter_map(|(at, place)| Some((*at, cases.get(*at)?.routes.get(*place)?)));
    let lists: Vec<(usize, &Route)> = lists.collect();
    let theirs = |value: &String| -> Vec<Vec<Json>> {
        let parameters = lists
            .iter()
            .filter_map(|(_, route)| declared(world, route, name));
        parameters.map(|p| p.words(value).to_vec()).collect()
    };
    let known: Vec<Vec<Vec<Json>>> = filter.values.iter().map(theirs).collect();
    let plain = |text: &str| text.trim_matches('%').to_lowercase();
    let differs = |value: &String| {
        let words = theirs(value);
        let mapped = words.iter().any(|words| !words.is_empty());
        let mut own = filter.values.iter();
        own.all(|own| plain(own) != plain(value)) && !(mapped && known.contains(&words))
    };
    let mut asker = Asker {
        world,
        lists: lists.clone(),
        dice: Dice::new(seed, "other value"),
        query: ListQuery::default(),
        refused: false,
        may_be_refused: false,
    };
    (0..12).find_map(|_| asker.value(name, filter.operator).filter(differs))
}
