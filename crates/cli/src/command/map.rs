//! `map`: turns one reply of a vendor, from standard input, into the list response on standard
//! output. Nothing is sent.

use crate::engine::{Ingredients, build, query};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen};
use clap::Args;
use std::io::{self, Read};
use std::path::PathBuf;
use touchpoint::example_account;
use touchpoint_core::exchange::{Headers, Reply};

pub(crate) const EXAMPLE: &str =
    "touchpoint map --mapping mappings/{slug}.yaml -q '{query}' < reply.json > unified.json";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The mapping file
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,

    /// What the reply answers: filters decide how its records are read
    #[arg(short, long, value_name = "QUERY", default_value = "")]
    query: String,

    /// The JSON Schema of another unified model
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let touchpoint = build(Ingredients {
        mappings: Some(&arguments.mapping),
        model: arguments.model.as_ref(),
        ..Ingredients::default()
    })
    .await?;
    let [plan] = touchpoint.registry().plans() else {
        let failed = Failed::said(Exit::Usage, "`--mapping` must name one mapping");
        return Err(failed.help("name a file, not a folder"));
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
        touchpoint_core::run::Error::Remote(fault) => Failed::said(
            Exit::Findings,
            format!("this reply cannot be mapped: {}", fault.message),
        ),
        other => other.into(),
    }
}
