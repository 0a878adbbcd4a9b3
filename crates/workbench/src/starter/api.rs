//! An OpenAPI document → what a starter mapping needs of it: the list, how it is asked, how one
//! signs in, and a reply.

use super::parameters::{Parameter, parameters};
use super::schema::{Document, Shown};
use super::survey::{find_list, plain_name};
use indexmap::IndexMap;
use touchpoint_language::json::Json;

/// One list of an API.
#[derive(Clone, Debug, Default)]
pub(super) struct Api {
    /// The name of the API.
    pub(super) title: Option<String>,
    pub(super) version: Option<String>,
    pub(super) docs: Option<String>,
    /// The address, with `{name}` for each variable.
    pub(super) base_url: Option<String>,
    /// The variables of the address, each with an example.
    pub(super) variables: IndexMap<String, String>,
    /// `GET /v2/tasks`, or `POST /v2/tasks/search`.
    pub(super) request: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) sign_in: Vec<SignIn>,
    /// The names of headers of its reply.
    pub(super) headers: Vec<String>,
    /// A page: its example, or made of its schema.
    pub(super) page: Option<Shown>,
    /// A refusal made of its schema.
    pub(super) refusal: Option<Json>,
}

/// A way to sign in.
#[derive(Clone, Debug)]
pub(super) enum SignIn {
    Bearer,
    Basic,
    Header(String),
    /// A key in the query, which no mapping sends.
    Query(String),
    /// A key in a cookie of this name.
    Cookie(String),
    OAuth2 {
        authorize_url: String,
        token_url: String,
        scopes: Vec<String>,
    },
}

/// True if a list is meant by `GET /v2/tasks`, in letters of either case, or by its path alone.
fn is_named(list: &ListAt<'_>, wanted: &str) -> bool {
    let (verb, path) = wanted.split_once(' ').unwrap_or(("", wanted));
    let own = list.request.split(' ').next().unwrap_or_default();
    bare(&list.path) == bare(path) && (verb.is_empty() || own.eq_ignore_ascii_case(verb))
}

/// A path without the slashes around it.
fn bare(path: &str) -> &str {
    path.trim().trim_matches('/')
}

/// Reads one list of a document: the one that is named, or the only likely one.
///
/// # Errors
/// There is no such list, or there are several and none is named.
pub(super) fn read(document: &Json, wanted: Option<&str>) -> Result<Api, String> {
    is_openapi(document)?;
    let document = Document(document);
    let (gets, posts) = (lists(document, "get"), lists(document, "post"));
    let ListAt {
        request,
        path,
        operation,
    } = match wanted.map(str::trim) {
        Some(wanted) => {
            let all = || gets.iter().chain(&posts);
            all().find(|list| is_named(list, wanted)).ok_or_else(|| {
                let all: Vec<&ListAt<'_>> = all().collect();
                let wanted = if wanted.contains(' ') {
                    wanted.to_owned()
                } else {
                    format!("GET {wanted}")
                };
                if all.is_empty() {
                    return NO_LIST.to_owned();
                }
                format!(
                    "the OpenAPI file has no list `{wanted}`; it has {}",
                    named(&all)
                )
            })?
        }
        // A POST is a list where it is named, or where there is nothing else.
        None => match if gets.is_empty() { &posts } else { &gets }.as_slice() {
            [] => return Err(NO_LIST.to_owned()),
            [one] => one,
            several => {
                return Err(format!(
                    "the OpenAPI file has several lists; name one with `--list`: {}",
                    named(&several.iter().collect::<Vec<_>>())
                ));
            }
        },
    };
    let info = document.0.get("info");
    let text = |of: Option<&Json>, name: &str| {
        let value = of?.get(name)?.as_str()?;
        Some(value.lines().next().unwrap_or_default().to_owned())
    };
    let (base_url, variables) = server(document);
    Ok(Api {
        title: text(info, "title"),
        version: text(info, "version"),
        docs: document
            .0
            .get("externalDocs")
            .and_then(|d| text(Some(d), "url")),
        base_url,
        variables,
        request: request.clone(),
        parameters: parameters(document, path, operation),
        sign_in: sign_in(document),
        headers: headers(document, operation),
        page: reply(document, operation, |status| status.starts_with('2')),
        refusal: reply(document, operation, |status| !status.starts_with('2'))
            .map(|shown| shown.body),
    })
}

