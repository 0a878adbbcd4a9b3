//! Expressions of holes, compiled and run. The only file that names the template library.
//!
//! Integers of up to 128 bits stay exact; other numbers become 64-bit floats. Only a single name
//! does not go through the library.

use crate::expr::fault::ExprFault;
use crate::json::{Json, Number, Object};
use minijinja::value::ValueKind;
use minijinja::{Environment, ErrorKind, Expression, UndefinedBehavior, Value as Lifted};
use std::sync::{Arc, LazyLock};

const FUEL: u64 = 100_000;
const MOST_DEPTH: usize = 64;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment
});

/// A compiled expression.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    expression: Arc<Expression<'static, 'static>>,
    /// True if all that it reads are numbers.
    multiplies: bool,
}

impl Compiled {
    pub(super) fn parse(expression: &str, multiplies: bool) -> Result<Self, ExprFault> {
        ENVIRONMENT
            .compile_expression_owned(expression.to_owned())
            .map(|compiled| Self {
                expression: Arc::new(compiled),
                multiplies,
            })
            .map_err(|error| {
                let detail = error
                    .detail()
                    .map_or_else(|| error.kind().to_string(), str::to_owned);
                ExprFault::new(format!("not a template expression: {detail}"))
            })
    }

    /// The expression's value; `None` when it is, or needs, something absent.
    pub(super) fn run(&self, scope: &Json) -> Result<Option<Json>, String> {
        let scope = lift(scope, 0, self.multiplies)?;
        match self.expression.eval(scope) {
            Ok(value) if value.is_undefined() || value.is_none() => Ok(None),
            Ok(value) => lower(&value, 0).map(Some),
            Err(error) if error.kind() == ErrorKind::UndefinedError => Ok(None),
            Err(error) if error.kind() == ErrorKind::OutOfFuel => {
                Err("the expression costs too much".to_owned())
            }
            // The library's detail may repeat the value, which may be private.
            Err(error) => Err(format!(
                "the expression cannot take this value: {}",
                error.kind()
            )),
        }
    }
}

fn lift(value: &Json, depth: usize, numbers: bool) -> Result<Lifted, String> {
    let next = deeper(depth)?;
    Ok(match value {
        Json::Null => Lifted::from(()),
        Json::Bool(truth) => Lifted::from(*truth),
        Json::String(text) if numbers => match Number::parse(text.trim()) {
            Some(number) => lift(&Json::Number(number), depth, numbers)?,
            None => return Err("`*` multiplies numbers, and this is a text".to_owned()),
        },
        Json::Array(_) if numbers => {
            return Err("`*` multiplies numbers, and this is a list".to_owned());
        }
        Json::String(text) => Lifted::from(text.as_str()),
        Json::Number(number) => {
            let text = number.as_str();
            match (
                text.parse::<i64>(),
                text.parse::<i128>(),
                text.parse::<f64>(),
            ) {
                (Ok(whole), ..) => Lifted::from(whole),
                (_, Ok(whole), _) => Lifted::from(whole),
                (_, _, Ok(float)) if float.is_finite() => Lifted::from(float),
                _ => return Err("a number is too large for an expression".to_owned()),
            }
        }
        Json::Array(list) => Lifted::from(
            list.iter()
                .map(|item| lift(item, next, numbers))
                .collect::<Result<Vec<_>, _>>()?,
        ),
        Json::Object(map) => Lifted::from_pairs(
            map.iter()
                .map(|(key, item)| Ok((key.as_str(), lift(item, next, numbers)?)))
                .collect::<Result<Vec<_>, String>>()?,
        ),
    })
}

fn lower(value: &Lifted, depth: usize) -> Result<Json, String> {
    let next = deeper(depth)?;
    let no_json = || "the expression gives no JSON value".to_owned();
    Ok(match value.kind() {
        ValueKind::Undefined | ValueKind::None => Json::Null,
        ValueKind::Bool => Json::Bool(value.is_true()),
        ValueKind::Number if value.is_integer() => {
            let whole = i128::try_from(value.clone()).map_err(|_| no_json())?;
            Json::Number(Number::from(whole))
        }
        ValueKind::Number => {
            let float = f64::try_from(value.clone()).map_err(|_| no_json())?;
            Json::Number(Number::from_f64(float).ok_or_else(no_json)?)
        }
        ValueKind::String => Json::String(value.as_str().ok_or_else(no_json)?.to_owned()),
        ValueKind::Seq | ValueKind::Iterable => Json::Array(
            value
                .try_iter()
                .map_err(|_| no_json())?
                .map(|item| lower(&item, next))
                .collect::<Result<_, _>>()?,
        ),
        ValueKind::Map => {
            let mut map = Object::new();
            for key in value.try_iter().map_err(|_| no_json())? {
                let item = value.get_item(&key).map_err(|_| no_json())?;
                map.insert(
                    key.as_str().ok_or_else(no_json)?.to_owned(),
                    lower(&item, next)?,
                );
            }
            Json::Object(map)
        }
        _ => return Err(no_json()),
    })
}

fn deeper(depth: usize) -> Result<usize, String> {
    if depth < MOST_DEPTH {
        Ok(depth.saturating_add(1))
    } else {
        Err(format!("a value is nested deeper than {MOST_DEPTH}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::hole::{FILTERS, TESTS};
    use super::{ENVIRONMENT, ErrorKind};

    #[test]
    fn what_is_allowed_exists() {
        let unknown = |expression: String| {
            let compiled = ENVIRONMENT.compile_expression_owned(expression).unwrap();
            let outcome = compiled.eval(());
            matches!(
                outcome.map_err(|error| error.kind()),
                Err(ErrorKind::UnknownFilter | ErrorKind::UnknownTest)
            )
        };
        assert!(unknown("1 | nonesuch".to_owned()));
        assert!(unknown("1 is nonesuch".to_owned()));
        for filter in FILTERS {
            assert!(!unknown(format!("1 | {filter}")), "{filter}");
        }
        for test in TESTS {
            assert!(!unknown(format!("1 is {test}")), "{test}");
        }
    }
}
