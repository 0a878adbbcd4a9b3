//! Our own grammars as `format`s of the schema, so that the structure check reads every path,
//! template and form where it stands.

use crate::diagnostic::{Code, Help, help_for};
use crate::expr::dialect;
use crate::expr::{Compute, ExprFault, Path, Template, TimeForm};
use crate::mapping::{day, stretch};
use crate::structure::{Format, FormatFault};
use crate::transform::Transform;

/// The words for when a count starts again.
const RESETS: [&str; 7] = [
    "delay_s",
    "delay_ms",
    "unix_s",
    "unix_ms",
    "http_date",
    "rfc3339",
    "date",
];

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
        format("touchpoint-reset", reset, Code::WrongForm),
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
        let message = e.to_string();
        let help = if message.contains("closing bracket") {
            "close it with `]`"
        } else if message.contains("group") && message.contains("clos") {
            "close it with `)`"
        } else if message.contains("look-around") {
            "say what may stand there, as in `[1-9][0-9]*`: the whole value must match"
        } else {
            "write a regular expression that the whole value must match"
        };
        fault(&message, help)
    })
}

fn request(text: &str) -> Result<(), FormatFault> {
    let help = "write a verb and a path below `base_url`, for example `GET /calls`";
    if text.trim_end() != text || text.contains(['\n', '\r']) {
        let help = "write it on the line of its key, without `|` and without blanks behind it";
        return Err(fault("a request stands on one line", help));
    }
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
    told(TimeForm::parse(text))
}

/// When a count starts again: a time, or so long from now.
fn reset(text: &str) -> Result<(), FormatFault> {
    let read = match text {
        "delay_s" | "delay_ms" | "http_date" => return Ok(()),
        other => TimeForm::parse(other),
    };
    let plain = text.to_lowercase();
    let help: Help = match plain.as_str() {
        _ if read.is_ok() || text.contains('%') => return told(read),
        "s" | "sec" | "second" | "seconds" => {
            "write `delay_s` for seconds from now, `unix_s` for a moment".into()
        }
        "ms" | "millis" | "milliseconds" => {
            "write `delay_ms` for milliseconds from now, `unix_ms` for a moment".into()
        }
        "delay" | "delta" | "delta_seconds" | "in_seconds" | "retry_after" => {
            Help::write("delay_s")
        }
        _ => match read {
            Err(fault) if TimeForm::is_known_elsewhere(text) => return Err(fault.into()),
            _ => help_for(text, &RESETS).unwrap_or_else(|| "write `delay_s`".into()),
        },
    };
    let message = format!("`{text}` is no form of a reset");
    Err(FormatFault {
        help: Some(help),
        ..fault(&message, "")
    })
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
