//! A real exchange → a case: what the vendor answered without anything of a person, and the calls
//! and pages that the engine makes of it. Nothing is given where a secret would remain, or where the
//! case would not come out as recorded.

mod asked;
mod looks;
mod named;
mod redact;

pub use touchpoint_corpus::Recorder;

use crate::accept::{Content, accepted};
use crate::replay::{pages, replay};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use looks::is_known_token;
use redact::Redactor;
use secrecy::ExposeSecret;
use std::collections::{BTreeMap, HashSet};
use touchpoint_core::exchange::{Account, Headers, Reply, Request};
use touchpoint_core::plan::Plan;
use touchpoint_corpus::{Case, read_files, reply_text};
use touchpoint_language::json::Json;
use url::Url;

/// Headers that are kept even if the mapping does not name them.
const KEPT_HEADERS: [&str; 3] = ["content-type", "link", "retry-after"];
/// Shorter credentials are found in ordinary words.
const SHORTEST: usize = 4;

/// What was recorded.
pub struct Recording<'r> {
    /// The mapping.
    pub plan: &'r Plan,
    /// The account that was read.
    pub account: &'r Account,
    /// What the caller asked, without a cursor.
    pub query: &'r str,
    /// Page by page, the calls and their answers.
    pub pages: Vec<Vec<(Request, Reply)>>,
    /// How many records each page gave.
    pub records: Vec<usize>,
}

/// The files of a case by their names, each whole.
pub type CaseFiles = BTreeMap<String, Content>;

/// Makes the case of this name.
///
/// # Errors
/// Why there is none: a secret would remain, or it does not come out as recorded.
pub async fn case(recording: &Recording<'_>, name: &str, about: &str) -> Result<CaseFiles, String> {
    let plan = recording.plan;
    let completed = plan.needs.complete(recording.account.clone());
    let account = completed.unwrap_or_else(|_| recording.account.clone());
    let context = example_context(plan, &account);
    let mapping = &plan.mapping.document.source.text;
    let known = known(plan, &account, &context);
    let mut redactor = Redactor::new(words(plan), mapping, known);
    let query = asked::redacted(recording.query, &plan.model, &mut redactor);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let slug = plan.integration();
    let at = |file: &str| format!("{slug}/{name}/{file}");
    files.insert(at("case.yaml"), case_yaml(about, &query, &context));
    for (page, calls) in (1..).zip(&recording.pages) {
        for (letter, (_, reply)) in letters().zip(after_renewal(calls)) {
            let reply = redacted_reply(plan, reply, &mut redactor);
            files.insert(
                at(&format!("{page}{letter}.reply.http")),
                reply_text(&reply),
            );
        }
        files.insert(at(&format!("{page}.expected.json")), b"null".to_vec());
    }
    let mut case = only(&files)?;
    same_records(&case, plan, &recording.records).await?;
    let mut contents: CaseFiles = CaseFiles::new();
    for file in accepted(&case, plan).await {
        let bytes = match &file.content {
            Content::Text(text) => text.clone(),
            Content::Json(json) => json.to_string().into_bytes(),
        };
        if file.name.ends_with(".error.json") {
            let page = file.name.replace(".error.json", ".expected.json");
            files.remove(&at(&page));
        }
        files.insert(at(&file.name), bytes);
        contents.insert(file.name, file.content);
    }
    case = only(&files)?;
    let differs = replay(&case, plan).await;
    if let Some(first) = differs.first() {
        return Err(format!("the case does not come out as recorded: {first}"));
    }
    no_secret(&files, &account, &redactor)?;
    let prefix = at("");
    for (path, bytes) in files {
        let file = path.strip_prefix(&prefix).unwrap_or(&path).to_owned();
        contents.entry(file).or_insert(Content::Text(bytes));
    }
    Ok(contents)
}

/// The letters of the calls of a page: none for the first.
fn letters() -> impl Iterator<Item = String> {
    std::iter::once(String::new()).chain(('b'..='z').map(String::from))
}

/// The calls of a page after a token was renewed: what came before tells nothing of the list.
fn after_renewal(calls: &[(Request, Reply)]) -> impl Iterator<Item = &(Request, Reply)> {
    let is_token = |(request, _): &(Request, Reply)| {
        let body = request.body.as_deref().unwrap_or_default();
        let text = String::from_utf8_lossy(body);
        text.contains("grant_type")
    };
    let start = calls.iter().rposition(is_token).map_or(0, |at| at + 1);
    calls.iter().skip(start)
}

fn only(files: &BTreeMap<String, Vec<u8>>) -> Result<Case, String> {
    let read = read_files(files.clone());
    let mut cases = read.map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    cases
        .pop()
        .ok_or_else(|| "there is nothing to record".to_owned())
}

/// Holds the replayed pages against those that were read.
async fn same_records(case: &Case, plan: &Plan, records: &[usize]) -> Result<(), String> {
    let replayed = pages(case, plan).await.pages;
    for (page, (came, wanted)) in (1..).zip(replayed.iter().zip(records)) {
        if let Ok(listing) = came
            && listing.response.result_count != *wanted
        {
            return Err(format!(
                "page {page} had {wanted} records, and {} without names and texts: a filter, a condition \
                 or a lookup reads one of those",
                listing.response.result_count
            ));
        }
    }
    if replayed.len() < records.len() {
        return Err(
            "without names and texts the list ends earlier: its next page depends on one"
                .to_owned(),
        );
    }
    Ok(())
}

