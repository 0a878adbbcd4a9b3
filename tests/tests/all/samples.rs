//! Replies that others recorded or documented, read in place from the folders in `VENDOR_SAMPLES` (a
//! colon between them), become what tests/samples/ says of each. Without a folder the test says so and
//! passes; an integration that stands in none of them is named.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use conformance::{mappings, root};
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    env, fs,
    io::Write,
    path::{Path, PathBuf},
};
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_core::run::{Options, map_reply};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// What one reply must become.
#[derive(Debug, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
enum Sample {
    /// A page with so many records and these ids; `fields` are of the first record.
    Page {
        file: String,
        query: String,
        records: usize,
        ids: Vec<String>,
        #[serde(default)]
        fields: Object,
    },
    /// A refusal: the status that the caller gets and words of its message.
    Error {
        file: String,
        query: Option<String>,
        status: u16,
        message: Option<String>,
        #[serde(rename = "reason")]
        _reason: Option<String>,
    },
    /// An answer of the token URL; with `message`, a refusal.
    Token {
        file: String,
        message: Option<String>,
        #[serde(rename = "reason")]
        _reason: Option<String>,
    },
    /// A reply of an endpoint that the mapping does not use.
    Unused { file: String, reason: String },
}

impl Sample {
    fn file(&self) -> &str {
        match self {
            Sample::Page { file, .. }
            | Sample::Error { file, .. }
            | Sample::Token { file, .. }
            | Sample::Unused { file, .. } => file,
        }
    }
}

fn registry() -> Registry {
    let reader = PlanReader::new(engagement_model()).unwrap();
    let source =
        |path: &Path| SourceFile::new(path.to_string_lossy(), fs::read_to_string(path).unwrap());
    let outcome = Registry::read(&reader, mappings().unwrap().iter().map(|path| source(path)));
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    outcome.registry
}

/// The lists, by slug.
fn lists() -> Vec<(String, Vec<Sample>)> {
    let files = conformance::files_below(&root().join("tests/samples")).unwrap();
    let list = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let samples = serde_yaml::from_str(&text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        (
            path.file_stem().unwrap().to_string_lossy().into_owned(),
            samples,
        )
    };
    files.iter().map(|path| list(path)).collect()
}

/// The vendor's reply: the file is either the bare body, or an object with its status around it.
fn reply(text: &str, bare_status: u16) -> Reply {
    let parsed: Option<Json> = serde_json::from_str(text).ok();
    let wrapped = parsed.as_ref().and_then(Json::as_object).filter(|object| {
        let has = |key: &str| object.contains_key(key);
        object.get("status").is_some_and(Json::is_number)
            && (has("headers") || has("body") || has("json"))
    });
    let Some(wrapper) = wrapped else {
        let json = ("content-type".to_owned(), "application/json".to_owned());
        return Reply {
            status: bare_status,
            headers: Headers(vec![json]),
            body: text.as_bytes().to_vec(),
            ..Reply::default()
        };
    };
    let text_of = |value: &Json| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let headers = wrapper
        .get("headers")
        .and_then(Json::as_object)
        .into_iter()
        .flatten();
    let body = wrapper
        .get("body")
        .or_else(|| wrapper.get("json"))
        .filter(|body| !body.is_null());
    Reply {
        status: u16::try_from(wrapper["status"].as_u64().unwrap()).unwrap(),
        headers: Headers(
            headers
                .map(|(name, value)| (name.to_lowercase(), text_of(value)))
                .collect(),
        ),
        body: body
            .map(ToString::to_string)
            .unwrap_or_default()
            .into_bytes(),
        ..Reply::default()
    }
}

/// What a sample is not, though its list says so.
fn differences(plan: &Plan, sample: &Sample, text: &str, usual_query: &str) -> Vec<String> {
    let options = Options::new(Key::new(b"samples"));
    let ask = |query: &str, reply: Reply| {
        let (query, _) = touchpoint_contract::parse(query, &plan.model)
            .map_err(|faults| format!("the query: {faults:?}"))?;
        Ok::<_, String>(map_reply(plan, &query, reply, &options))
    };
    let mut found = Vec::new();
    match sample {
        Sample::Page {
            query,
            records,
            ids,
            fields,
            ..
        } => match ask(query, reply(text, 200)) {
            Err(fault) => found.push(fault),
            Ok(Err(error)) => found.push(format!("no page: {error}")),
            Ok(Ok(listing)) => {
                let page: Json = Json::from_slice(&listing.response.to_json()).unwrap();
                let rows = page["result"].as_array().cloned().unwrap_or_default();
                let got: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
                if rows.len() != *records {
                    found.push(format!("{} records, not {records}", rows.len()));
                }
                if got != *ids {
                    found.push(format!("ids {got:?}, not {ids:?}"));
                }
                for (name, wanted) in fields {
                    let got = rows.first().and_then(|row| row.get(name));
                    if got != Some(wanted) {
                        let got = got.map_or("absent".to_owned(), ToString::to_string);
                        found.push(format!("{name}: {got}, not {wanted}"));
                    }
                }
            }
        },
        Sample::Error {
            query,
            status,
            message,
            ..
        } => {
            match ask(
                query.as_deref().unwrap_or(usual_query),
                reply(text, *status),
            ) {
                Err(fault) => found.push(fault),
                Ok(Ok(_)) => found.push("it is read as a page".to_owned()),
                Ok(Err(error)) => {
                    let told = error.to_string();
                    if !matches!(error, touchpoint_core::run::Error::Remote(_)) {
                        found.push(format!("no error of the vendor: {told}"));
                    }
                    if touchpoint_contract::status(&error) != *status {
                        found.push(format!(
                            "status {}, not {status}",
                            touchpoint_contract::status(&error)
                        ));
                    }
                    if message
                        .as_ref()
                        .is_some_and(|message| !told.contains(message))
                    {
                        found.push(format!("message `{told}`, not {message:?}"));
                    }
                }
            }
        }
        Sample::Token { message, .. } => {
            let body = reply(text, 200).body;
            let body: Json = Json::from_slice(&body).unwrap_or_default();
            let given = body["access_token"].is_string();
            let refused = message
                .as_ref()
                .is_some_and(|message| body.to_string().contains(message));
            if given == message.is_some() || refused != message.is_some() {
                found.push("it is not that token answer".to_owned());
            }
        }
        Sample::Unused { reason, .. } => {
            if reason.trim().is_empty() {
                found.push("no reason is given".to_owned());
            }
        }
    }
    found
}

