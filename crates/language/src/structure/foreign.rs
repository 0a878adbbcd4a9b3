//! Keys of other formats, with what a mapping has instead: the next step for an author who knows
//! another format.

use serde_json::Value;

/// Keys of other formats; the key of ours that must be allowed at the place; what to write; and our key
/// where it is another name for the same thing, or nothing.
type ForeignKeys = (
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
);

/// Our keys that take a path, and those that take a list.
const PATHS: [&str; 5] = ["from", "next", "while", "records", "entries"];
const LISTS: [&str; 2] = ["any", "first_of"];

const ROWS: &[ForeignKeys] = &[
    // shared parts
    (
        &["$ref", "$include", "extends", "include", "import", "<<<"],
        "",
        "what stands twice is named once with `&name` and used with `*name`",
        "",
    ),
    // where a value goes
    (
        &["query", "url", "querystring", "param"],
        "header",
        "a plain text goes into the query string: `send_as: name`",
        "",
    ),
    // a field
    (
        &["default", "fallback", "if_missing", "or", "else"],
        "first_of",
        "write `first_of: [$.path, { always: text }]`",
        "",
    ),
    (
        &["coalesce", "any_of", "one_of", "alternatives"],
        "first_of",
        "write `first_of: [$.one, $.other]`",
        "first_of",
    ),
    (
        &[
            "concat",
            "concatenate",
            "template",
            "string",
            "text",
            "format_string",
            "join",
        ],
        "first_of",
        "texts are joined by `compute: \"join(' ', [first, last])\"`",
        "",
    ),
    (
        &[
            "path",
            "jsonpath",
            "json_path",
            "source",
            "selector",
            "field",
            "key",
            "pointer",
            "get",
        ],
        "first_of",
        "write `from: $.path`",
        "from",
    ),
    (
        &["const", "constant", "literal", "static", "value", "fixed"],
        "first_of",
        "write `always: text`",
        "always",
    ),
    (
        &[
            "jmespath",
            "expression",
            "expr",
            "script",
            "formula",
            "eval",
            "transform",
            "lower",
            "upper",
            "trim",
        ],
        "first_of",
        "write `compute:` with a JMESPath expression",
        "",
    ),
    (
        &["switch", "case", "cases", "if", "when", "condition"],
        "first_of",
        "write `choose: [{ when: { $.path: value }, from: $.path }]`",
        "",
    ),
    (
        &[
            "enum",
            "mapping",
            "values",
            "translate",
            "lookup_table",
            "words",
        ],
        "first_of",
        "write `map: { theirs: ours }`",
        "",
    ),
    (
        &["format", "date_format", "datetime", "type", "parse"],
        "first_of",
        "a time says `time`, a duration `unit`; everything else is read as it is",
        "",
    ),
    (
        &["timezone", "tz", "time_zone"],
        "first_of",
        "write `zone: Europe/Brussels`",
        "zone",
    ),
    // a parameter
    (
        &[
            "name", "param", "key", "query", "target", "remote", "field", "to",
        ],
        "send_as",
        "write `send_as: name`",
        "send_as",
    ),
    (
        &["schema", "format", "datatype"],
        "send_as",
        "write `type: integer`, or `time` for how a time is written",
        "",
    ),
    (
        &["regex", "regexp", "validate", "match"],
        "send_as",
        "write `pattern: \"[0-9]+\"`",
        "pattern",
    ),
    (
        &["enum", "values", "mapping"],
        "send_as",
        "write `map: { ours: theirs }`",
        "",
    ),
    (
        &["required", "optional"],
        "send_as",
        "what must be given stands below `rules`: `- required: name`",
        "",
    ),
    // an operator
    (
        &[">=", "ge", "min", "at_least", "from"],
        "gte",
        "write `gte`",
        "gte",
    ),
    (
        &["<=", "le", "max", "at_most", "until"],
        "lte",
        "write `lte`",
        "lte",
    ),
    (&[">", "greater_than"], "gt", "write `gt`", "gt"),
    (&["<", "less_than"], "lt", "write `lt`", "lt"),
    (&["=", "==", "equals", "is"], "eq", "write `eq`", "eq"),
    (&["!=", "<>", "not_equals"], "ne", "write `ne`", "ne"),
    (&["not_in"], "nin", "write `nin`", "nin"),
    (&["contains", "search"], "like", "write `like`", "like"),
    (&["column"], "clause", "write `clause: column`", "clause"),
    // a lookup
    (
        &["request", "url", "path", "endpoint", "get", "fetch"],
        "once",
        "write `once: GET /path` for a table that is asked for once, `batch` or `each` for keys",
        "",
    ),
    (
        &[
            "records", "items", "rows", "data", "results", "root", "elements",
        ],
        "entries",
        "write `entries: $.data[*]`",
        "entries",
    ),
    // paging
    (
        &["type", "style", "strategy", "mode"],
        "kind",
        "write `kind`",
        "kind",
    ),
    (
        &["page_size", "per_page", "limit", "pagesize", "max_per_page"],
        "size",
        "write `size: { send_as: limit, default: 50, max: 100 }`",
        "",
    ),
    (
        &["cursor", "token", "next_token", "next_cursor"],
        "next",
        "write `next: $.path`",
        "next",
    ),
    (
        &["has_more", "more", "until"],
        "while",
        "write `while: $.has_more`",
        "while",
    ),
    // a request
    (
        &[
            "url", "path", "endpoint", "method", "verb", "uri", "get", "post",
        ],
        "request",
        "write `request: GET /path`",
        "",
    ),
    (
        &[
            "query",
            "params",
            "query_params",
            "querystring",
            "qs",
            "args",
        ],
        "request",
        "what is always sent in the query string stands below `send`",
        "",
    ),
    (
        &["data", "items", "results", "root", "data_path"],
        "records",
        "write `records: $.data[*]`",
        "records",
    ),
    (
        &["filter", "filters", "where"],
        "parameters",
        "filters stand below `parameters`",
        "",
    ),
    (&["pagination"], "paging", "write `paging`", "paging"),
    // a list
    (
        &["common", "defaults", "base", "global", "all"],
        "shared",
        "write `shared`",
        "shared",
    ),
    // the connection
    (
        &["url", "host", "server", "baseurl", "endpoint"],
        "base_url",
        "write `base_url`",
        "base_url",
    ),
    (
        &["authentication", "security", "authorization"],
        "auth",
        "write `auth`",
        "auth",
    ),
    (
        &["ratelimit", "rate_limits", "limits", "throttle"],
        "rate_limit",
        "write `rate_limit`",
        "rate_limit",
    ),
    // conditions
    (
        &["not", "$not", "none_of", "unless"],
        "any",
        "there is no `not`: list the values that are meant, or let an earlier branch take the others",
        "",
    ),
    (
        &["and", "$and", "all", "all_of"],
        "any",
        "all lines of a condition must hold: write them one below the other",
        "",
    ),
    (
        &["or", "$or", "any_of", "one_of"],
        "any",
        "write `any: [{ … }, { … }]`; several values of one thing are a list: `[a, b]`",
        "any",
    ),
    // the file
    (
        &["version", "apiversion", "touchpoint"],
        "mapping",
        "write `mapping: 1`",
        "",
    ),
    (
        &["version", "apiversion"],
        "touchpoint",
        "write `touchpoint: 1`",
        "touchpoint",
    ),
    (
        &["version", "apiversion", "mapping"],
        "overlay",
        "write `overlay: 1`",
        "overlay",
    ),
    (
        &["name", "slug", "id", "vendor"],
        "integration",
        "write `integration: slug` and `label`",
        "",
    ),
    (
        &["servers", "api", "base_url"],
        "connection",
        "where the vendor is stands below `connection`",
        "",
    ),
    (
        &["endpoints", "operations", "paths", "resources"],
        "list",
        "the one list stands below `list`",
        "",
    ),
];

