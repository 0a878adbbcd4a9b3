//! Runs a recorded case through the engine, and lists every difference from what it expects. It
//! does not know what a mapping means; expectations are compared as data.
//!
//! ```text
//! 1.request.http: - ? limit = 2        expected
//! 1.request.http: + ? limit = 3        sent
//! ```

use crate::page_lines;
use std::sync::Arc;
use touchpoint::tokens::{Call, MemoryTokens, TokenStore};
use touchpoint_contract::{ErrorBody, NAMES};
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Account, CredentialSet, HeaderText, Request, Transport};
use touchpoint_core::plan::{self, PageState, Plan};
use touchpoint_core::query::{Format, ListQuery};
use touchpoint_core::run::{Error, Listing, Options, PageWatch, list};
use touchpoint_corpus::{A_CURSOR, Case, Expected, Recorded, RecordedRequest};
use touchpoint_language::json::{Json, Object};

/// The result of a case: the caller's pages, and how the calls differ.
#[derive(Debug)]
pub struct Replayed {
    /// Page by page, as far as the list went.
    pub pages: Vec<Result<Listing, Error>>,
    /// The lines in which the calls differ from the recorded ones.
    pub calls: Vec<String>,
    /// The calls that a recorded answer was given to, under the names of their files.
    pub answered: Vec<(String, Request)>,
}

/// Runs every page of a case and returns the lines in which it differs; none when all is as
/// recorded.
pub async fn replay(case: &Case, plan: &Plan) -> Vec<String> {
    let Replayed { pages, calls, .. } = pages(case, plan).await;
    let mut lines = calls;
    for (page, (expected, outcome)) in (1..).zip(case.expected.iter().zip(&pages)) {
        let (kind, found) = match (expected, outcome) {
            (Expected::Page(page), Ok(listing)) => ("expected", page_lines(page, listing)),
            (Expected::Error(error), Err(found)) => ("error", error_lines(error, found)),
            (Expected::Page(_), Err(found)) => (
                "expected",
                vec![
                    "- a page".to_owned(),
                    format!("+ {}", ErrorBody::of(found).to_json()),
                ],
            ),
            (Expected::Error(error), Ok(listing)) => (
                "error",
                vec![
                    format!("- {error}"),
                    format!("+ a page of {} records", listing.response.result_count),
                ],
            ),
        };
        let file = |line| format!("{page}.{kind}.json: {line}");
        lines.extend(found.into_iter().map(file));
        if page == pages.len() && page < case.expected.len() {
            lines.push(file("the list ends here, but the case goes on".to_owned()));
        }
    }
    lines
}

/// Runs every page of a case that there is.
pub async fn pages(case: &Case, plan: &Plan) -> Replayed {
    replayed(case, plan, None, |query| query).await
}

/// The same with whole records one after another, whatever form the case asks for, and with
/// somebody looking on.
pub(crate) async fn whole_pages(
    case: &Case,
    plan: &Plan,
    watch: Option<Arc<dyn PageWatch>>,
) -> Replayed {
    replayed(case, plan, watch, whole).await
}

async fn replayed(
    case: &Case,
    plan: &Plan,
    watch: Option<Arc<dyn PageWatch>>,
    form: fn(ListQuery) -> ListQuery,
) -> Replayed {
    let mut account = account(case, plan);
    let recorded = Arc::new(Recorded::new(case));
    let transport: Arc<dyn Transport> = recorded.clone();
    let tokens: Arc<dyn TokenStore> = Arc::new(MemoryTokens::default());
    // Cursors are sealed and opened within this one replay.
    let options = Options {
        names: NAMES,
        watch,
        ..Options::new(Key::new(b"a replay's own key"))
    };
    // Only a renewal outlives its call, so only it must own its plan.
    let renewing = case.renews().then(|| Arc::new(plan.clone()));
    let mut pages = Vec::new();
    let mut cursor: Option<String> = None;
    while pages.len() < case.expected.len() {
        let outcome = match read(case, plan, cursor.take()).map(form) {
            Ok(query) => match &renewing {
                None => list(plan, &query, &account, transport.as_ref(), &options).await,
                Some(plan) => {
                    let call = Call {
                        plan,
                        transport: &transport,
                        tokens: &tokens,
                        options: &options,
                        guard: None,
                    };
                    call.list(&mut account, &query, &mut |_, _| {}).await
                }
            },
            Err(error) => Err(error),
        };
        if let Ok(listing) = &outcome {
            cursor.clone_from(&listing.response.next_cursor);
        }
        pages.push(outcome);
        if cursor.is_none() {
            break;
        }
    }
    Replayed {
        pages,
        calls: recorded.differences(),
        answered: recorded.answered(),
    }
}

/// A page as this expectation would write it: as data, with a placeholder for its cursor, and with
/// places in the mapping only where the expectation has them.
///
/// # Errors
/// The page is no JSON, which is our own fault.
pub fn as_expected(expected: &Json, listing: &Listing) -> Result<Json, serde_json::Error> {
    let mut page = Json::from_slice(&listing.response.to_json())?;
    if let Some(cursor) = page.get_mut("next_cursor").filter(|c| c.is_string()) {
        *cursor = A_CURSOR.into();
    }
    forget_places(expected, &mut page);
    Ok(page)
}

/// The same query for whole records, one after another.
pub(crate) fn whole(query: ListQuery) -> ListQuery {
    ListQuery {
        format: Format::Unified,
        key_by: None,
        exclude: Vec::new(),
        ignore_remote_data: false,
        ..query
    }
}

