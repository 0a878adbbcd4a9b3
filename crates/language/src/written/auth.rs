//! The ways to sign in, as data: where each secret is placed, and how tokens are got and renewed.

use super::{Field, ReplyCondition, TemplateText, by_kind::by_kind};
use crate::json::{Json, from_json};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use std::borrow::Cow;

/// One way to sign in, chosen by `kind`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Auth {
    /// A key in headers.
    ApiKey(ApiKey),
    /// HTTP Basic (RFC 7617).
    Basic(Basic),
    /// A static token as `Authorization: Bearer` (RFC 6750).
    Bearer(Bearer),
    /// An OAuth 2 token (RFC 6749) that is renewed.
    #[serde(rename = "oauth2")]
    OAuth2(Box<OAuth2>),
}

impl JsonSchema for Auth {
    fn schema_name() -> Cow<'static, str> {
        "Auth".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        by_kind(
            "One way to sign in, chosen by `kind`.",
            vec![
                ("api_key", ApiKey::json_schema(generator)),
                ("basic", Basic::json_schema(generator)),
                ("bearer", Bearer::json_schema(generator)),
                ("oauth2", OAuth2::json_schema(generator)),
            ],
        )
    }
}

/// A key that stands in headers of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// The headers, by name: `{ credential: api_key }` places a secret, a text is sent as it is.
    pub headers: IndexMap<String, AuthValue>,
}

/// A user name and a password (RFC 7617). Vendors put a key in either place.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Basic {
    /// The user name: a secret's place, or a text such as `"{{ context.user_email }}"`; empty unless
    /// said.
    #[schemars(with = "AuthValue")]
    pub username: Option<AuthValue>,
    /// The password; empty unless said.
    #[schemars(with = "CredentialPlace")]
    pub password: Option<CredentialPlace>,
}

/// A static token (RFC 6750).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// The credential that holds the token.
    pub credential: String,
}

/// An OAuth 2 token: the account brings `access_token`, and to renew it `refresh_token`,
/// `client_id` and `client_secret`. With the grant `client_credentials` it brings only the client.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct OAuth2 {
    /// How a token is got: a person allows it, or the client gets it by itself;
    /// `authorization_code` unless said.
    #[serde(default)]
    pub grant: Grant,
    /// Where the person allows the access; not for `client_credentials`, which asks nobody.
    #[serde(default)]
    #[schemars(with = "TemplateText")]
    pub authorize_url: Option<TemplateText>,
    /// Further parameters of that page.
    #[serde(default)]
    pub authorize_with: IndexMap<String, String>,
    /// Where a code or a refresh token becomes an access token.
    pub token_url: TemplateText,
    /// How the client proves who it is at the token URL: in a Basic header, or in the request's
    /// body; `{ code: body, refresh: basic }` where the two requests differ.
    pub client_auth: ClientAuths,
    /// How the token request is written; `form` unless said.
    #[serde(default)]
    pub token_request: TokenRequest,
    /// The smallest set of scopes that reading needs.
    #[serde(default)]
    pub scopes: Vec<TemplateText>,
    /// What the vendor does with refresh tokens.
    #[serde(default)]
    pub refresh_token: RefreshToken,
    /// How long an access token lives, where the token answer does not say.
    #[serde(default)]
    pub expires: TokenLife,
    /// The word before the token in `Authorization`; `Bearer` unless said.
    #[serde(default)]
    #[schemars(with = "String")]
    pub token_prefix: Option<String>,
    /// What a refusal of the token URL looks like, where its status does not show it.
    #[serde(default)]
    #[schemars(with = "TokenErrors")]
    pub token_errors: Option<TokenErrors>,
    /// The least seconds between two new tokens of one account.
    #[serde(default)]
    #[schemars(with = "u32")]
    pub least_seconds_between: Option<u32>,
}

/// How a token is got (RFC 6749, section 1.3).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Grant {
    /// A person allows the access; a refresh token renews it.
    #[default]
    AuthorizationCode,
    /// The client asks by itself, again whenever a token ends (section 4.4).
    ClientCredentials,
}

/// How the token request is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum TokenRequest {
    /// As a form, as RFC 6749 has it.
    #[default]
    Form,
    /// As a JSON object.
    Json,
}

/// How the client proves who it is, for each of the two token requests.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClientAuths {
    /// Where a code becomes a token, and where the client asks by itself.
    pub code: ClientAuth,
    /// Where a token is renewed.
    pub refresh: ClientAuth,
}