/// Where other formats let a secret go.
const IN_QUERY: [&str; 5] = ["query", "params", "query_params", "querystring", "in"];

/// Our key for a key of other formats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ours {
    /// The key.
    pub(super) key: &'static str,
    /// True if the value that stands there is one of this key.
    pub(super) fits: bool,
}

/// What to write instead of a key of other formats, where an allowed key stands for it; and that key,
/// where it is another name for the same.
pub(super) fn help<S: AsRef<str>>(
    key: &str,
    value: Option<&Value>,
    allowed: &[S],
) -> Option<(&'static str, Option<Ours>)> {
    let key = key.to_lowercase().replace('-', "_");
    // A way to sign in has headers and little else.
    let signs_in = allowed.len() <= 2 && allowed.iter().any(|word| word.as_ref() == "headers");
    if signs_in && IN_QUERY.contains(&key.as_str()) {
        return Some((
            "a secret is sent in a header alone, since addresses are written down: `headers: { name: { credential: api_key } }`",
            None,
        ));
    }
    let fits = |ours: &str| ours.is_empty() || allowed.iter().any(|word| word.as_ref() == ours);
    let mut rows = ROWS.iter();
    let (_, _, help, ours) =
        rows.find(|(theirs, ours, ..)| theirs.contains(&key.as_str()) && fits(ours))?;
    let text = value.and_then(Value::as_str);
    let of_its_kind = match *ours {
        path if PATHS.contains(&path) => text.is_some_and(|text| text.starts_with('$')),
        list if LISTS.contains(&list) => value.is_some_and(Value::is_array),
        _ => true,
    };
    let named = !ours.is_empty() && fits(ours);
    let fits = of_its_kind;
    Some((help, named.then_some(Ours { key: ours, fits })))
}

/// The same for a word of a list, such as that of `operators`.
pub(super) fn word<S: AsRef<str>>(word: &str, allowed: &[S]) -> Option<&'static str> {
    let (_, ours) = help(word, None, allowed)?;
    ours.map(|ours| ours.key)
}

/// What to write instead of a condition's key in another format; the keys of conditions are paths and
/// names.
pub(super) fn help_in_condition(key: &str) -> Option<&'static str> {
    help(key, None, &["any"]).map(|(help, _)| help)
}
