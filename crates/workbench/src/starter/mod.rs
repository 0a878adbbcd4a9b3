//! Sample replies, an OpenAPI document, or both → a starter mapping that can be checked at once, in
//! which each guess and each open question is marked.
//!
//! ```text
//! id: $.id.task_id                        # guess: its name; "649e34f4-…"
//! # question: in which zone are the times of $.due?
//! ```

mod api;
mod connection;
mod document;
mod fields;
mod filters;
mod find;
mod joined;
mod paging;
mod parameters;
mod schema;
mod survey;
mod times;
mod unread;
mod written;

pub use document::document;

use crate::fmt;
use api::Api;
use joined::joined;
use survey::find_list;
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;
use written::{MarkedLines, block};

/// What a starter mapping is made of.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The slug.
    pub slug: String,
    /// Replies of the vendor: pages, and refusals.
    pub samples: Vec<Reply>,
    /// An OpenAPI document.
    pub openapi: Option<Json>,
    /// The list that is meant: `GET /v2/tasks`, or `POST /v2/tasks/search`.
    pub list: Option<String>,
    /// Where the API is.
    pub base_url: Option<String>,
    /// Today, for the head of the file.
    pub today: String,
    /// True if the contract's page does not know the integration.
    pub beyond_page: bool,
}

/// A starter mapping.
#[derive(Clone, Debug)]
pub struct Starter {
    /// The text of the file.
    pub mapping: String,
    /// The page that its first case answers.
    pub page: Reply,
    /// The variables of an account, each with an example.
    pub context: Vec<(String, String)>,
    /// What a query must have to keep the rules: filter → value.
    pub query: Vec<(String, String)>,
    /// How many lines are guessed.
    pub guesses: usize,
    /// How many questions are open.
    pub questions: usize,
}

/// Makes a starter mapping.
///
/// # Errors
/// No list of records is found, or several and none is named.
pub fn starter(model: &Model, material: &Material) -> Result<Starter, String> {
    let wanted = material.list.as_deref();
    let api = material
        .openapi
        .as_ref()
        .map(|document| api::read(document, wanted));
    let api = api.transpose()?;
    let (mut pages, mut refusals) = (Vec::new(), Vec::new());
    for sample in &material.samples {
        let body = match Json::from_slice(&sample.body) {
            Ok(body) => body,
            // A refusal may be a page for people.
            Err(_) if sample.status >= 400 => Json::Null,
            Err(fault) => return Err(format!("a sample is no JSON: {fault}")),
        };
        let is_page = sample.status < 400 && find_list(&body).is_some();
        let into = if is_page { &mut pages } else { &mut refusals };
        into.push((sample, body));
    }
    let shown = api.as_ref().and_then(|api| api.page.as_ref());
    let (page, body) = match (pages.first(), shown) {
        (Some((page, body)), _) => ((*page).clone(), body.clone()),
        (None, Some(shown)) => (made_page(&shown.body), shown.body.clone()),
        (None, None) => {
            return Err("no sample has a list of records: give a page with `--sample`".to_owned());
        }
    };
    let list = find_list(&body).ok_or("the page has no list of records")?;
    let lists = pages.iter().filter_map(|(_, body)| find_list(body));
    let alike = lists.filter(|other| list.is_like(other));
    let records: Vec<&Json> = alike.flat_map(|other| other.records).collect();
    let refusal = refusals.iter().map(|(_, body)| body);
    let refusal = refusal.into_iter().find(|body| **body != Json::Null);
    let refusal = refusal.or(api.as_ref().and_then(|api| api.refusal.as_ref()));
    let mut lines = MarkedLines::default();
    head(model, material, api.as_ref(), &mut lines);
    let base_url = material.base_url.as_deref();
    let refused = refusals.iter().map(|(reply, _)| &reply.headers);
    let headers: Vec<&Headers> = std::iter::once(&page.headers).chain(refused).collect();
    let on = linked(&page, &pages);
    let origin = paging::origin(on, &body, &list.names);
    let place = (base_url, origin.as_deref());
    connection::write(place, api.as_ref(), refusal, &headers, &mut lines);
    let request = api
        .as_ref()
        .map(|api| api.request.clone())
        .or(material.list.clone());
    let known = request.is_some();
    let request = request.unwrap_or_else(|| {
        let name = list.names.last().map_or("records", String::as_str);
        format!("GET /{}", if name == "data" { "records" } else { name })
    });
    let request = if request.contains(' ') {
        request
    } else {
        format!("GET {request}")
    };
    lines.sure(0, "list:");
    if known {
        lines.sure(1, &format!("request: {}", block(&request)));
    } else {
        lines.ask(1, "which call gives this list?");
        lines.guess(
            1,
            &format!("request: {}", block(&request)),
            "the list's name in the reply",
        );
    }
    let parameters = api
        .as_ref()
        .map(|api| api.parameters.as_slice())
        .unwrap_or_default();
    let query = filters::write(model, parameters, 1, &mut lines);
    let asked = (parameters, request.starts_with("POST "));
    paging::write((on, &body), &list.names, asked, 1, &mut lines);
    lines.sure(1, &format!("records: {}", block(&list.path())));
    lines.sure(1, "fields:");
    let members = joined(&records, &list, shown);
    let facts = fields::Facts {
        model,
        members: &members,
        list: request.rsplit('/').next().unwrap_or_default(),
    };
    fields::write(&facts, 2, &mut lines);
    let source = SourceFile::new(format!("{}.yaml", material.slug), lines.text);
    Ok(Starter {
        // In its form at once: an author's first `fmt` changes nothing.
        mapping: fmt::format(&source).unwrap_or(source.text),
        page,
        query,
        context: api
            .map(|api| api.variables.into_iter().collect())
            .unwrap_or_default(),
        guesses: lines.guesses,
        questions: lines.questions,
    })
}