/// The replies that are there for a slug.
fn there(folder: &Path, slug: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder.join(slug).join("samples"))
        .into_iter()
        .flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name != "README.md").collect()
}

/// Says it past the test runner, which keeps what a passing test prints to itself.
fn tell(line: &str) {
    // Where it cannot be said, the verdict still stands.
    let _ = writeln!(std::io::stderr(), "samples: {line}");
}

#[test]
fn every_sample_becomes_what_its_list_says() {
    let Some(folder) = env::var_os("VENDOR_SAMPLES").filter(|folder| !folder.is_empty()) else {
        tell("VENDOR_SAMPLES is not set: no sample was read");
        return;
    };
    let all: Vec<PathBuf> = env::split_paths(&folder).collect();
    let registry = registry();
    let lists = lists();
    let mut found = Vec::new();
    let mut count = 0;
    for folder in &all {
        let folders = fs::read_dir(folder)
            .unwrap_or_else(|fault| panic!("VENDOR_SAMPLES {}: {fault}", folder.display()));
        for entry in folders {
            let slug = entry.unwrap().file_name().to_string_lossy().into_owned();
            let served = registry.get(&slug).is_some();
            let listed = lists.iter().any(|(known, _)| *known == slug);
            if served && !there(folder, &slug).is_empty() && !listed {
                found.push(format!(
                    "{slug}: its samples have no list under tests/samples"
                ));
            }
        }
    }
    for (slug, samples) in &lists {
        let Some(folder) = all.iter().find(|folder| folder.join(slug).is_dir()) else {
            tell(&format!(
                "{slug} stands in no folder: its samples were not read"
            ));
            continue;
        };
        let there = there(folder, slug);
        let named: BTreeSet<String> = samples
            .iter()
            .map(|sample| sample.file().to_owned())
            .collect();
        if named.len() != samples.len() {
            found.push(format!("{slug}: a file is named twice"));
        }
        found.extend(
            there
                .difference(&named)
                .map(|file| format!("{slug}/{file}: not named")),
        );
        found.extend(
            named
                .difference(&there)
                .map(|file| format!("{slug}/{file}: not there")),
        );
        let Some(plan) = registry.get(slug) else {
            found.push(format!("{slug}: no mapping"));
            continue;
        };
        let usual_query = samples.iter().find_map(|sample| match sample {
            Sample::Page { query, .. } => Some(query.as_str()),
            _ => None,
        });
        for sample in samples
            .iter()
            .filter(|sample| there.contains(sample.file()))
        {
            let path = folder.join(slug).join("samples").join(sample.file());
            let text = fs::read_to_string(path).unwrap();
            count += 1;
            let wrong = differences(plan, sample, &text, usual_query.unwrap_or_default());
            found.extend(
                wrong
                    .into_iter()
                    .map(|fault| format!("{slug}/{}: {fault}", sample.file())),
            );
        }
    }
    assert!(count > 0, "no samples under {}", folder.to_string_lossy());
    tell(&format!("{count} samples were read and compared"));
    assert!(
        found.is_empty(),
        "{count} samples read; {} faults: {found:#?}",
        found.len()
    );
}

#[test]
fn lists_are_whole_without_the_samples() {
    let lists = lists();
    assert_eq!(lists.len(), mappings().unwrap().len());
    for (slug, samples) in lists {
        assert!(
            samples
                .iter()
                .any(|sample| matches!(sample, Sample::Page { .. })),
            "{slug}: no page"
        );
    }
}

#[test]
fn a_wrapped_reply_is_unwrapped_and_a_bare_one_is_not() {
    let wrapped = reply(
        r#"{"status": 429, "headers": {"Retry-After": 3}, "json": {"a": 1}}"#,
        200,
    );
    assert_eq!(
        (wrapped.status, wrapped.headers.get("retry-after")),
        (429, Some("3"))
    );
    assert_eq!(wrapped.body, br#"{"a":1}"#);
    let bare = reply(r#"{"status": "error", "message": "no"}"#, 401);
    assert_eq!((bare.status, bare.body.len()), (401, 36));
}
