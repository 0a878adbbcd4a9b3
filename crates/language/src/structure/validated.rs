//! The judge by the JSON Schema validator: the one file that knows it.

use jsonschema::error::{TypeKind, ValidationErrorKind as K};
use jsonschema::{Draft, JsonType, ValidationError};
use serde_json::Value;

use super::Format;
use super::violation::{Breach, Violation, count, meant};

const MAX_NESTED: usize = 8;

/// A compiled schema.
#[derive(Debug)]
pub(super) struct Validated(jsonschema::Validator);

impl Validated {
    pub(super) fn new(schema: &Value, formats: &[Format]) -> Result<Self, String> {
        let mut options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true);
        for format in formats {
            let check = format.check;
            options = options.with_format(format.name, move |text: &str| check(text).is_ok());
        }
        let validator = options.build(schema).map_err(|error| error.to_string())?;
        Ok(Self(validator))
    }

    /// What the schema refuses in a document: about `most` violations at most.
    pub(super) fn violations(&self, document: &Value, most: usize) -> Vec<Violation> {
        let mut found = Vec::new();
        for error in self.0.iter_errors(document) {
            read(&error, MAX_NESTED, &mut found);
            if found.len() >= most {
                break;
            }
        }
        found
    }
}

fn read(error: &ValidationError<'_>, nested: usize, found: &mut Vec<Violation>) {
    let breach = match error.kind() {
        K::AnyOf { context } | K::OneOfNotValid { context } => {
            if let Some(branches) = nested.checked_sub(1).map(|nested| {
                let branch = |errors: &Vec<ValidationError<'static>>| {
                    let mut found = Vec::new();
                    for error in errors {
                        read(error, nested, &mut found);
                    }
                    found
                };
                context.iter().map(branch).collect()
            }) && let Some(meant) = meant(branches, error.instance_path().as_str())
            {
                found.extend(meant);
                return;
            }
            Breach::Alternatives
        }
        kind => breach(kind, error),
    };
    found.push(Violation {
        breach,
        instance: error.instance_path().as_str().to_owned(),
        route: error.evaluation_path().as_str().to_owned(),
    });
}

fn breach(kind: &K, error: &ValidationError<'_>) -> Breach {
    match kind {
        K::AdditionalProperties { unexpected } | K::UnevaluatedProperties { unexpected } => {
            Breach::UnknownKeys(unexpected.clone())
        }
        K::PropertyNames { error } => {
            let name = error.instance().as_str().unwrap_or_default().to_owned();
            Breach::Name(name, Box::new(breach(error.kind(), error)))
        }
        K::Type { kind } => Breach::Type(match kind {
            TypeKind::Single(wanted) => vec![wanted.as_str()],
            TypeKind::Multiple(wanted) => wanted.iter().map(JsonType::as_str).collect(),
        }),
        K::Enum { options } => Breach::Words(options.as_array().cloned().unwrap_or_default()),
        K::Constant { expected_value } => Breach::Words(vec![(**expected_value).clone()]),
        K::Required { property } => {
            Breach::Missing(property.as_str().unwrap_or_default().to_owned())
        }
        K::Format { format } => Breach::Format(format.clone()),
        K::Pattern { pattern } => Breach::Pattern(pattern.clone()),
        K::Minimum { limit } => Breach::Limit(format!("at least {limit}")),
        K::Maximum { limit } => Breach::Limit(format!("at most {limit}")),
        K::ExclusiveMinimum { limit } => Breach::Limit(format!("more than {limit}")),
        K::ExclusiveMaximum { limit } => Breach::Limit(format!("less than {limit}")),
        K::MinItems { limit } => Breach::Limit(format!("at least {}", count(*limit, "item"))),
        K::MaxItems { limit } => Breach::Limit(format!("at most {}", count(*limit, "item"))),
        K::MinProperties { limit } => Breach::Limit(format!("at least {}", count(*limit, "key"))),
        K::MaxProperties { limit } => Breach::Limit(format!("at most {}", count(*limit, "key"))),
        K::MinLength { limit } => Breach::Limit(format!("at least {}", count(*limit, "character"))),
        K::MaxLength { limit } => Breach::Limit(format!("at most {}", count(*limit, "character"))),
        K::UniqueItems => Breach::Limit("every item only once".into()),
        K::AnyOf { .. } | K::OneOfNotValid { .. } | K::OneOfMultipleValid { .. } => {
            Breach::Alternatives
        }
        K::FalseSchema => Breach::Forbidden,
        _ => Breach::Other(error.masked().to_string()),
    }
}
