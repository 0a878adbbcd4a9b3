//! Where the vendor is, how we sign in, how it counts our calls, and what its refusals look like.

use super::{Auth, Field, PathText, ReplyCondition, ResetText, TemplateText, WaitText};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// Where the vendor is, how we sign in, and what its refusals look like.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// The address that every request starts with. Its host may come from `context`, if a `pattern`
    /// keeps it within the vendor's own domain.
    pub base_url: TemplateText,
    /// Headers that every request carries.
    #[serde(default)]
    pub headers: IndexMap<String, TemplateText>,
    /// The ways to sign in. The first whose credentials are complete is used.
    #[schemars(length(min = 1))]
    pub auth: Vec<Auth>,
    /// Where the vendor tells how many calls are left. The scarcest wins.
    #[serde(default)]
    pub rate_limit: Vec<RateLimit>,
    /// How many calls of one page are on their way at once at most, where the vendor limits it; 8
    /// without it.
    #[serde(default = "at_once")]
    #[schemars(range(min = 1, max = 64))]
    pub at_once: u32,
    /// What a refusal looks like.
    #[serde(default)]
    pub errors: Errors,
}

/// How many calls of one page are on their way at once, unless the mapping says it.
fn at_once() -> u32 {
    8
}

/// One count of calls that the vendor tells in its headers or in the body.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimit {
    /// How many calls are allowed.
    #[schemars(with = "RateSource")]
    pub limit: Option<RateSource>,
    /// How many calls are left.
    #[schemars(with = "RateSource")]
    pub remaining: Option<RateSource>,
    /// When the count starts again.
    #[schemars(with = "ResetSource")]
    pub reset: Option<ResetSource>,
    /// One header that tells several of them.
    #[schemars(with = "String")]
    pub header: Option<String>,
    /// What that header looks like, with `{limit}`, `{remaining}`, `{used}` and `{reset}`.
    #[schemars(with = "String", extend("examples" = ["api-usage={used}/{limit}"]))]
    pub matching: Option<String>,
    /// How that header writes `{reset}`. Seconds from now, unless said.
    #[schemars(with = "ResetText")]
    pub form: Option<ResetText>,
}

/// Where a reply tells a number: in a header, or in its body.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("oneOf" = [{ "required": ["header"] }, { "required": ["path"] }]))]
pub struct RateSource {
    /// The header's name.
    #[schemars(with = "String")]
    pub header: Option<String>,
    /// What the header looks like, where it has more than the number, with `{limit}` in `limit` and
    /// `{remaining}` in `remaining`.
    #[schemars(with = "String", extend("examples" = ["q={limit}", "{remaining}|"]))]
    pub matching: Option<String>,
    /// The path in the body.
    #[schemars(with = "PathText")]
    pub path: Option<PathText>,
}

/// Where a reply tells when the count starts again.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["header"] }, { "required": ["path"] }]))]
pub struct ResetSource {
    /// The header's name.
    #[serde(default)]
    #[schemars(with = "String")]
    pub header: Option<String>,
    /// What the header looks like, where it has more than the time, with `{reset}`.
    #[serde(default)]
    #[schemars(with = "String", extend("examples" = ["t={reset}"]))]
    pub matching: Option<String>,
    /// The path in the body.
    #[serde(default)]
    #[schemars(with = "PathText")]
    pub path: Option<PathText>,
    /// How it is written: `delay_s`, `delay_ms`, `unix_s`, `unix_ms`, `http_date`, `rfc3339` or
    /// strptime letters.
    pub form: ResetText,
}

/// What a refusal looks like.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Errors {
    /// Where the body has a message for people.
    #[schemars(with = "Field")]
    pub message: Option<Field>,
    /// What a reply means, where its status alone does not show it. The first that holds decides.
    pub classify: Vec<ErrorRule>,
}

/// One kind of reply and what it means.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ErrorRule {
    /// What the reply looks like.
    pub when: ReplyCondition,
    /// What it means.
    pub is: Outcome,
    /// How long to wait, where the reply itself does not say.
    #[serde(default)]
    #[schemars(with = "WaitText")]
    pub wait: Option<WaitText>,
}

/// What a reply means.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Outcome {
    /// Too many calls: wait.
    RateLimited,
    /// The access token is no longer good: refresh it once.
    TokenExpired,
    /// The same call may succeed a moment later.
    Transient,
    /// There is nothing: a page without records.
    Empty,
    /// Records and errors in one reply: the records are kept, and the page says that it is partial.
    Partial,
    /// The vendor refuses.
    Remote,
}
