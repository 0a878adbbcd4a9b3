//! Where the vendor is, how one signs in, what a refusal and a limit look like.

use super::api::{Api, SignIn};
use super::survey::{path, plain_name};
use super::written::{MarkedLines, block, flow};
use touchpoint_core::exchange::Headers;
use touchpoint_language::json::Json;

/// Writes the variables of an account and the connection.
pub(super) fn write(
    (base_url, origin): (Option<&str>, Option<&str>),
    api: Option<&Api>,
    refusal: Option<&Json>,
    headers: &[&Headers],
    lines: &mut MarkedLines,
) {
    let variables = api.map(|api| &api.variables);
    if let Some(variables) = variables.filter(|all| !all.is_empty()) {
        lines.sure(0, "context:");
        for (name, example) in variables {
            let text = format!(
                "{name}: {{ pattern: \"[A-Za-z0-9-]+\", example: {} }}",
                flow(example)
            );
            lines.guess(1, &text, "a variable of the server's address");
        }
    }
    lines.sure(0, "connection:");
    let told = api.and_then(|api| api.base_url.as_deref());
    if let Some(url) = base_url.or(told).filter(|url| url.starts_with("http")) {
        lines.sure(1, &format!("base_url: {}", block(&with_context(url))));
    } else {
        lines.ask(1, "at which address is the API?");
        let (url, why) = match origin {
            Some(origin) => (origin, "the link to the next page"),
            None => ("https://api.example.com", "nothing tells it"),
        };
        lines.guess(1, &format!("base_url: {url}"), why);
    }
    sign_in(api, lines);
    rate_limit(api, headers, lines);
    errors(refusal, lines);
}

/// `{domain}` of an OpenAPI address is a variable of the account.
fn with_context(url: &str) -> String {
    url.trim_end_matches('/')
        .replace('{', "{{ context.")
        .replace('}', " }}")
}

fn sign_in(api: Option<&Api>, lines: &mut MarkedLines) {
    let ways = api.map(|api| api.sign_in.as_slice()).unwrap_or_default();
    if ways.is_empty() {
        lines.ask(1, "how does one sign in?");
        lines.guess(
            1,
            "auth: [{ kind: bearer, credential: access_token }]",
            "the usual way",
        );
        return;
    }
    lines.sure(1, "auth:");
    for way in ways {
        match way {
            SignIn::Bearer => lines.sure(2, "- { kind: bearer, credential: access_token }"),
            SignIn::Basic => {
                let text = "- { kind: basic, username: { credential: username }, password: { credential: password } }";
                lines.guess(2, text, "either half may be a constant");
            }
            SignIn::Header(name) => {
                let name = flow(name);
                let text = format!(
                    "- {{ kind: api_key, headers: {{ {name}: {{ credential: api_key }} }} }}"
                );
                lines.sure(2, &text);
            }
            SignIn::Query(name) => {
                let question = format!(
                    "the vendor takes its key as `{name}` of the query, where keys end up in logs, so no mapping \
                     sends it there: in which header does it take it?"
                );
                lines.ask(2, &question);
                let text = format!(
                    "- {{ kind: api_key, headers: {{ {}: {{ credential: api_key }} }} }}",
                    flow(&name.to_lowercase())
                );
                lines.guess(2, &text, "the parameter's name");
            }
            SignIn::Cookie(name) => {
                let prefix = flow(&format!("{name}="));
                let text = format!(
                    "- {{ kind: api_key, headers: {{ cookie: {{ credential: api_key, prefix: {prefix} }} }} }}"
                );
                lines.sure(2, &text);
            }
            SignIn::OAuth2 {
                authorize_url,
                token_url,
                scopes,
            } => {
                let scopes: Vec<String> = scopes.iter().map(|scope| flow(scope)).collect();
                lines.sure(2, "- kind: oauth2");
                lines.sure(3, &format!("authorize_url: {}", block(authorize_url)));
                lines.sure(3, &format!("token_url: {}", block(token_url)));
                lines.guess(3, "client_auth: body", "`basic` is as usual");
                lines.guess(
                    3,
                    &format!("scopes: [{}]", scopes.join(", ")),
                    "all of them; which does the list need?",
                );
                lines.guess(3, "refresh_token: { rotates: maybe }", "nothing tells it");
            }
        }
    }
}

fn rate_limit(api: Option<&Api>, headers: &[&Headers], lines: &mut MarkedLines) {
    let told = api.map(|api| api.headers.as_slice()).unwrap_or_default();
    let came = headers
        .iter()
        .flat_map(|headers| &headers.0)
        .map(|(name, value)| (name.to_lowercase(), Some(value.as_str())));
    let told = told.iter().map(|name| (name.clone(), None));
    let all: Vec<(String, Option<&str>)> = came.chain(told).collect();
    let named = |word: &str| {
        all.iter().find(|(name, _)| {
            let name = plain_name(name);
            name.contains("ratelimit") && name.ends_with(word)
        })
    };
    let Some((remaining, _)) = named("remaining") else {
        lines.ask(1, "how does the vendor tell its rate limits?");
        return;
    };
    let rests_on = "the names of headers; in which form is the reset told?";
    lines.guess(1, "rate_limit:", rests_on);
    let mut marks = vec![format!("remaining: {{ header: {} }}", flow(remaining))];
    if let Some((limit, _)) = named("limit") {
        marks.insert(0, format!("limit: {{ header: {} }}", flow(limit)));
    }
    if let Some((reset, value)) = named("reset") {
        let form = reset_form(*value);
        marks.push(format!(
            "reset: {{ header: {}, form: {form} }}",
            flow(reset)
        ));
    }
    for (at, mark) in marks.iter().enumerate() {
        let lead = if at == 0 { "- " } else { "  " };
        lines.sure(2, &format!("{lead}{mark}"));
    }
}

fn reset_form(value: Option<&str>) -> &'static str {
    let number: Option<u64> = value.and_then(|text| text.trim().parse().ok());
    match (number, value) {
        (Some(1_000_000_000_000..), _) => "unix_ms",
        (Some(1_000_000_000..), _) => "unix_s",
        (None, Some(text)) if text.contains('T') => "rfc3339",
        (None, Some(text)) if text.contains(',') => "http_date",
        _ => "delay_s",
    }
}

/// The names under which refusals have their words, the most telling first.
const MESSAGES: [&[&str]; 7] = [
    &["error", "message"],
    &["message"],
    &["error_description"],
    &["detail"],
    &["error_message"],
    &["error"],
    &["title"],
];

fn errors(refusal: Option<&Json>, lines: &mut MarkedLines) {
    let first = refusal.and_then(|body| {
        let list = body.get("errors")?.as_array()?;
        let words = ["message", "detail", "title"];
        let name = words
            .into_iter()
            .find(|name| list.first().is_some_and(|e| e.get(name).is_some()))?;
        Some(format!("$.errors[0].{name}"))
    });
    let named = MESSAGES.iter().find_map(|names| {
        let at = names.iter().try_fold(refusal?, |at, name| at.get(name))?;
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        at.is_string().then(|| path(&names))
    });
    match named.or(first) {
        Some(path) => {
            let text = format!("errors: {{ message: {} }}", flow(&path));
            lines.guess(1, &text, "a text of a refusal");
        }
        None => lines.ask(
            1,
            "where does a refusal have its words for people? then `errors: { message: … }`",
        ),
    }
}