/// Says of a document that is none of OpenAPI 3 what it is.
fn is_openapi(document: &Json) -> Result<(), String> {
    if document.get("swagger").is_some() {
        return Err(
            "this is Swagger 2, and OpenAPI 3 is read: see if the vendor has such a file, or convert it, as with \
             `npx swagger2openapi`"
                .to_owned(),
        );
    }
    if document.get("mapping").is_some() && document.get("integration").is_some() {
        return Err("this is a mapping, no OpenAPI file: give the vendor's own file".to_owned());
    }
    if document.get("openapi").is_some() || document.get("paths").is_some() {
        return Ok(());
    }
    Err("this is no OpenAPI file: it has neither `openapi` nor `paths`".to_owned())
}

/// Why there is nothing to choose from.
const NO_LIST: &str = "the OpenAPI file has no GET and no POST whose reply holds a list";

/// A call whose reply holds a list.
struct ListAt<'d> {
    /// `GET /v2/tasks`.
    request: String,
    path: String,
    operation: &'d Json,
}

/// The calls with a method whose reply holds a list.
fn lists<'d>(document: Document<'d>, method: &str) -> Vec<ListAt<'d>> {
    let paths = document.0.get("paths").and_then(Json::as_object);
    let calls = paths.into_iter().flatten().filter_map(|(path, item)| {
        let operation = item.get(method)?;
        let page = reply(document, operation, |status| status.starts_with('2'))?;
        let is_list = !path.contains('{') && find_list(&page.body).is_some();
        is_list.then(|| ListAt {
            request: format!("{} {path}", method.to_uppercase()),
            path: path.clone(),
            operation,
        })
    });
    calls.collect()
}

fn named(lists: &[&ListAt<'_>]) -> String {
    let lists = lists.iter().take(40);
    let each: Vec<String> = lists.map(|list| format!("`{}`", list.request)).collect();
    each.join(", ")
}

fn server(document: Document<'_>) -> (Option<String>, IndexMap<String, String>) {
    let first = document.0.get("servers").and_then(Json::as_array);
    let Some(first) = first.and_then(|all| all.first()) else {
        return (None, IndexMap::new());
    };
    let url = first.get("url").and_then(Json::as_str).map(str::to_owned);
    let variables = first.get("variables").and_then(Json::as_object);
    let variables = variables.into_iter().flatten().map(|(name, about)| {
        let default = about.get("default").and_then(Json::as_str);
        (name.clone(), default.unwrap_or("acme").to_owned())
    });
    (url, variables.collect())
}

fn sign_in(document: Document<'_>) -> Vec<SignIn> {
    let schemes = document
        .0
        .get("components")
        .and_then(|c| c.get("securitySchemes"));
    let schemes = schemes.and_then(Json::as_object).into_iter().flatten();
    let mut ways: Vec<SignIn> = schemes
        .filter_map(|(_, scheme)| way(document.resolved(scheme)))
        .collect();
    // A token of one's own is tried before a consent page is.
    ways.sort_by_key(|way| matches!(way, SignIn::OAuth2 { .. }));
    ways.dedup_by_key(|way| std::mem::discriminant(way));
    ways
}

fn way(scheme: &Json) -> Option<SignIn> {
    let text = |name: &str| scheme.get(name).and_then(Json::as_str).unwrap_or_default();
    match (text("type"), text("scheme"), text("in")) {
        ("http", "basic", _) => Some(SignIn::Basic),
        ("http", _, _) => Some(SignIn::Bearer),
        ("apiKey", _, "header") if plain_name(text("name")) == "authorization" => {
            Some(SignIn::Bearer)
        }
        ("apiKey", _, "header") => Some(SignIn::Header(text("name").to_lowercase())),
        ("apiKey", _, "query") => Some(SignIn::Query(text("name").to_owned())),
        ("apiKey", _, "cookie") => Some(SignIn::Cookie(text("name").to_owned())),
        ("oauth2", ..) => {
            let flow = scheme.get("flows")?.get("authorizationCode")?;
            let url = |name: &str| flow.get(name)?.as_str().map(str::to_owned);
            let scopes = flow.get("scopes").and_then(Json::as_object);
            Some(SignIn::OAuth2 {
                authorize_url: url("authorizationUrl")?,
                token_url: url("tokenUrl")?,
                scopes: scopes
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone())
                    .collect(),
            })
        }
        _ => None,
    }
}

