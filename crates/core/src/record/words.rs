//! The caller's values, as JSON texts in the vendor's words, for the fields that repeat them.

use std::collections::HashMap;
use touchpoint_language::json::Object;

/// The caller's values by parameter, each as a JSON text.
#[derive(Clone, Debug, Default)]
pub struct Words(HashMap<String, String>);

impl Words {
    /// The texts of values.
    pub fn of(values: &Object) -> Words {
        let texts = values.iter();
        Words(
            texts
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect(),
        )
    }

    /// What was given for a parameter.
    pub fn get(&self, parameter: &str) -> Option<&str> {
        self.0.get(parameter).map(String::as_str)
    }
}
