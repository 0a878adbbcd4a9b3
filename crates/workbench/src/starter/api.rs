//! An OpenAPI document → what a starter mapping needs of it: the list, how it is asked, how one
//! signs in, and a reply.

use super::schema::{Document, sample};
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
    /// `GET /v2/tasks`.
    pub(super) request: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) sign_in: Vec<SignIn>,
    /// The names of headers of its reply.
    pub(super) headers: Vec<String>,
    /// A page made of its schema.
    pub(super) page: Option<Json>,
    /// A refusal made of its schema.
    pub(super) refusal: Option<Json>,
}

/// A parameter of the query.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameter {
    pub(super) name: String,
    /// `integer`, `string` …
    pub(super) kind: String,
    pub(super) format: String,
    pub(super) words: Vec<String>,
    pub(super) default: Option<u64>,
    pub(super) max: Option<u64>,
    pub(super) required: bool,
    pub(super) example: Option<String>,
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

/// Reads one list of a document: the one that is named, or the only likely one.
///
/// # Errors
/// There is no such list, or there are several and none is named.
pub(super) fn read(document: &Json, wanted: Option<&str>) -> Result<Api, String> {
    is_openapi(document)?;
    let document = Document(document);
    let lists = lists(document);
    let wanted = wanted.map(|text| text.strip_prefix("GET ").unwrap_or(text).trim());
    let (path, operation) = match wanted {
        Some(wanted) => lists
            .iter()
            .find(|(path, _)| path == wanted)
            .ok_or_else(|| {
                format!(
                    "the OpenAPI file has no list `GET {wanted}`; it has {}",
                    named(&lists)
                )
            })?,
        None => match lists.as_slice() {
            [] => return Err("the OpenAPI file has no GET whose reply holds a list".to_owned()),
            [one] => one,
            several => {
                return Err(format!(
                    "the OpenAPI file has several lists; name one with `--list`: {}",
                    named(several)
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
        request: format!("GET {path}"),
        parameters: parameters(document, path, operation),
        sign_in: sign_in(document),
        headers: headers(document, operation),
        page: reply(document, operation, |status| status.starts_with('2')),
        refusal: reply(document, operation, |status| !status.starts_with('2')),
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

/// The GETs whose reply holds a list, by path; the likely ones where there are any.
fn lists(document: Document<'_>) -> Vec<(String, &Json)> {
    let paths = document.0.get("paths").and_then(Json::as_object);
    let gets = paths.into_iter().flatten().filter_map(|(path, item)| {
        let operation = item.get("get")?;
        let page = reply(document, operation, |status| status.starts_with('2'))?;
        (!path.contains('{') && find_list(&page).is_some()).then(|| (path.clone(), operation))
    });
    gets.collect()
}

fn named(lists: &[(String, &Json)]) -> String {
    let each: Vec<String> = lists
        .iter()
        .take(40)
        .map(|(path, _)| format!("`GET {path}`"))
        .collect();
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

fn parameters(document: Document<'_>, path: &str, operation: &Json) -> Vec<Parameter> {
    let item = document.0.get("paths").and_then(|paths| paths.get(path));
    let of = |holder: Option<&Json>| {
        let list = holder
            .and_then(|holder| holder.get("parameters"))
            .and_then(Json::as_array);
        list.cloned().unwrap_or_default()
    };
    let all = of(item).into_iter().chain(of(Some(operation)));
    let query = all.filter_map(|parameter| {
        let parameter = document.resolved(&parameter).clone();
        if parameter.get("in")?.as_str()? != "query" {
            return None;
        }
        let schema = parameter
            .get("schema")
            .map(|s| document.resolved(s))
            .cloned();
        let schema = schema.unwrap_or_default();
        let text = |name: &str| {
            schema
                .get(name)
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let number = |name: &str| schema.get(name).and_then(Json::as_u64);
        let said = [&parameter, &schema].map(|one| one.get("description").and_then(Json::as_str));
        let said = said.map(Option::unwrap_or_default).join(". ");
        let example = parameter.get("example").or(schema.get("example"));
        let words = schema
            .get("enum")
            .and_then(Json::as_array)
            .cloned()
            .unwrap_or_default();
        Some(Parameter {
            name: parameter.get("name")?.as_str()?.to_owned(),
            kind: text("type"),
            format: text("format"),
            words: words
                .iter()
                .filter_map(Json::as_text)
                .map(str::to_owned)
                .collect(),
            default: number("default").or_else(|| number_after(&said, &DEFAULT)),
            max: number("maximum").or_else(|| number_after(&said, &MOST)),
            example: example.and_then(Json::as_text).map(str::to_owned),
            required: parameter
                .get("required")
                .and_then(Json::as_bool)
                .unwrap_or(false),
        })
    });
    query.collect()
}

/// How descriptions tell the largest page, and the page that comes unasked.
const MOST: [&str; 4] = ["max", "up to", "at most", "no more than"];
const DEFAULT: [&str; 1] = ["default"];

/// The first number behind one of some words, in the same sentence: `a maximum value of 500 is allowed`.
fn number_after(said: &str, words: &[&str]) -> Option<u64> {
    let said = said.to_lowercase();
    let sentences = said.split(". ").filter_map(|sentence| {
        let at = words.iter().find_map(|word| sentence.find(word))?;
        let rest = sentence.get(at..)?;
        let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        digits.get(..end)?.parse().ok()
    });
    sentences.into_iter().next()
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
fn reply(document: Document<'_>, operation: &Json, wanted: fn(&str) -> bool) -> Option<Json> {
    let responses = operation.get("responses")?.as_object()?;
    responses
        .iter()
        .filter(|(status, _)| wanted(status))
        .find_map(|(_, response)| {
            let content = document.resolved(response).get("content")?.as_object()?;
            let (_, json) = content.iter().find(|(kind, _)| kind.contains("json"))?;
            if let Some(example) = json.get("example") {
                return Some(example.clone());
            }
            let examples = json.get("examples").and_then(Json::as_object);
            if let Some((_, first)) = examples.and_then(|all| all.iter().next())
                && let Some(value) = document.resolved(first).get("value")
            {
                return Some(value.clone());
            }
            Some(sample(document, json.get("schema")?))
        })
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT, MOST, number_after, read};
    use touchpoint_language::json::Json;

    #[test]
    fn numbers_are_read_in_descriptions() {
        for (said, most, default) in [
            ("A maximum value of 500 is allowed.", Some(500), None),
            (
                "The maximum number of results. Defaults to 500.",
                None,
                Some(500),
            ),
            ("Page size, up to 100; default: 20", Some(100), Some(20)),
            ("How many", None, None),
        ] {
            assert_eq!(number_after(said, &MOST), most, "{said}");
            assert_eq!(number_after(said, &DEFAULT), default, "{said}");
        }
    }

    #[test]
    fn what_is_no_openapi_file_is_named() {
        for (text, word) in [
            (r#"{"swagger": "2.0", "paths": {}}"#, "Swagger 2"),
            (r#"{"mapping": 1, "integration": "acme"}"#, "a mapping"),
            (r#"{"a": 1}"#, "neither `openapi` nor `paths`"),
            (r#"{"openapi": "3.0.0", "paths": {}}"#, "no GET whose reply"),
        ] {
            let told = read(&Json::parse(text).unwrap(), None).unwrap_err();
            assert!(told.contains(word), "{told}");
        }
    }
}
