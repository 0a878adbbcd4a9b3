//! The table of keys of other formats, each with what a mapping has instead.

/// Keys of other formats; the key of ours that must be allowed at the place; what to write; and our key
/// where it is another name for the same thing, or nothing.
pub(super) type ForeignKeys = (
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
);

/// Every key of other formats. The first row that fits counts.
pub(super) const ROWS: &[ForeignKeys] = &[
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
    // a way to sign in
    (
        &[
            "auth_url",
            "auth_uri",
            "authorization_url",
            "authorization_endpoint",
            "authorize_uri",
        ],
        "authorize_url",
        "write `authorize_url`",
        "authorize_url",
    ),
    (
        &["access_token_url", "token_uri", "token_endpoint"],
        "token_url",
        "write `token_url`",
        "token_url",
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
        "write `zone`",
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
    (
        &["!=", "<>", "not_equals", "neq", "not_eq", "not"],
        "ne",
        "write `ne`",
        "ne",
    ),
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
        "write `while: $.path`",
        "while",
    ),
    // a request
    (
        &[
            "url", "path", "endpoint", "method", "verb", "uri", "get", "post",
        ],
        "request",
        "write `request: GET /path`",
        "request",
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
        &["integration", "base", "extends", "for"],
        "of",
        "write `of`",
        "of",
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
        &["servers", "api"],
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