/// The account's variables, each as the mapping's own example has it.
fn example_context(plan: &Plan, account: &Account) -> Vec<(String, String)> {
    let needs = plan.needs.context.iter().filter_map(|need| {
        let own = account.context.get(&need.name)?;
        let other = need.example.as_ref().or(need.default.as_ref());
        Some((need.name.clone(), other.unwrap_or(own).clone()))
    });
    needs.collect()
}

/// What is replaced wherever it stands: credentials, the account's variables, its own address.
fn known(plan: &Plan, account: &Account, context: &[(String, String)]) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = credentials(account)
        .map(|(name, secret)| (secret, format!("{{{name}}}")))
        .collect();
    let placeholder = Account {
        context: context.iter().cloned().collect(),
        base_url: None,
        ..account.clone()
    };
    if let Some(example) = plan.link_origins(&placeholder).pop() {
        let own = plan.link_origins(account).into_iter();
        known.extend(own.map(|own| (own, example.clone())));
    }
    for (name, example) in context {
        let own = account.context.get(name).map_or("", String::as_str);
        if own.len() >= SHORTEST && own != example {
            known.push((own.to_owned(), example.clone()));
        }
    }
    known
}

fn credentials(account: &Account) -> impl Iterator<Item = (String, String)> {
    let secrets = account.credentials.iter();
    let secrets = secrets.map(|(name, secret)| (name.clone(), secret.expose_secret().to_owned()));
    secrets.filter(|(name, secret)| name != "expires_at" && secret.len() >= SHORTEST)
}

/// The words that the mapping names: quoted texts and plain ones of its file.
fn words(plan: &Plan) -> HashSet<String> {
    fn walk(json: &Json, words: &mut HashSet<String>) {
        match json {
            Json::Object(members) => {
                for (name, value) in members {
                    words.insert(name.clone());
                    walk(value, words);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| walk(item, words)),
            other => words.extend(other.as_text().map(str::to_owned)),
        }
    }
    let mut words = HashSet::new();
    walk(&plan.mapping.document.to_json(), &mut words);
    words
}

fn redacted_reply(plan: &Plan, reply: &Reply, redactor: &mut Redactor) -> Reply {
    let text = plan.mapping.document.source.text.to_lowercase();
    let headers = reply.headers.0.iter().filter(|(name, _)| {
        let name = name.to_lowercase();
        KEPT_HEADERS.contains(&name.as_str()) || text.contains(&name) && name != "date"
    });
    let headers = headers.map(|(name, value)| (name.clone(), redactor.known(value)));
    Reply {
        status: reply.status,
        headers: Headers(headers.collect()),
        body: redactor.body(&reply.body),
        ..Reply::default()
    }
}

fn case_yaml(about: &str, query: &str, context: &[(String, String)]) -> Vec<u8> {
    let text = |text: &str| Json::from(text).to_string();
    let mut yaml = format!("about: {}\n", text(about));
    if !query.is_empty() {
        let line = format!("query: {}\n", text(query));
        yaml.push_str(&line);
    }
    if !context.is_empty() {
        let members = context.iter();
        let members = members.map(|(name, value)| format!("{name}: {}", text(value)));
        let line = format!(
            "context: {{ {} }}\n",
            members.collect::<Vec<_>>().join(", ")
        );
        yaml.push_str(&line);
    }
    yaml.into_bytes()
}

/// Refuses files in which a secret stands, as it is, encoded, or by its form, and those in which
/// stands what was replaced elsewhere.
fn no_secret(
    files: &BTreeMap<String, Vec<u8>>,
    account: &Account,
    redactor: &Redactor,
) -> Result<(), String> {
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        for (name, secret) in credentials(account) {
            let encoded = Url::parse_with_params("https://a.invalid/", [("s", &secret)]).ok();
            let encoded = encoded.and_then(|url| Some(url.query()?.strip_prefix("s=")?.to_owned()));
            let mut forms = vec![
                secret.clone(),
                STANDARD.encode(&secret),
                URL_SAFE_NO_PAD.encode(&secret),
            ];
            forms.extend(encoded);
            if forms.iter().any(|form| text.contains(form.as_str())) {
                return Err(format!("`{path}` would hold the credential `{name}`"));
            }
        }
        let parts = text.split(|c: char| c.is_whitespace() || "\"',;&=<>(){}[]/?:\\".contains(c));
        let mut parts = parts.filter(|part| !part.is_empty());
        if parts.clone().any(is_known_token) {
            return Err(format!(
                "`{path}` would hold what looks like a token of a well-known maker"
            ));
        }
        if let Some(what) = redactor.left_in(&text) {
            return Err(format!(
                "`{path}` would hold {what} that is replaced elsewhere"
            ));
        }
        if parts.any(|part| part.starts_with("eyJ") && part.matches('.').count() == 2) {
            return Err(format!(
                "`{path}` would hold what looks like a signed token"
            ));
        }
    }
    Ok(())
}
