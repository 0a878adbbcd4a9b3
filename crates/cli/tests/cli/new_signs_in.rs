//! `new` from an OpenAPI file: where the vendor takes its key, the starter mapping places it, or asks.

use crate::binary::{run, started};

/// What the starter mapping says of signing in, of an API with this security scheme.
fn auth(scheme: &str) -> String {
    let api = format!(
        "openapi: 3.0.0
info: {{ title: Keys, version: '1' }}
servers: [{{ url: https://keys.example/api }}]
paths:
  /calls:
    get:
      responses:
        '200': {{ content: {{ application/json: {{ example: {{ items: [{{ id: 1, subject: Hello }}] }} }} }} }}
components:
  securitySchemes: {{ key: {scheme} }}
"
    );
    let (out, _) = started("keys", &api);
    let path = out.join("mappings/keys.yaml");
    let valid = run(&["validate", path.to_str().unwrap()]);
    assert_eq!(valid.code, Some(0), "{valid:#?}");
    let mapping = std::fs::read_to_string(path).unwrap();
    let (_, rest) = mapping.split_once("  auth:\n").unwrap();
    let next = "  # question: how does the vendor tell its rate limits?";
    rest.split_once(next).unwrap().0.to_owned()
}

#[test]
fn a_key_in_a_cookie_is_placed() {
    assert_eq!(
        auth("{ type: apiKey, in: cookie, name: sid }").replace('"', ""),
        "    - { kind: api_key, headers: { cookie: { credential: api_key, prefix: sid= } } }\n"
    );
}

#[test]
fn a_key_in_the_query_is_asked_for_in_a_header() {
    let auth = auth("{ type: apiKey, in: query, name: api_token }");
    let words: Vec<&str> = auth.split_whitespace().collect();
    let auth = words.join(" ");
    assert!(
        auth.contains("question: the vendor takes its key as `api_token` of the query"),
        "{auth}"
    );
    assert!(auth.contains("in which header does it take it?"), "{auth}");
    assert!(!auth.contains("query: {"), "{auth}");
}

#[test]
fn what_no_mapping_can_say_is_asked() {
    for scheme in [
        "{ type: mutualTLS }",
        "{ type: openIdConnect, openIdConnectUrl: 'https://keys.example/.well-known' }",
    ] {
        let api = format!(
            "openapi: 3.1.0\ninfo: {{ title: Keys, version: '1' }}\nservers: [{{ url: https://keys.example }}]\npaths:\n  /calls:\n    get:\n      \
             responses: {{ '200': {{ content: {{ application/json: {{ example: {{ items: [{{ id: 1 }}] }} }} }} }} }}\n\
             components: {{ securitySchemes: {{ key: {scheme} }} }}\n"
        );
        let (out, _) = started("keys", &api);
        let mapping = std::fs::read_to_string(out.join("mappings/keys.yaml")).unwrap();
        assert!(
            mapping.contains("# question: how does one sign in?"),
            "{mapping}"
        );
    }
}
