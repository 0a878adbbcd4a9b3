//! Every setting by its name, and how it is written in the environment.

/// How a value is written.
pub(super) enum Written {
    Text,
    Number,
    Boolean,
    Json,
}

/// Every setting: its key in the file, and what it is. In the environment the key is written in
/// capitals after `TOUCHPOINT_`.
pub const NAMES: [(&str, &str); 39] = [
    ("listen", "address and port; 127.0.0.1:8080 unless said"),
    (
        "probes",
        "a further address and port, for /healthz, /readyz and /metrics alone; floods of callers do not hold it up",
    ),
    ("accounts", "the accounts file"),
    (
        "database",
        "where accounts are stored: sqlite://PATH or postgres://…",
    ),
    (
        "mappings",
        "a folder of mappings in place of those built in, or a list of these; they are watched",
    ),
    (
        "built_in",
        "true keeps the built-in mappings beside those of `mappings`",
    ),
    (
        "model",
        "the JSON Schema of another unified model, in place of crm/engagements; with mappings onto it",
    ),
    (
        "sandbox",
        "true plays a vendor of each mapping, with an account for each",
    ),
    (
        "corpus",
        "a folder of recorded cases that the sandbox is modelled on; those built in unless said",
    ),
    ("state", "a file for renewed tokens of accounts from a file"),
    ("api_token", "the one token, where there is no database"),
    (
        "cursor_key",
        "what cursors are signed with; servers that share accounts share it",
    ),
    (
        "keys",
        "what credentials are sealed with in `database` and `state`: 32 bytes in base64, old ones after commas",
    ),
    (
        "key_file",
        "a file with the same, one a line; made when it is missing",
    ),
    (
        "apps",
        "for /connect, by integration: client_id and client_secret; JSON in the environment",
    ),
    (
        "public_url",
        "for /connect: where browsers reach this server; where it listens unless said",
    ),
    (
        "unsupported_filters",
        "refuse or ignore filters that a vendor cannot serve; refuse unless said",
    ),
    (
        "fill_pages",
        "pages of a CRM that one list asks for where checked filters leave too few records; 3 unless said",
    ),
    (
        "deadline_seconds",
        "how long one list may take from when its request came; 25 unless said",
    ),
    ("max_lists", "lists read at once; 512 unless said"),
    (
        "max_lists_per_integration",
        "of one integration; 384 unless said",
    ),
    (
        "max_lists_per_workspace",
        "of one workspace; 128 unless said, and no more than a quarter of what other workspaces leave",
    ),
    ("max_lists_per_account", "of one account; 32 unless said"),
    (
        "max_waiting",
        "how many of a workspace may wait for each of these; 256 unless said",
    ),
    (
        "max_body_bytes",
        "the largest body of a request; 65536 unless said",
    ),
    (
        "max_reply_bytes",
        "the largest reply of a CRM, unpacked; 8388608 unless said",
    ),
    (
        "max_reply_bytes_in_flight",
        "all replies of CRMs, and the pages that are made of them, together, where a reply is larger than 64 KiB; 134217728 unless said",
    ),
    (
        "max_unsent_bytes",
        "all replies together that callers have not yet read; 67108864 unless said",
    ),
    (
        "max_overlay_bytes",
        "memory for the overlays of accounts, compiled; 67108864 unless said",
    ),
    (
        "allow_private_addresses",
        "true lets accounts that come over HTTP name addresses within this network",
    ),
    (
        "beside_earlier",
        "true while instances of the version before run on the same database",
    ),
    (
        "app_origins",
        "origins beside the mappings' own that may be given the secrets of `apps`; JSON in the environment",
    ),
    (
        "max_connections_per_peer",
        "open connections of one address; half of all unless said",
    ),
    (
        "drain_seconds",
        "how long connections are still taken after SIGTERM, while /readyz is 503; 5 unless said",
    ),
    (
        "shutdown_seconds",
        "how long requests may still run at the end; 30 unless said",
    ),
    (
        "drift_seconds",
        "so often one reply of each integration is compared with the recorded ones, and differences are counted; 60 unless said, 0 never",
    ),
    ("log", "json or text; json unless said"),
    (
        "otlp_endpoint",
        "an OpenTelemetry collector that takes spans over HTTP: http://127.0.0.1:4318",
    ),
    (
        "otlp_headers",
        "headers for it, name=value, several after commas",
    ),
];

pub(super) fn written(key: &str) -> Written {
    match key {
        "sandbox" | "built_in" | "allow_private_addresses" | "beside_earlier" => Written::Boolean,
        "apps" | "app_origins" => Written::Json,
        "fill_pages" => Written::Number,
        _ if key.starts_with("max_") || key.ends_with("_seconds") => Written::Number,
        _ => Written::Text,
    }
}
