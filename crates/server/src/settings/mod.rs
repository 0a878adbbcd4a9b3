//! Turns what an operator writes (flags, environment, a file) into complete settings. Flags win
//! over the environment, the environment over the file.

mod forms;
mod given;
mod names;
mod schema;

pub use forms::formats;
pub use given::{Given, SettingsFault};
pub use names::NAMES;
pub use schema::schema;

use crate::connect::OAuthApp;
use crate::gate::Limits;
use secrecy::SecretString;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use touchpoint_core::query::Unsupported;

/// How a server runs. The default is: loopback, port 8080, built-in mappings, no accounts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where `/healthz`, `/readyz` and `/metrics` are answered beside it, from a thread of their own.
    pub probes: Option<SocketAddr>,
    /// The accounts file.
    pub accounts: Option<PathBuf>,
    /// Where accounts are stored, when not in a file: `sqlite://…` or `postgres://…`. It may hold a
    /// password.
    pub database: Option<SecretString>,
    /// Files and folders of mappings in place of those built in; they are watched.
    pub mappings: Vec<PathBuf>,
    /// True if the built-in mappings stand beside these.
    pub built_in: bool,
    /// The JSON Schema of another unified model in place of `crm/engagements`.
    pub model: Option<PathBuf>,
    /// True if a vendor of each mapping is played, with an account for each.
    pub sandbox: bool,
    /// The recorded cases that the sandbox is modelled on, in place of those built in.
    pub corpus: Option<PathBuf>,
    /// Where renewed tokens of accounts from a file are kept.
    pub state: Option<PathBuf>,
    /// The one token, where there is no database.
    pub api_token: Option<SecretString>,
    /// The secret that signs cursors; servers that share accounts share it.
    pub cursor_key: Option<SecretString>,
    /// The keys that credentials are sealed with, the current one first.
    pub keys: Option<SecretString>,
    /// A file with the same; made when it is missing.
    pub key_file: Option<PathBuf>,
    /// Our apps at vendors, by integration, for `/connect`.
    pub apps: BTreeMap<String, OAuthApp>,
    /// Where browsers reach the server; where it listens, unless said.
    pub public_url: Option<String>,
    /// What becomes of filters that a vendor cannot serve, where the caller does not say.
    pub unsupported_filters: Unsupported,
    /// How long one list may take, retries included.
    pub deadline: Duration,
    /// The most pages of a CRM that one list asks for, where checked filters leave too few records.
    pub fill_pages: u32,
    /// How many lists are read at once.
    pub limits: Limits,
    /// The largest body of a request.
    pub max_body_bytes: usize,
    /// How much memory data from callers and vendors may take.
    pub memory: Memory,
    /// True if accounts that come over HTTP may name addresses within this network.
    pub allow_private_addresses: bool,
    /// True while instances of the version before run on the same database.
    pub beside_earlier: bool,
    /// Origins besides the mappings' own to which the secrets of `apps` may be sent.
    pub app_origins: Vec<String>,
    /// The most connections of one peer; half of all unless said.
    pub connections_per_peer: Option<usize>,
    /// How long connections are still taken after the server was told to stop, while `/readyz` sends
    /// load balancers elsewhere.
    pub drain: Duration,
    /// How long requests may still run when the server goes down.
    pub shutdown: Duration,
    /// How often one reply of each integration is compared with the recorded ones; zero for never.
    pub drift: Duration,
    /// The form of the log.
    pub log: LogFormat,
    /// An OpenTelemetry collector that takes spans over HTTP.
    pub otlp_endpoint: Option<String>,
    /// Headers for it, `name=value`, several after commas. They may hold a token.
    pub otlp_headers: Option<SecretString>,
}

/// How much memory data from callers and vendors may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// The largest reply of a vendor, unpacked.
    pub reply: usize,
    /// All replies of vendors and what is made of them together; small ones are not counted.
    pub replies: usize,
    /// All replies together that callers have not read yet.
    pub unsent: usize,
    /// The compiled overlays of accounts.
    pub overlays: usize,
}

impl Default for Memory {
    fn default() -> Memory {
        const MIB: usize = 1024 * 1024;
        Memory {
            reply: 8 * MIB,
            replies: 128 * MIB,
            unsent: 64 * MIB,
            overlays: 64 * MIB,
        }
    }
}

/// The form of the log.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object a line.
    #[default]
    Json,
    /// Text for a person.
    Text,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            probes: None,
            accounts: None,
            database: None,
            mappings: Vec::new(),
            built_in: false,
            model: None,
            sandbox: false,
            corpus: None,
            state: None,
            api_token: None,
            cursor_key: None,
            keys: None,
            key_file: None,
            apps: BTreeMap::new(),
            public_url: None,
            unsupported_filters: Unsupported::Refuse,
            deadline: Duration::from_secs(25),
            fill_pages: 3,
            limits: Limits::default(),
            max_body_bytes: 64 * 1024,
            memory: Memory::default(),
            allow_private_addresses: false,
            beside_earlier: false,
            app_origins: Vec::new(),
            connections_per_peer: None,
            drain: Duration::from_secs(5),
            shutdown: Duration::from_secs(30),
            drift: Duration::from_mins(1),
            log: LogFormat::Json,
            otlp_endpoint: None,
            otlp_headers: None,
        }
    }
}
