//! Settings as they are written: each may be absent. Several sources are laid over each other.

use super::names::{NAMES, Written, written};
use super::{LogFormat, Memory, Settings};
use crate::connect::OAuthApp;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use touchpoint_core::query::Unsupported;

/// What is wrong with the settings: where, and what to write instead. It holds no secret.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsFault(pub String);

/// Settings that one source gives.
// No `Debug`: the token is plain text here.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "`NAMES` says what each is, where `--help` prints it"
)]
pub struct Given {
    pub listen: Option<SocketAddr>,
    pub probes: Option<SocketAddr>,
    pub accounts: Option<PathBuf>,
    pub database: Option<String>,
    #[serde(deserialize_with = "paths")]
    pub mappings: Option<Vec<PathBuf>>,
    pub built_in: Option<bool>,
    pub model: Option<PathBuf>,
    pub sandbox: Option<bool>,
    pub corpus: Option<PathBuf>,
    pub state: Option<PathBuf>,
    pub api_token: Option<String>,
    pub cursor_key: Option<String>,
    pub keys: Option<String>,
    pub key_file: Option<PathBuf>,
    pub apps: Option<BTreeMap<String, OAuthApp>>,
    pub public_url: Option<String>,
    pub unsupported_filters: Option<Lenience>,
    pub deadline_seconds: Option<u64>,
    pub fill_pages: Option<u32>,
    pub max_lists: Option<usize>,
    pub max_lists_per_integration: Option<usize>,
    pub max_lists_per_account: Option<usize>,
    pub max_waiting: Option<usize>,
    pub max_body_bytes: Option<usize>,
    pub max_lists_per_workspace: Option<usize>,
    pub max_reply_bytes: Option<usize>,
    pub max_reply_bytes_in_flight: Option<usize>,
    pub max_unsent_bytes: Option<usize>,
    pub max_overlay_bytes: Option<usize>,
    pub allow_private_addresses: Option<bool>,
    pub beside_earlier: Option<bool>,
    pub app_origins: Option<Vec<String>>,
    pub max_connections_per_peer: Option<usize>,
    pub drain_seconds: Option<u64>,
    pub shutdown_seconds: Option<u64>,
    pub drift_seconds: Option<u64>,
    pub log: Option<LogFormat>,
    pub otlp_endpoint: Option<String>,
    pub otlp_headers: Option<String>,
}

/// `refuse` or `ignore`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words are those of the query parameter")]
pub enum Lenience {
    Refuse,
    Ignore,
}

/// One path, or a list of paths.
fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<PathBuf>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a path, or a list of paths")]
    enum Paths {
        One(PathBuf),
        Many(Vec<PathBuf>),
    }
    let paths = Option::<Paths>::deserialize(deserializer)?;
    Ok(paths.map(|paths| match paths {
        Paths::One(path) => vec![path],
        Paths::Many(paths) => paths,
    }))
}

