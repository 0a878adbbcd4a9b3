//! Where each field of a record comes from: its words and its line in the mapping.

use serde::Serialize;
use touchpoint_describe::Explanation;

/// One field of one case.
#[derive(Debug, Serialize)]
pub(crate) struct Lifted {
    /// The case.
    case: String,
    /// The field's dotted name.
    field: String,
    /// Where it comes from, in words.
    from: String,
    /// Its line in the mapping, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

/// Every field of the cases of an explanation.
pub(crate) fn lifted(explanation: &Explanation) -> Vec<Lifted> {
    let cases = explanation.cases.iter();
    let fields = cases.flat_map(|case| {
        case.fields.iter().map(|field| Lifted {
            case: case.name.clone(),
            field: field.field.clone(),
            from: field.from.clone(),
            line: line(&field.place),
        })
    });
    fields.collect()
}

/// The line of a place: `mappings/acme.yaml:12:5` → 12.
fn line(place: &str) -> Option<usize> {
    let mut parts = place.rsplit(':');
    let (last, before) = (parts.next()?, parts.next());
    let line = before.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    line.unwrap_or(last).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_place_has_a_line() {
        assert_eq!(line("mappings/acme.yaml:12:5"), Some(12));
        assert_eq!(line("acme.yaml:7"), Some(7));
        assert_eq!(line("acme.yaml"), None);
    }
}
