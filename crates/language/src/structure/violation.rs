//! The schema's errors as plain data: the one file that knows the JSON Schema validator. Errors of
//! alternatives are narrowed down to the alternative that was meant.

use jsonschema::error::{TypeKind, ValidationErrorKind as K};
use jsonschema::{Draft, JsonType, ValidationError};
use serde_json::{Value, json};

use super::Format;

const MAX_NESTED: usize = 8;

/// A compiled schema.
#[derive(Debug)]
pub(super) struct Validator(jsonschema::Validator);

/// One thing that the schema refuses.
#[derive(Debug)]
pub(super) struct Violation {
    pub(super) breach: Breach,
    /// JSON pointer into the document.
    pub(super) instance: String,
    /// The way through the schema to the keyword, `$ref` steps included.
    pub(super) route: String,
}

/// What a keyword refused.
#[derive(Debug)]
pub(super) enum Breach {
    UnknownKeys(Vec<String>),
    /// A key that is not one of the allowed names, with the error of the names' schema.
    Name(String, Box<Breach>),
    /// The types wanted, by their names in JSON Schema.
    Type(Vec<&'static str>),
    Words(Vec<Value>),
    Missing(String),
    Format(String),
    Pattern(String),
    /// The words of the limit: `at least 1`.
    Limit(String),
    /// `oneOf` or `anyOf`, with no alternative to single out, or too many.
    Alternatives,
    Forbidden,
    Other(String),
}

impl Validator {
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

    /// What the schema refuses in a document, at most about so many.
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

/// True if a part of a schema accepts a value; its references are looked up in the whole.
pub(super) fn accepts(whole: &Value, part: &Value, value: &Value) -> bool {
    // To compile a schema takes a thousand times as long as to look.
    if let Some(accepted) = plainly_accepts(part, value) {
        return accepted;
    }
    let mut schema = json!({ "allOf": [part] });
    if let (Value::Object(schema), Some(defs)) = (&mut schema, whole.get("$defs")) {
        schema.insert("$defs".into(), defs.clone());
    }
    let options = jsonschema::options().with_draft(Draft::Draft202012);
    let built = options.build(&schema);
    built.is_ok_and(|validator| validator.is_valid(value))
}

/// As [`accepts`], of a part that only names a type, keys that must be there, or constants.
fn plainly_accepts(part: &Value, value: &Value) -> Option<bool> {
    let mut accepted = true;
    for (keyword, wanted) in part.as_object()? {
        accepted &= match (keyword.as_str(), wanted) {
            ("type", Value::String(kind)) => match kind.as_str() {
                "array" => value.is_array(),
                "object" => value.is_object(),
                "string" => value.is_string(),
                "null" => value.is_null(),
                _ => return None,
            },
            ("required", Value::Array(keys)) => {
                let has = |key: &Value| value.get(key.as_str().unwrap_or_default()).is_some();
                !value.is_object() || keys.iter().all(has)
            }
            ("properties", Value::Object(properties)) => {
                let mut all = true;
                for (key, property) in properties {
                    let constant = property.get("const")?;
                    let alone = property.as_object()?.len() == 1;
                    let held = value.get(key);
                    all &= alone.then(|| held.is_none_or(|held| held == constant))?;
                }
                all
            }
            _ => return None,
        };
    }
    Some(accepted)
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

/// The alternative the author meant: the one whose type fits. Alternatives that differ only in the
/// type or the words they want are reported as one.
fn meant(mut branches: Vec<Vec<Violation>>, instance: &str) -> Option<Vec<Violation>> {
    let here = |violation: &Violation| violation.instance == instance;
    let wrong_type = |branch: &Vec<Violation>| {
        let mut all = branch.iter();
        all.any(|v| here(v) && matches!(v.breach, Breach::Type(_)))
    };
    if branches.iter().any(|branch| !wrong_type(branch)) {
        branches.retain(|branch| !wrong_type(branch));
    }
    if branches.len() < 2 {
        return branches.pop();
    }
    let (mut types, mut words, mut route) = (Vec::new(), Vec::new(), String::new());
    for violation in branches.into_iter().flatten() {
        if violation.instance != instance {
            return None;
        }
        match violation.breach {
            Breach::Type(wanted) => types.extend(wanted),
            Breach::Words(options) => words.extend(options),
            _ => return None,
        }
        route = violation.route;
    }
    let breach = match (types.is_empty(), words.is_empty()) {
        (false, true) => Breach::Type(types),
        (true, false) => Breach::Words(words),
        _ => return None,
    };
    let instance = instance.to_owned();
    Some(vec![Violation {
        breach,
        instance,
        route,
    }])
}

fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}