fn headers(document: Document<'_>, operation: &Json) -> Vec<String> {
    let responses = operation.get("responses").and_then(Json::as_object);
    let mut names = Vec::new();
    for (_, response) in responses.into_iter().flatten() {
        let headers = document
            .resolved(response)
            .get("headers")
            .and_then(Json::as_object);
        for (name, _) in headers.into_iter().flatten() {
            let name = name.to_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// A body of the first response with such a status, made of its example or its schema.
fn reply(document: Document<'_>, operation: &Json, wanted: fn(&str) -> bool) -> Option<Shown> {
    let responses = operation.get("responses")?.as_object()?;
    responses
        .iter()
        .filter(|(status, _)| wanted(status))
        .find_map(|(_, response)| {
            let content = document.resolved(response).get("content")?.as_object()?;
            let (_, json) = content.iter().find(|(kind, _)| kind.contains("json"))?;
            if let Some(example) = json.get("example") {
                return Some(Shown::example(example));
            }
            let examples = json.get("examples").and_then(Json::as_object);
            if let Some((_, first)) = examples.and_then(|all| all.iter().next())
                && let Some(value) = document.resolved(first).get("value")
            {
                return Some(Shown::example(value));
            }
            Some(Shown::made(document, json.get("schema")?))
        })
}

#[cfg(test)]
mod tests {
    use super::read;
    use touchpoint_language::json::Json;

    #[test]
    fn what_is_no_openapi_file_is_named() {
        for (text, word) in [
            (r#"{"swagger": "2.0", "paths": {}}"#, "Swagger 2"),
            (r#"{"mapping": 1, "integration": "acme"}"#, "a mapping"),
            (r#"{"a": 1}"#, "neither `openapi` nor `paths`"),
            (
                r#"{"openapi": "3.0.0", "paths": {}}"#,
                "no GET and no POST whose reply",
            ),
        ] {
            let told = read(&Json::parse(text).unwrap(), None).unwrap_err();
            assert!(told.contains(word), "{told}");
        }
    }

    #[test]
    fn a_list_that_is_asked_for_with_a_post_is_read_with_its_body() {
        let reply = r#"{"200": {"content": {"application/json": {"example": {"data": [{"id": 1}], "next_cursor": "a"}}}}}"#;
        let body = r##"{"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Page"},
            {"properties": {"owner_id": {"type": "string"}}, "required": ["owner_id"]}]}}}}"##;
        let page = r#"{"properties": {"page": {"properties": {"size": {"type": "integer", "maximum": 200}}}, "cursor": {"type": "string"}}}"#;
        let document = format!(
            r#"{{"openapi": "3.0.0", "components": {{"schemas": {{"Page": {page}}}}}, "paths": {{
            "/events": {{"get": {{"responses": {reply}}}}},
            "/tasks/search": {{"post": {{"requestBody": {body}, "responses": {reply}}}}}}}}}"#
        );
        let document = Json::parse(&document).unwrap();
        for wanted in ["POST /tasks/search", "/tasks/search", "post tasks/search"] {
            let api = read(&document, Some(wanted)).unwrap();
            assert_eq!(api.request, "POST /tasks/search");
            let told = api.parameters.iter();
            let told: Vec<(&str, String, bool)> = told
                .map(|one| (one.name.as_str(), one.place(), one.required))
                .collect();
            let body = |name: &str| format!("{{ body: {name} }}");
            assert_eq!(
                told,
                [
                    ("page.size", body("page.size"), false),
                    ("cursor", body("cursor"), false),
                    ("owner_id", body("owner_id"), true)
                ]
            );
        }
        assert_eq!(read(&document, None).unwrap().request, "GET /events");
        let told = read(&document, Some("POST /events")).unwrap_err();
        assert_eq!(
            told,
            "the OpenAPI file has no list `POST /events`; it has `GET /events`, `POST /tasks/search`"
        );
    }
}