/// The headers of the page, or of another that leads on by them.
fn linked<'p>(page: &'p Reply, pages: &'p [(&Reply, Json)]) -> &'p Headers {
    let links = |headers: &Headers| {
        let mut names = headers.0.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case("link"))
    };
    let mut others = pages.iter().map(|(reply, _)| &reply.headers);
    others
        .find(|headers| links(headers))
        .unwrap_or(&page.headers)
}

/// The head of the file: what it is, and where it comes from.
fn head(model: &Model, material: &Material, api: Option<&Api>, lines: &mut MarkedLines) {
    let title = api.and_then(|api| api.title.clone());
    let label = title.unwrap_or_else(|| capital(&material.slug));
    lines.sure(
        0,
        "# A starter: each `guess` is to be confirmed, each `question` to be answered.",
    );
    match api.and_then(|api| api.docs.clone()) {
        Some(docs) => lines.sure(0, &format!("# Vendor docs: {docs}")),
        None => lines.ask(0, "at which address are the vendor's docs?"),
    }
    let version = api
        .and_then(|api| api.version.clone())
        .unwrap_or_else(|| "?".to_owned());
    lines.sure(
        0,
        &format!("# API: {version}    Checked: {}", material.today),
    );
    lines.sure(0, "mapping: 1");
    lines.sure(0, &format!("integration: {}", block(&material.slug)));
    lines.sure(0, &format!("label: {}", block(&label)));
    if material.beyond_page {
        lines.sure(0, "page: extra");
    }
    lines.sure(0, &format!("resource: {}", block(&model.resource)));
}

fn capital(slug: &str) -> String {
    let words = slug.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().collect::<String>());
        format!("{}{}", first.unwrap_or_default(), letters.as_str())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A page that was made of a schema, as a reply.
fn made_page(body: &Json) -> Reply {
    let json = ("content-type".to_owned(), "application/json".to_owned());
    Reply {
        status: 200,
        headers: Headers(vec![json]),
        body: body.to_string().into_bytes(),
        ..Reply::default()
    }
}

#[cfg(test)]
mod tests;
