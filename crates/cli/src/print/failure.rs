//! Prints why a command ended early: in words, or as the contract's JSON for programs.

use super::Screen;
use crate::failed::Failed;
use std::process::ExitCode;
use touchpoint_contract::{ErrorBody, status};
use touchpoint_core::query::Failure;
use touchpoint_core::run::{CallerFault, Error};
use touchpoint_language::diagnostic::{nearest, text};

/// How many words are always shown.
const FEW: usize = 12;

/// Prints what clap has to say: help and the version are data, the rest is an error.
pub(crate) fn told(told: &clap::Error) -> ExitCode {
    // A reader that has gone away is no fault.
    let _ = told.print();
    ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2))
}

/// Says why a command ended early.
pub(crate) fn failed(screen: &mut Screen, failed: &Failed) {
    // The failure is printed even where the output before it cannot be.
    let _ = screen.flush();
    match failed {
        Failed::Said(_, message, help) => {
            let mut lines = message.lines();
            screen.wrong("error", lines.next().unwrap_or_default());
            lines.for_each(|line| screen.wrong("error", line));
            if let Some(help) = help {
                screen.note(&format!("  help: {help}"));
            }
        }
        Failed::Helped(inner, help) => {
            self::failed(screen, inner);
            screen.note(&format!("  help: {help}"));
        }
        Failed::Call(error) => call(screen, error),
        Failed::Reply(error) => {
            let _ = screen.text(&format!("{}\n", ErrorBody::of(error).to_json()));
            let _ = screen.flush();
        }
        Failed::Mappings(diagnostics) => {
            let colour = screen.colour_err();
            screen.note(text::render(diagnostics, colour).trim_end());
        }
        Failed::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        Failed::Output(error) => screen.wrong("error", &format!("cannot write: {error}")),
    }
}

fn call(screen: &mut Screen, error: &Error) {
    let mark = format!("error[{}]", error.code());
    match error {
        Error::Caller(fault) => {
            screen.wrong(&mark, "this cannot be asked");
            caller(screen, fault);
        }
        Error::Remote(fault) => {
            screen.wrong(&mark, &fault.message);
            screen.note(&format!("  status {}", status(error)));
            if let Some(wait) = fault.retry_after {
                screen.note(&format!(
                    "  help: try again in {} s",
                    wait.as_secs_f64().ceil()
                ));
            }
        }
        Error::NoAnswer(_) | Error::Mapping(_) | Error::Store(_) | Error::Ours(_) => {
            screen.wrong(&mark, &error.to_string());
        }
        Error::Account(faults) => {
            screen.wrong(&mark, "the account cannot be used");
            for fault in faults {
                screen.note(&format!("  {fault}"));
            }
        }
    }
}

/// One line per parameter.
fn caller(screen: &mut Screen, fault: &CallerFault) {
    for failure in &fault.failures {
        screen.note(&format!("  {}", failure.message));
        let step = next_step(failure);
        // The message may have said it.
        if let Some(step) = step.filter(|step| !failure.message.contains(step)) {
            screen.note(&format!("    {step}"));
        }
    }
}

/// The nearest of many words, else all of them.
fn next_step(failure: &Failure) -> Option<String> {
    let allowed = &failure.allowed;
    let meant = [&failure.came, &failure.parameter].into_iter();
    let mut meant = meant.filter(|word| !allowed.contains(word));
    let near = meant.find_map(|word| nearest(word, allowed));
    match near {
        _ if allowed.is_empty() => None,
        Some(near) if allowed.len() > FEW => Some(format!("did you mean `{near}`?")),
        _ => Some(format!("allowed here: {}", allowed.join(", "))),
    }
}