fn read(case: &Case, plan: &Plan, cursor: Option<String>) -> Result<ListQuery, Error> {
    let read = touchpoint_contract::parse(&case.query, &plan.model);
    let (mut query, _) = read.map_err(|failures| Error::Caller(failures.into()))?;
    query.next_cursor = cursor;
    Ok(query)
}

/// The account of a case: with the first set of credentials that signs its first call as recorded,
/// and with what renews a token where the case records that.
pub fn account(case: &Case, plan: &Plan) -> Account {
    let sets = &plan.needs.credentials;
    let signed = sets.iter().find(|set| {
        let first = case.exchanges.first();
        first.is_some_and(|exchange| signs(case, plan, set, &exchange.request))
    });
    // A case that opens with a client's own request for a token has only the client's credentials.
    let of_client = sets
        .iter()
        .find(|set| set.fetches)
        .filter(|_| case.opens_as_client());
    if let Some(set) = of_client {
        return case.account(set.required.iter().map(String::as_str));
    }
    // Where the first call is not written yet, a case that renews has what can be renewed.
    let renews = |set: &&CredentialSet| set.optional.iter().any(|name| name == "refresh_token");
    let renewed = sets.iter().find(renews).filter(|_| case.renews());
    let Some(set) = signed.or(renewed).or(sets.first()) else {
        return case.account([]);
    };
    let mut names = signing(set);
    if case.renews() {
        names.retain(|name| !set.optional.iter().any(|further| further == name));
        // A time of expiry cannot be a placeholder.
        let further = set.optional.iter().map(String::as_str);
        names.extend(further.filter(|name| *name != "expires_at"));
    }
    case.account(names)
}

/// The credentials that sign a call. A token that the client gets by itself counts as present,
/// unless the case records how it is got.
fn signing(set: &CredentialSet) -> Vec<&str> {
    let token = set.fetches.then_some("access_token");
    set.required
        .iter()
        .map(String::as_str)
        .chain(token)
        .collect()
}

fn signs(case: &Case, plan: &Plan, set: &CredentialSet, request: &RecordedRequest) -> bool {
    let account = case.account(signing(set));
    let account = plan.needs.complete(account.clone()).unwrap_or(account);
    let scope = plan::scope(&Object::new(), &account, 0, &PageState::First);
    let signed = plan::authorize(plan, &account, &scope).unwrap_or_default();
    let secret = signed
        .iter()
        .filter(|header| matches!(header.value, HeaderText::Secret(_)));
    let mut secret = secret.map(|header| {
        let pair = (header.name.clone(), header.value.expose().to_owned());
        request.headers.contains(&pair)
    });
    secret.all(|is_there| is_there)
}

fn page_lines(expected: &Json, listing: &Listing) -> Vec<String> {
    let got = match as_expected(expected, listing) {
        Ok(page) => page,
        Err(fault) => return vec![format!("the page is not JSON: {fault}")],
    };
    if *expected == got {
        return Vec::new();
    }
    page_lines::lines(expected, &got)
}

/// Removes places in the mapping that the case does not write: they move with every edit.
fn forget_places(expected: &Json, got: &mut Json) {
    let warnings = got.get_mut("warnings").and_then(Json::as_array_mut);
    for (index, warning) in warnings.into_iter().flatten().enumerate() {
        let written = expected.pointer(&format!("/warnings/{index}/place"));
        if let (None, Some(warning)) = (written, warning.as_object_mut()) {
            warning.shift_remove("place");
        }
    }
}

fn error_lines(expected: &Json, found: &Error) -> Vec<String> {
    let got = ErrorBody::of(found).to_json();
    let mut lines = Vec::new();
    for (name, wanted) in expected.as_object().into_iter().flatten() {
        let came = got.get(name).unwrap_or(&Json::Null);
        let same = match (name.as_str(), wanted, came) {
            ("message", Json::String(part), Json::String(whole)) => whole.contains(part.as_str()),
            _ => is_part(wanted, came),
        };
        if !same {
            lines.push(format!("- {name} = {wanted}"));
            lines.push(format!("+ {name} = {came}"));
        }
    }
    if !lines.is_empty() && !lines.iter().any(|line| line.starts_with("+ message")) {
        lines.push(format!("  message = {found}"));
    }
    lines
}

/// True if every expected member is there and equal; further members of objects do not matter.
fn is_part(wanted: &Json, came: &Json) -> bool {
    match (wanted, came) {
        (Json::Object(wanted), Json::Object(came)) => wanted
            .iter()
            .all(|(name, value)| came.get(name).is_some_and(|came| is_part(value, came))),
        _ => wanted == came,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// JSON as a value of ours.
    macro_rules! json {
        ($($json:tt)+) => { Json::from(serde_json::json!($($json)+)) };
    }

    #[test]
    fn an_error_is_compared_by_what_is_written() {
        let failure = touchpoint_core::query::Failure::new("limit", "none", "must be a number");
        let error = Error::Caller(vec![failure].into());
        let same = json!({ "statusCode": 400, "message": "`limit` must", "code": "T201" });
        assert!(error_lines(&same, &error).is_empty());
        let lines = error_lines(&json!({ "statusCode": 404 }), &error);
        assert_eq!(lines[..2], ["- statusCode = 404", "+ statusCode = 400"]);
        assert!(lines[2].contains("`limit` must be a number"), "{lines:?}");
    }

    #[test]
    fn members_of_members_are_a_part_too() {
        assert!(is_part(&json!({"a": {}}), &json!({"a": {"b": 1}, "c": 2})));
        assert!(!is_part(&json!({"a": {"b": 2}}), &json!({"a": {"b": 1}})));
    }
}
