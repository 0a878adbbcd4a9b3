//! Why one field of one record is empty.

use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Step;

/// Why one field of one record is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldFault {
    /// Its code: `unreadable_time`.
    pub code: &'static str,
    /// What is there.
    pub message: String,
    /// The dotted unified field.
    pub field: String,
    /// Where the value stands in the record, as a JSON pointer, where it is one place.
    pub remote: Option<String>,
    /// The place in the mapping.
    pub pointer: Pointer,
}

impl FieldFault {
    /// The code for a list of which the vendor has more elements than came.
    pub const LIST_CUT: &'static str = "list_cut";

    /// The vendor has more elements of a list field than came with the record.
    pub fn list_cut(field: &str, place: &Pointer) -> FieldFault {
        let message = "the vendor has more elements of this list than came with the record";
        FieldFault {
            code: FieldFault::LIST_CUT,
            message: message.to_owned(),
            field: field.to_owned(),
            remote: None,
            pointer: place.clone(),
        }
    }

    /// True if the vendor has data that is missing here: the page is partial.
    pub fn is_cut(&self) -> bool {
        self.code == FieldFault::LIST_CUT
    }
}

/// A plain path as a JSON pointer (RFC 6901).
pub(crate) fn json_pointer(path: &Path) -> Option<String> {
    let steps = path.plain()?.iter().map(|step| match step {
        Step::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    });
    Some(steps.collect())
}
