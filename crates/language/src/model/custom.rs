//! Fields of one account beside those of the model.

use super::{Field, Kind, Model};

/// The field that holds them in a record.
pub const CUSTOM: &str = "custom";

impl Model {
    /// The model with one field more, the last, which holds these fields of an account's own.
    #[must_use]
    pub fn with_custom(&self, members: &[Field]) -> Model {
        let mut model = self.clone();
        model.fields.retain(|field| field.name != CUSTOM);
        model.fields.push(Field {
            name: CUSTOM.to_owned(),
            description: "The account's own fields.".to_owned(),
            required: false,
            kind: Kind::Object(members.to_vec()),
        });
        model
    }
}
