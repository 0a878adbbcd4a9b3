//! Looks at everything that a server needs before it starts, and at each account's state: what is
//! good, what is not, and the next step. It changes nothing and calls no vendor.

mod accounts;
mod machine;
mod seen;
mod stored;

pub use seen::{Health, Seen};

use crate::model_file;
use crate::settings::Settings;
use crate::start::check;
use touchpoint::parts::http::{Live, LiveOptions};
use touchpoint::{Builder, Touchpoint};
use touchpoint_contract::NAMES;

/// Looks at everything that these settings name, in the order in which a server needs it.
pub async fn doctor(settings: &Settings) -> Vec<Seen> {
    let mut seen = vec![of_settings(settings), of_certificates()];
    let (mappings, touchpoint) = of_mappings(settings).await;
    seen.push(mappings);
    seen.push(machine::clock());
    seen.extend(machine::disk(settings));
    let keys = stored::keys(settings);
    let ring = match keys {
        Ok((ring, says)) => {
            seen.push(Seen::good("keys", says));
            Some(ring)
        }
        Err(fault) => {
            seen.extend(fault);
            None
        }
    };
    if let Some(database) = &settings.database {
        seen.extend(stored::database(database, ring, touchpoint.as_ref()).await);
    } else if let (Some(path), Some(touchpoint)) = (&settings.accounts, &touchpoint) {
        seen.extend(accounts::of_file(path, touchpoint));
    }
    seen
}

fn of_settings(settings: &Settings) -> Seen {
    match check(settings) {
        Ok(()) => Seen::good(
            "settings",
            format!("it would listen on {}", settings.listen),
        ),
        Err(fault) => Seen::bad(
            "settings",
            fault.to_string(),
            "change the settings as it says",
        ),
    }
}

fn of_certificates() -> Seen {
    let ready = Live::new(LiveOptions::default()).and_then(|live| live.ready());
    match ready {
        Ok(()) => Seen::good("certificates", "the machine's root certificates are read"),
        Err(fault) => Seen::bad(
            "certificates",
            fault.to_string(),
            "install the system's root certificates: `ca-certificates`",
        ),
    }
}

async fn of_mappings(settings: &Settings) -> (Seen, Option<Touchpoint>) {
    let mut builder = Touchpoint::builder().names(NAMES);
    for path in &settings.mappings {
        builder = builder.mappings(path);
    }
    if settings.built_in {
        builder = builder.built_in_too();
    }
    match model_file::model(settings) {
        Ok(model) => builder = model.into_iter().fold(builder, Builder::model),
        Err(fault) => {
            let next = "name a file with a JSON Schema as `model`";
            return (Seen::bad("mappings", fault.to_string(), next), None);
        }
    }
    match builder.build().await {
        Ok(touchpoint) => {
            let count = touchpoint.integrations().len();
            let paths = settings.mappings.iter();
            let paths: Vec<String> = paths.map(|path| format!("`{}`", path.display())).collect();
            let from = match (paths.as_slice(), settings.built_in) {
                ([], _) => "built in".to_owned(),
                (paths, false) => format!("of {}", paths.join(", ")),
                (paths, true) => format!("of {} and built in", paths.join(", ")),
            };
            let says = format!("{count} mappings, {from}");
            (Seen::good("mappings", says), Some(touchpoint))
        }
        Err(fault) => {
            let says = fault.to_string();
            let says = says.lines().next().unwrap_or_default().to_owned();
            let next = "`touchpoint validate` shows every fault with its place";
            (Seen::bad("mappings", says, next), None)
        }
    }
}
