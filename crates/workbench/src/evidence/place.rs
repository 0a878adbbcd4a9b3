//! Where a filter goes in the request, as a text that is different for different places.

use touchpoint_language::mapping::Goes;

/// Where a filter goes, as text; none where a template reads it.
pub(super) fn place_of(goes: &Goes) -> Option<String> {
    match goes {
        Goes::Read => None,
        Goes::At(send_as) => Some(format!("{send_as:?}")),
        Goes::Parts(parts) => {
            let texts = parts
                .templates()
                .into_iter()
                .map(touchpoint_language::expr::Template::text);
            Some(texts.collect::<Vec<_>>().join(" "))
        }
        Goes::Clauses(clauses) => Some(format!("{clauses:?}")),
    }
}
