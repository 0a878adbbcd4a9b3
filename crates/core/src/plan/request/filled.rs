//! A template and a scope → the text that stands in a request, quoted for its place.

use super::fault::RequestFault;
use touchpoint_language::expr::{ExprFault, Template};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::names_of;

/// The text of a template; none where something that it names is absent.
pub(super) fn fill(
    template: &Template,
    scope: &Json,
    quote: impl Fn(&str) -> Result<String, ExprFault>,
) -> Result<Option<String>, RequestFault> {
    let fault = |fault| RequestFault::value(template.text(), fault);
    let filled = template.fill(scope, &quote).map_err(fault)?;
    match filled.as_ref().and_then(Json::as_text) {
        // A single hole keeps its type, so it is quoted here, where it becomes text.
        Some(text) if template.is_whole() => quote(text).map(Some).map_err(fault),
        text => Ok(text.map(str::to_owned)),
    }
}

/// The fault of a template that must be filled and is not.
pub(super) fn missing(template: &Template) -> RequestFault {
    // The rules require the parameter, but the caller gave several values or another operator, not
    // one value.
    if let Some(name) = names_of(template, "query").into_iter().next() {
        let message = "must be given as one value here: it stands in the request's path".to_owned();
        return RequestFault::Value {
            parameter: name,
            message,
        };
    }
    RequestFault::Account(format!("what `{}` is made of", template.text()))
}