impl Given {
    /// Reads a settings file.
    ///
    /// # Errors
    /// When it cannot be read or names an unknown setting; the operator acts.
    pub fn file(path: &Path) -> Result<Given, SettingsFault> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|fault| SettingsFault(format!("{shown} cannot be read: {fault}")))?;
        if text.trim().is_empty() {
            return Ok(Given::default());
        }
        serde_yaml::from_str(&text).map_err(|fault| SettingsFault(format!("{shown}: {fault}")))
    }

    /// Reads the environment: `TOUCHPOINT_LISTEN` and so on.
    ///
    /// # Errors
    /// When a value is invalid for its setting; the operator acts.
    pub fn environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Given, SettingsFault> {
        let mut given = Map::new();
        for (key, _) in NAMES {
            let name = format!("TOUCHPOINT_{}", key.to_uppercase());
            let Some(text) = lookup(&name).filter(|text| !text.is_empty()) else {
                continue;
            };
            let refused = |says: &str| Err(SettingsFault(format!("`{name}` must be {says}")));
            let value = match written(key) {
                Written::Text => Value::String(text),
                Written::Number => match text.parse::<u64>() {
                    Ok(number) => number.into(),
                    Err(_) => return refused("a whole number"),
                },
                Written::Json => match serde_json::from_str(&text) {
                    Ok(value) => value,
                    Err(_) => return refused("JSON"),
                },
                Written::Boolean => match text.as_str() {
                    "true" | "1" => true.into(),
                    "false" | "0" => false.into(),
                    _ => return refused("`true` or `false`"),
                },
            };
            // Each by itself, so that a fault names its variable.
            let one = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
            if let Err(fault) = serde_json::from_value::<Given>(one) {
                return refused(&format!("what this says: {fault}"));
            }
            given.insert(key.to_owned(), value);
        }
        serde_json::from_value(Value::Object(given))
            .map_err(|fault| SettingsFault(fault.to_string()))
    }

    /// These settings, and those of another source where these are silent.
    #[must_use]
    pub fn or(self, other: Given) -> Given {
        Given {
            listen: self.listen.or(other.listen),
            probes: self.probes.or(other.probes),
            accounts: self.accounts.or(other.accounts),
            database: self.database.or(other.database),
            mappings: self.mappings.or(other.mappings),
            built_in: self.built_in.or(other.built_in),
            model: self.model.or(other.model),
            sandbox: self.sandbox.or(other.sandbox),
            corpus: self.corpus.or(other.corpus),
            state: self.state.or(other.state),
            api_token: self.api_token.or(other.api_token),
            cursor_key: self.cursor_key.or(other.cursor_key),
            keys: self.keys.or(other.keys),
            key_file: self.key_file.or(other.key_file),
            apps: self.apps.or(other.apps),
            public_url: self.public_url.or(other.public_url),
            unsupported_filters: self.unsupported_filters.or(other.unsupported_filters),
            deadline_seconds: self.deadline_seconds.or(other.deadline_seconds),
            fill_pages: self.fill_pages.or(other.fill_pages),
            max_lists: self.max_lists.or(other.max_lists),
            max_lists_per_integration: self
                .max_lists_per_integration
                .or(other.max_lists_per_integration),
            max_lists_per_account: self.max_lists_per_account.or(other.max_lists_per_account),
            max_waiting: self.max_waiting.or(other.max_waiting),
            max_body_bytes: self.max_body_bytes.or(other.max_body_bytes),
            max_lists_per_workspace: self
                .max_lists_per_workspace
                .or(other.max_lists_per_workspace),
            max_reply_bytes: self.max_reply_bytes.or(other.max_reply_bytes),
            max_reply_bytes_in_flight: self
                .max_reply_bytes_in_flight
                .or(other.max_reply_bytes_in_flight),
            max_unsent_bytes: self.max_unsent_bytes.or(other.max_unsent_bytes),
            max_overlay_bytes: self.max_overlay_bytes.or(other.max_overlay_bytes),
            allow_private_addresses: self
                .allow_private_addresses
                .or(other.allow_private_addresses),
            beside_earlier: self.beside_earlier.or(other.beside_earlier),
            app_origins: self.app_origins.or(other.app_origins),
            max_connections_per_peer: self
                .max_connections_per_peer
                .or(other.max_connections_per_peer),
            drain_seconds: self.drain_seconds.or(other.drain_seconds),
            shutdown_seconds: self.shutdown_seconds.or(other.shutdown_seconds),
            drift_seconds: self.drift_seconds.or(other.drift_seconds),
            log: self.log.or(other.log),
            otlp_endpoint: self.otlp_endpoint.or(other.otlp_endpoint),
            otlp_headers: self.otlp_headers.or(other.otlp_headers),
        }
    }

    /// The settings, with defaults where nothing is given.
    pub fn settings(self) -> Settings {
        let default = Settings::default();
        let mut limits = default.limits;
        limits.all = self.max_lists.unwrap_or(limits.all);
        limits.integration = self.max_lists_per_integration.unwrap_or(limits.integration);
        limits.workspace = self.max_lists_per_workspace.unwrap_or(limits.workspace);
        limits.account = self.max_lists_per_account.unwrap_or(limits.account);
        limits.waiting = self.max_waiting.unwrap_or(limits.waiting);
        Settings {
            listen: self.listen.unwrap_or(default.listen),
            probes: self.probes,
            accounts: self.accounts,
            database: self.database.map(Into::into),
            mappings: self.mappings.unwrap_or_default(),
            built_in: self.built_in.unwrap_or(default.built_in),
            model: self.model,
            sandbox: self.sandbox.unwrap_or(default.sandbox),
            corpus: self.corpus,
            state: self.state,
            api_token: self.api_token.map(Into::into),
            cursor_key: self.cursor_key.map(Into::into),
            keys: self.keys.map(Into::into),
            key_file: self.key_file,
            apps: self.apps.unwrap_or_default(),
            public_url: self.public_url,
            unsupported_filters: match self.unsupported_filters {
                Some(Lenience::Ignore) => Unsupported::Ignore,
                Some(Lenience::Refuse) | None => Unsupported::Refuse,
            },
            fill_pages: self.fill_pages.unwrap_or(default.fill_pages),
            deadline: self
                .deadline_seconds
                .map_or(default.deadline, Duration::from_secs),
            limits,
            max_body_bytes: self.max_body_bytes.unwrap_or(default.max_body_bytes),
            memory: Memory {
                reply: self.max_reply_bytes.unwrap_or(default.memory.reply),
                replies: self
                    .max_reply_bytes_in_flight
                    .unwrap_or(default.memory.replies),
                unsent: self.max_unsent_bytes.unwrap_or(default.memory.unsent),
                overlays: self.max_overlay_bytes.unwrap_or(default.memory.overlays),
            },
            allow_private_addresses: self
                .allow_private_addresses
                .unwrap_or(default.allow_private_addresses),
            beside_earlier: self.beside_earlier.unwrap_or(default.beside_earlier),
            app_origins: self.app_origins.unwrap_or_default(),
            connections_per_peer: self.max_connections_per_peer,
            drain: self
                .drain_seconds
                .map_or(default.drain, Duration::from_secs),
            shutdown: self
                .shutdown_seconds
                .map_or(default.shutdown, Duration::from_secs),
            drift: self
                .drift_seconds
                .map_or(default.drift, Duration::from_secs),
            log: self.log.unwrap_or_default(),
            otlp_endpoint: self.otlp_endpoint,
            otlp_headers: self.otlp_headers.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Result<Given, SettingsFault> {
        Given::environment(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn every_setting_can_stand_in_the_environment() {
        let pairs: Vec<(String, &str)> = NAMES
            .iter()
            .map(|(key, _)| {
                let value = match written(key) {
                    Written::Number => "7",
                    Written::Boolean => "true",
                    Written::Json if *key == "app_origins" => "[]",
                    Written::Json => r#"{"acme":{"client_id":"me","client_secret":"hush"}}"#,
                    Written::Text if ["listen", "probes"].contains(key) => "127.0.0.1:9",
                    Written::Text if *key == "log" => "text",
                    Written::Text
                        if [
                            "database",
                            "api_token",
                            "cursor_key",
                            "keys",
                            "otlp_headers",
                        ]
                        .contains(key) =>
                    {
                        "hush"
                    }
                    Written::Text if *key == "unsupported_filters" => "ignore",
                    Written::Text => "123",
                };
                (format!("TOUCHPOINT_{}", key.to_uppercase()), value)
            })
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (k.as_str(), *v)).collect();
        let settings = environment(&pairs).unwrap().settings();
        assert_eq!(settings.limits.waiting, 7);
        assert_eq!(settings.listen.port(), 9);
        assert_eq!(settings.log, LogFormat::Text);
        assert!(settings.sandbox && settings.api_token.is_some() && settings.state.is_some());
        assert!(
            !format!("{settings:?}").contains("hush"),
            "a secret shows itself"
        );
    }

    #[test]
    fn a_fault_names_its_variable_and_what_it_takes() {
        let fault = |pair| environment(&[pair]).err().unwrap().to_string();
        assert_eq!(
            fault(("TOUCHPOINT_MAX_LISTS", "many")),
            "`TOUCHPOINT_MAX_LISTS` must be a whole number"
        );
        assert_eq!(
            fault(("TOUCHPOINT_SANDBOX", "yes")),
            "`TOUCHPOINT_SANDBOX` must be `true` or `false`"
        );
        assert!(fault(("TOUCHPOINT_LISTEN", "here")).starts_with("`TOUCHPOINT_LISTEN` must be"));
    }

    #[test]
    fn what_stands_first_wins() {
        let flags = Given {
            max_lists: Some(1),
            ..Given::default()
        };
        let file = Given {
            max_lists: Some(2),
            max_waiting: Some(3),
            ..Given::default()
        };
        let settings = flags.or(file).settings();
        assert_eq!(
            (
                settings.limits.all,
                settings.limits.waiting,
                settings.limits.account
            ),
            (1, 3, 32)
        );
    }
}
