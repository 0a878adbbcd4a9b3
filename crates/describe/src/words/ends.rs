//! When a vendor ends an API, in words.

use touchpoint_core::plan::Chosen;
use touchpoint_language::mapping::{End, Mapping};

/// For a page: each end that a mapping tells, with its source and what serves instead.
pub(crate) fn ends(mapping: &Mapping) -> Vec<String> {
    mapping.endings().iter().map(sentence).collect()
}

/// The ends that concern some of a mapping's lists: of the whole API, and of these.
pub(crate) fn ends_of<'m>(mapping: &'m Mapping, lists: &[Chosen<'_>]) -> Vec<End<'m>> {
    let mut endings = mapping.endings();
    endings.retain(|ending| {
        let of = |list: &Chosen<'_>| {
            let ends = list.route.ends.as_ref();
            ends.is_some_and(|ends| ends.pointer == ending.ends.pointer)
        };
        ending.route.is_none() || lists.iter().any(of)
    });
    endings
}

/// One end in words: ``the API ends on 2027-08-31 (https://…); instead: …``.
pub(crate) fn sentence(ending: &End<'_>) -> String {
    let ends = ending.ends;
    let instead = ends.instead.as_ref();
    let instead = instead.map_or_else(String::new, |what| format!("; instead: {what}"));
    format!(
        "{} ends on {} ({}){instead}",
        ending.what(),
        ends.on,
        ends.see
    )
}
