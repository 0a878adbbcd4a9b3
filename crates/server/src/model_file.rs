//! The unified model that the settings name, read from its JSON Schema.

use crate::settings::{Settings, SettingsFault};
use std::fs;
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;

/// The model of the settings; none where they name no file.
///
/// # Errors
/// The file cannot be read, or it is no model; the operator acts.
pub(crate) fn model(settings: &Settings) -> Result<Option<Model>, SettingsFault> {
    let Some(path) = &settings.model else {
        return Ok(None);
    };
    let shown = path.display();
    let text = fs::read_to_string(path);
    let text = text.map_err(|fault| SettingsFault(format!("{shown} cannot be read: {fault}")))?;
    let schema = Json::parse(&text);
    let schema = schema.map_err(|fault| SettingsFault(format!("{shown}: {fault}")))?;
    let model = Model::from_schema(&schema);
    let model = model.map_err(|fault| SettingsFault(format!("{shown}: {fault}")))?;
    Ok(Some(model))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_model_is_told_with_its_name() {
        let path = std::env::temp_dir().join(format!("touchpoint-model-{}", std::process::id()));
        let settings = Settings {
            model: Some(path.clone()),
            ..Settings::default()
        };
        let told = || model(&settings).unwrap_err().to_string();
        assert!(told().contains("cannot be read"), "{}", told());
        fs::write(&path, "{ \"title\": \"desk/tickets\" }").unwrap();
        let shown = path.display().to_string();
        assert!(told().starts_with(&shown), "{}", told());
        assert!(told().contains("properties"), "{}", told());
        fs::remove_file(&path).unwrap();
        assert!(model(&Settings::default()).unwrap().is_none());
    }
}