impl<'de> Deserialize<'de> for ClientAuths {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Each {
            code: ClientAuth,
            refresh: ClientAuth,
        }
        let written = Json::deserialize(input)?;
        if written.is_object() {
            let Each { code, refresh } = from_json(written).map_err(D::Error::custom)?;
            return Ok(ClientAuths { code, refresh });
        }
        let both: ClientAuth = from_json(written).map_err(D::Error::custom)?;
        Ok(ClientAuths {
            code: both,
            refresh: both,
        })
    }
}

impl JsonSchema for ClientAuths {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "ClientAuths".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let each = |generator: &mut SchemaGenerator, text: &str| {
            let mut word = ClientAuth::json_schema(generator);
            word.insert("description".to_owned(), text.into());
            word
        };
        let code = each(generator, "Where a code becomes a token.");
        let refresh = each(generator, "Where a token is renewed.");
        let both = each(
            generator,
            "In an `Authorization: Basic` header, or in the request's body.",
        );
        json_schema!({
            "type": ["string", "object"],
            "if": { "type": "object" },
            "then": {
                "properties": { "code": code, "refresh": refresh },
                "required": ["code", "refresh"], "additionalProperties": false
            },
            "else": both
        })
    }
}

/// How the client proves who it is at the token URL (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum ClientAuth {
    /// In an `Authorization: Basic` header.
    Basic,
    /// As `client_id` and `client_secret` in the form.
    Body,
}

/// What the vendor does with refresh tokens.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct RefreshToken {
    /// Whether a refresh brings a new refresh token and ends the old one.
    pub rotates: Rotates,
    /// Further members that the refresh request carries.
    pub sends: Vec<String>,
    /// Set to `false` where the vendor gives none: then the account must be connected again when
    /// its token ends.
    #[schemars(with = "bool")]
    pub given: Option<bool>,
}

/// Whether a refresh token ends when it is used.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(try_from = "Json")]
pub enum Rotates {
    /// `false`: it stays.
    #[default]
    No,
    /// `true`: it ends, the new one counts.
    Yes,
    /// `maybe`: the vendor does not say, or the app decides; whatever comes back is kept.
    Maybe,
}

impl TryFrom<Json> for Rotates {
    type Error = String;
    fn try_from(value: Json) -> Result<Self, String> {
        match value {
            Json::Bool(true) => Ok(Rotates::Yes),
            Json::Bool(false) => Ok(Rotates::No),
            Json::String(word) if word == "maybe" => Ok(Rotates::Maybe),
            _ => Err("`rotates` is true, false or maybe".to_owned()),
        }
    }
}

impl JsonSchema for Rotates {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Rotates".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": [true, false, "maybe"] })
    }
}

/// How long an access token lives.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum TokenLife {
    /// The token answer says it in `expires_in`.
    #[default]
    Told,
    /// Nobody says: it is good until a 401.
    #[serde(rename = "on_401")]
    On401,
    /// It does not end.
    Never,
}

/// What a refusal of the token URL looks like.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct TokenErrors {
    /// What the answer looks like.
    pub when: ReplyCondition,
    /// Where it has a message for people.
    pub message: Field,
}

/// Where a secret is placed: `{ credential: api_key, prefix: "Token token=" }`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct CredentialPlace {
    /// The credential's name.
    pub credential: String,
    /// The text before it.
    #[serde(default)]
    pub prefix: String,
}

/// A secret's place, or a text.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthValue {
    /// `{ credential: api_key }`
    Secret(CredentialPlace),
    /// `developer_api` or `"{{ context.user_email }}"`
    Open(TemplateText),
}

impl<'de> Deserialize<'de> for AuthValue {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Json::deserialize(input)? {
            Json::String(text) => Ok(AuthValue::Open(TemplateText(text))),
            other => from_json(other)
                .map(AuthValue::Secret)
                .map_err(D::Error::custom),
        }
    }
}

impl JsonSchema for AuthValue {
    fn schema_name() -> Cow<'static, str> {
        "AuthValue".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let open = generator.subschema_for::<TemplateText>();
        let secret = generator.subschema_for::<CredentialPlace>();
        json_schema!({
            "description": "A secret's place, `{ credential: api_key }`, or a text that is sent as it is.",
            "type": ["string", "object"],
            "if": { "type": "string" }, "then": open, "else": secret
        })
    }
}
