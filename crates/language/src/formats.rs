//! Our own grammars as `format`s of the schema, so that the structure check reads every path,
//! template and form where it stands.

use crate::diagnostic::{Code, Help};
use crate::expr::dialect;
use crate::expr::{Compute, ExprFault, Path, Template, TimeForm};
use crate::mapping::{day, stretch};
use crate::structure::{Format, FormatFault};
use crate::transform::Transform;

/// Every format of the mapping's schema.
pub(crate) fn formats() -> Vec<Format> {
    let format = |name, check, code| Format { name, check, code };
    let mut all = vec![
        format("touchpoint-path", path, Code::BadPath),
        format("touchpoint-template", template, Code::BadTemplate),
        format("touchpoint-compute", compute, Code::BadCompute),
        format("touchpoint-pattern", pattern, Code::BadPattern),
        format("touchpoint-request", request, Code::WrongForm),
        format("touchpoint-time", time, Code::WrongForm),
        format("touchpoint-wait", wait, Code::WrongForm),
        format("touchpoint-day", a_day, Code::WrongForm),
    ];
    all.extend(Transform::formats());
    all
}

fn told<T>(outcome: Result<T, ExprFault>) -> Result<(), FormatFault> {
    outcome.map(|_| ()).map_err(FormatFault::from)
}

fn fault(message: &str, help: &str) -> FormatFault {
    FormatFault {
        at: None,
        message: message.to_owned(),
        help: Some(help.into()),
    }
}

/// A fault with the one thing that was meant.
fn meant_by(message: &str, meant: &str) -> FormatFault {
    FormatFault {
        help: Some(Help::write(meant)),
        ..fault(message, "")
    }
}

fn path(text: &str) -> Result<(), FormatFault> {
    told(Path::parse(text).map_err(|fault| dialect::of_path(text, fault)))
}

fn template(text: &str) -> Result<(), FormatFault> {
    told(Template::parse(text))
}

fn compute(text: &str) -> Result<(), FormatFault> {
    told(Compute::parse(text).map_err(|fault| dialect::of_compute(text, fault)))
}

fn pattern(text: &str) -> Result<(), FormatFault> {
    let read = regex_lite::Regex::new(text);
    read.map(|_| ()).map_err(|e| {
        fault(
            &e.to_string(),
            "write a regular expression that the whole value must match",
        )
    })
}

fn request(text: &str) -> Result<(), FormatFault> {
    let help = "write a verb and a path below `base_url`, for example `GET /calls`";
    match text.split_once(' ') {
        Some(("GET" | "POST", path)) if path.starts_with('/') && !path.starts_with("//") => {
            template(path)
        }
        Some(("GET" | "POST", path)) if path.contains("://") => Ok(()), // told with its own code by the check
        Some((verb @ ("GET" | "POST"), path)) => {
            let meant = format!("{verb} /{}", path.trim_start_matches('/'));
            Err(meant_by("the path must begin with one `/`", &meant))
        }
        Some((verb, path)) => {
            let message = format!("`{verb}` is no verb that a read needs");
            Err(match verb.to_uppercase().as_str() {
                upper @ ("GET" | "POST") => meant_by(&message, &format!("{upper} {path}")),
                _ => fault(&message, help),
            })
        }
        None if text.starts_with('/') => Err(meant_by(
            "a verb and a path belong here",
            &format!("GET {text}"),
        )),
        None => Err(fault("a verb and a path belong here", help)),
    }
}

fn time(text: &str) -> Result<(), FormatFault> {
    match text {
        "delay_s" | "delay_ms" | "http_date" => Ok(()),
        other => told(TimeForm::parse(other)),
    }
}

fn wait(text: &str) -> Result<(), FormatFault> {
    let help = "write a number and a word, for example `10 s`, `1 hour` or `1 year`";
    stretch(text)
        .map(|_| ())
        .ok_or_else(|| fault("this is no stretch of time", help))
}

fn a_day(text: &str) -> Result<(), FormatFault> {
    let help = "write year, month and day, for example `2027-08-31`";
    day(text)
        .map(|_| ())
        .ok_or_else(|| fault("this is no day of the calendar", help))
}
