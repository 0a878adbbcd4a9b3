//! What is known of the language before any text is open, and one text as the answers need it.

use serde_json::Value;
use std::sync::Arc;
use touchpoint_language::Reader;
use touchpoint_language::document::{Document, Pointer, parse};
use touchpoint_language::model::Model;
use touchpoint_language::overlay::overlay_schema;
use touchpoint_language::schema::mapping_schema;
use touchpoint_language::source::SourceFile;

/// The language with its unified model. Made once.
#[derive(Debug)]
pub struct Language {
    /// Reads mappings and finds their faults.
    pub reader: Reader,
    mapping: Value,
    overlay: Value,
}

/// One text: its tree, and the schema that judges it.
#[derive(Debug)]
pub struct Sheet<'l> {
    /// The tree; what cannot be read is left out.
    pub document: Document,
    /// The same as JSON.
    pub json: Value,
    /// The schema of mappings, or of overlays.
    pub schema: &'l Value,
}

impl Language {
    /// The language of mappings onto this model.
    ///
    /// # Errors
    /// A text when the model gives no valid schema; the model's author must mend it.
    pub fn new(model: Model) -> Result<Language, String> {
        let mapping = mapping_schema(&model);
        Ok(Language {
            overlay: overlay_schema(&mapping),
            mapping,
            reader: Reader::new(model)?,
        })
    }

    /// Reads a text as far as it can be read.
    pub fn sheet(&self, source: Arc<SourceFile>) -> Sheet<'_> {
        let (document, _) = parse(source);
        let is_overlay = document.get(&Pointer::new().key("overlay")).is_some();
        Sheet {
            json: document.to_json().to_value(),
            schema: if is_overlay {
                &self.overlay
            } else {
                &self.mapping
            },
            document,
        }
    }
}
