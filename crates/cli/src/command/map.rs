//! `map`: turns one reply of a vendor, from standard input, into the list response on standard
//! output. Nothing is sent.

use crate::engine::{build, plan_of, query};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen};
use crate::project::ProjectArguments;
use clap::Args;
use std::io::{self, Read};
use touchpoint::example_account;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_language::json::Json;

pub(crate) const EXAMPLE: &str = "touchpoint map {slug} -q '{query}' < reply.json > unified.json";

/// The longest reply, in characters, that is shown where it cannot be mapped: an error's body is short.
const LONGEST_SHOWN: usize = 300;

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integration's slug; not needed where there is one mapping
    integration: Option<String>,

    /// What the reply answers: filters decide how its records are read
    #[arg(short, long, value_name = "QUERY", default_value = "")]
    query: String,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let touchpoint = build(&arguments.project.project()?).await?;
    let plan = match (&arguments.integration, touchpoint.registry().plans()) {
        (Some(slug), _) => plan_of(&touchpoint, slug)?,
        (None, [plan]) => plan,
        (None, _) => {
            let failed = Failed::said(Exit::Usage, "nothing says which mapping reads the reply");
            return Err(failed.help("name the integration, or its file with `--mappings`"));
        }
    };
    let (asked, ignored) = query(&arguments.query, &plan.model)?;
    let mut body = Vec::new();
    io::stdin().lock().read_to_end(&mut body).map_err(|error| {
        Failed::said(
            Exit::Unreadable,
            format!("standard input cannot be read: {error}"),
        )
    })?;
    let reply = Reply {
        status: 200,
        headers: Headers(vec![(
            "content-type".to_owned(),
            "application/json".to_owned(),
        )]),
        body,
        ..Reply::default()
    };
    let page = touchpoint
        .map_reply(&example_account(plan), &asked, reply)
        .map_err(unmapped)?;
    screen.bytes(&page.to_json())?;
    screen.text("\n")?;
    screen.flush()?;
    print::ignored(screen, ignored.iter().chain(page.ignored()));
    print::warnings(screen, page.warnings());
    print::met(screen, page.met());
    Ok(Exit::Clean)
}

/// No vendor is asked here, so its faults are findings about the input.
fn unmapped(error: touchpoint::Error) -> Failed {
    match error.into_detail() {
        touchpoint_core::run::Error::Remote(fault) => {
            let says = format!("this reply cannot be mapped: {}", fault.message);
            let failed = Failed::said(Exit::Findings, says);
            let reply = match fault.raw_response {
                Some(Json::String(text)) => text,
                reply => reply.map(|reply| reply.to_string()).unwrap_or_default(),
            };
            let reply = reply.trim();
            if reply.is_empty() || reply.chars().count() > LONGEST_SHOWN {
                return failed;
            }
            failed.help(format!("the reply is {reply}"))
        }
        other => other.into(),
    }
}
