//! Notes where a call holds the caller's values. A value that is overwritten is no longer noted.

use touchpoint_language::mapping::PlaceAt;
use touchpoint_language::model::Operator;

/// Where the caller's values stand in a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(Vec<Note>);

#[derive(Clone, Debug)]
struct Note {
    at: PlaceAt,
    /// The parameter as the route knows it.
    parameter: String,
    /// The operator that it came with; none where a template reads the value alone.
    operator: Option<Operator>,
}

impl Notes {
    /// Notes that a value stands at a place.
    pub(super) fn add(&mut self, at: PlaceAt, parameter: &str, operator: Option<Operator>) {
        self.0.push(Note {
            at,
            parameter: parameter.to_owned(),
            operator,
        });
    }

    /// Forgets what stood at a place: something else was written there.
    pub(super) fn overwrite(&mut self, at: &PlaceAt) {
        self.0.retain(|note| !note.at.meets(at));
    }

    /// Forgets what other parameters have at a place.
    pub(super) fn overwrite_but(&mut self, at: &PlaceAt, parameter: &str) {
        self.0
            .retain(|note| !note.at.meets(at) || note.parameter == parameter);
    }

    /// True if a parameter's value with this operator stands somewhere.
    pub(super) fn has(&self, parameter: &str, operator: Operator) -> bool {
        self.0.iter().any(|note| {
            note.parameter == parameter && note.operator.is_none_or(|own| own == operator)
        })
    }
}
