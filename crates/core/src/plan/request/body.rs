//! JSON bodies and derived names, filled in.

use super::RequestFault;
use crate::expr::text::as_text;
use crate::expr::{ExprFault, quote};
use crate::mapping::{Body, Case, Names};
use serde_json::{Map, Value};

pub(super) fn all_names(names: &Names, case: &Case, added: Option<&Value>) -> Vec<String> {
    let mut all: Vec<String> = case
        .names_under(&names.under)
        .into_iter()
        .map(str::to_owned)
        .collect();
    all.extend(names.and.iter().cloned());
    let added = match added {
        Some(Value::String(text)) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        Some(Value::Array(items)) => items.iter().filter_map(as_text).collect(),
        _ => Vec::new(),
    };
    all.extend(added);
    let mut seen = std::collections::HashSet::new();
    all.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    all
}

/// A body with its holes filled; what names something absent is left out.
pub(super) fn fill_body(
    body: &Body,
    case: Option<&Case>,
    scope: &Value,
) -> Result<Option<Value>, RequestFault> {
    Ok(match body {
        Body::Fixed(value) => Some(value.clone()),
        Body::Text(template, _) => {
            let fault = |f: ExprFault| RequestFault::value(template.text(), f);
            template.fill(scope, quote::verbatim).map_err(fault)?
        }
        Body::Names(names) => {
            let all = case
                .map(|case| all_names(names, case, None))
                .unwrap_or_default();
            Some(match &names.join {
                Some(join) => Value::String(all.join(join)),
                None => all.into(),
            })
        }
        Body::List(items) => {
            let mut list = Vec::new();
            for item in items {
                list.extend(fill_body(item, case, scope)?);
            }
            Some(Value::Array(list))
        }
        Body::Object(members) => {
            let mut object = Map::new();
            for (name, member) in members {
                if let Some(value) = fill_body(member, case, scope)? {
                    object.insert(name.clone(), value);
                }
            }
            Some(Value::Object(object))
        }
    })
}
