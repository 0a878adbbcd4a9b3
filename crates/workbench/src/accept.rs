//! What came becomes what is expected: the files of a case that must be written anew.

use crate::replay::{Replayed, as_expected, pages};
use touchpoint_contract::ErrorBody;
use touchpoint_core::plan::Plan;
use touchpoint_core::run::{Error, Trouble};
use touchpoint_corpus::{Case, Expected, request_text};
use touchpoint_language::json::{Json, Object};

/// One file of a case: its name, and its whole content.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    /// `1.expected.json`.
    pub name: String,
    /// The content. JSON is an expectation, which is written as the writer likes.
    pub content: Content,
}

/// What stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A call.
    Text(Vec<u8>),
    /// What the caller gets.
    Json(Json),
}

/// The files that differ from what the engine does now: calls that have a recorded answer, and pages.
/// Where a page became an error, or an error a page, a person must decide; an expectation that is
/// missing is written, if it is a page or what the vendor said. What the engine itself refuses, and what
/// it cannot read, is mostly a slip of the mapping or of the case: that is left to a person too.
pub async fn accepted(case: &Case, plan: &Plan) -> Vec<CaseFile> {
    let Replayed {
        pages, answered, ..
    } = pages(case, plan).await;
    let mut files = Vec::new();
    let left = case.expected.iter().zip(&pages).any(|(expected, came)| {
        *expected == Expected::Page(Json::Null)
            && matches!(came, Err(error) if !is_of_vendor(error))
    });
    if left {
        return files;
    }
    for (name, request) in answered {
        let mut exchanges = case.exchanges.iter();
        let recorded = exchanges.find(|exchange| exchange.name == name);
        if recorded.is_some_and(|one| !one.request.differences(&request).is_empty()) {
            files.push(CaseFile {
                name: format!("{name}.request.http"),
                content: Content::Text(request_text(&request)),
            });
        }
    }
    for (page, (expected, came)) in (1..).zip(case.expected.iter().zip(&pages)) {
        let Expected::Page(expected) = expected else {
            continue;
        };
        let is_new = *expected == Json::Null;
        let (kind, json) = match came {
            Ok(listing) => match as_expected(expected, listing) {
                Ok(came) if came != *expected => ("expected", came),
                _ => continue,
            },
            Err(error) if is_new && is_of_vendor(error) => {
                ("error", essence(&ErrorBody::of(error).to_json()))
            }
            Err(_) => continue,
        };
        files.push(CaseFile {
            name: format!("{page}.{kind}.json"),
            content: Content::Json(json),
        });
    }
    files
}

/// True for what the vendor said: a refusal or a limit.
fn is_of_vendor(error: &Error) -> bool {
    let said = [Trouble::Refused, Trouble::RateLimited, Trouble::Credentials];
    matches!(error, Error::Remote(fault) if said.contains(&fault.trouble))
}

/// The members of an error that a case compares.
fn essence(body: &Json) -> Json {
    let wanted = ["statusCode", "code", "message", "truto_is_remote_error"];
    let kept = wanted.iter().filter_map(|name| {
        let value = body.get(name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    });
    Json::Object(kept.collect::<Object>())
}
