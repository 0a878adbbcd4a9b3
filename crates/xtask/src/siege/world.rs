//! A database with two workspaces, a hostile and an innocent one, and the program before it.

use super::vendor::{self, Answer};
use conformance::postgres;
use secrecy::ExposeSecret as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use touchpoint_accounts::{Keyring, NewAccount, NewToken, Store, StoreError};

/// The key that everything here is sealed with; nothing here is a secret.
pub(super) const KEY: &str = "c2llZ2UtMDEyMzQ1Njc4OWFiY2RlZi1zaWVnZS0wMTI=";
/// The two databases.
pub(super) const SQLITE: &str = "SQLite";
pub(super) const POSTGRESQL: &str = "PostgreSQL";
/// A mapping of an invented vendor.
const MAPPING: &str = "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: api_key, headers: { x-key: { credential: key } } }]
list:
  request: GET /calls
  paging: { kind: none }
  records: $.calls[*]
  fields:
    id: $.id
    subject: $.title
    contact: [{ each: \"$.people[*]\", id: $.id }]
";

/// The same, whose tokens are renewed at an address that never answers.
const RENEWED: &str = "mapping: 1
integration: slow
label: Slow
resource: crm/engagements
connection:
  base_url: VENDOR
  auth:
    - kind: oauth2
      authorize_url: VENDOR/authorize
      token_url: VENDOR/token
      client_auth: body
      refresh_token: { rotates: true }
list:
  request: GET /calls
  paging: { kind: none }
  records: $.calls[*]
  fields: { id: $.id, subject: $.title }
";

/// The server and what stands behind it.
pub(super) struct World {
    process: Child,
    pub(super) address: String,
    /// Where it answers probes.
    pub(super) probes: String,
    /// A token of each workspace.
    pub(super) hostile: String,
    pub(super) innocent: String,
    /// The innocent workspace's account.
    pub(super) account: String,
    hostile_workspace: String,
    pub(super) database: String,
    pub(super) runtime: tokio::runtime::Runtime,
    store: Store,
    folder: PathBuf,
    _database: Option<postgres::Server>,
}

impl World {
    /// Makes all of it; none where there is no such database.
    ///
    /// # Errors
    /// A part of it does not start.
    pub(super) fn new(
        program: &Path,
        database: &str,
        core: Option<&str>,
    ) -> Result<Option<World>, String> {
        let told = |fault: &dyn std::fmt::Display| fault.to_string();
        let name = format!("touchpoint-siege-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let mappings = folder.join("mappings");
        std::fs::create_dir_all(&mappings).map_err(|fault| told(&fault))?;
        let write = |name: &str, text: &str| std::fs::write(mappings.join(name), text);
        let slow = vendor::start(Answer::Hangs).map_err(|fault| told(&fault))?;
        write("acme.yaml", MAPPING).map_err(|fault| told(&fault))?;
        write("slow.yaml", &RENEWED.replace("VENDOR", &slow)).map_err(|fault| told(&fault))?;
        let postgres = if database == POSTGRESQL {
            let Some(server) = postgres::Server::start() else {
                return Ok(None);
            };
            Some(server)
        } else {
            None
        };
        let file = || format!("sqlite://{}", folder.join("siege.db").display());
        let database = postgres.as_ref().map_or_else(file, postgres::Server::url);
        let runtime = tokio::runtime::Runtime::new().map_err(|fault| told(&fault))?;
        let keys = Keyring::parse(KEY, "the siege").map_err(|fault| told(&fault))?;
        let store = runtime.block_on(Store::open(&database, keys));
        let store = store.map_err(|fault| told(&fault))?;
        let (hostile_workspace, hostile) = workspace(&runtime, &store, "hostile")?;
        let (innocent_workspace, innocent) = workspace(&runtime, &store, "innocent")?;
        let (process, address, probes) = serve(program, &database, &mappings, core)?;
        let mut world = World {
            process,
            address,
            probes,
            hostile,
            innocent,
            account: String::new(),
            hostile_workspace,
            database,
            runtime,
            store,
            folder,
            _database: postgres,
        };
        let calls: Vec<String> = (0..50)
            .map(|id| format!(r#"{{"id":{id},"title":"call {id}","people":[{{"id":1}}]}}"#))
            .collect();
        let body = format!(r#"{{"calls":[{}]}}"#, calls.join(","));
        let at = vendor::start(Answer::ok(body)).map_err(|fault| told(&fault))?;
        world.account = world.add(&innocent_workspace, &at, None)?;
        Ok(Some(world))
    }

    /// An account of the hostile workspace at a vendor that gives this answer.
    ///
    /// # Errors
    /// The vendor or the account cannot be made.
    pub(super) fn enemy(&self, answer: Answer, overlay: Option<String>) -> Result<String, String> {
        self.enemy_of(&self.hostile_workspace, answer, overlay)
    }

    /// The same of another workspace.
    ///
    /// # Errors
    /// The vendor or the account cannot be made.
    pub(super) fn enemy_of(
        &self,
        workspace: &str,
        answer: Answer,
        overlay: Option<String>,
    ) -> Result<String, String> {
        let at = vendor::start(answer).map_err(|fault| fault.to_string())?;
        self.add(workspace, &at, overlay)
    }

    /// A further workspace, and an admin token of it.
    ///
    /// # Errors
    /// The database does not take it.
    pub(super) fn workspace(&self, name: &str) -> Result<(String, String), String> {
        workspace(&self.runtime, &self.store, name)
    }

    /// An account of the hostile workspace whose token has ended, and whose token URL does not answer.
    ///
    /// # Errors
    /// The database does not take it.
    pub(super) fn slow_to_renew(&self) -> Result<String, String> {
        let credential = |name: &str, value: &str| (name.to_owned(), value.to_owned().into());
        self.keep(NewAccount {
            workspace: self.hostile_workspace.clone(),
            integration: "slow".to_owned(),
            credentials: [
                credential("client_id", "siege"),
                credential("access_token", "siege-access"),
                credential("refresh_token", "siege-refresh"),
                credential("expires_at", "2020-01-01T00:00:00Z"),
            ]
            .into(),
            ..NewAccount::default()
        })
    }

    fn add(&self, workspace: &str, at: &str, overlay: Option<String>) -> Result<String, String> {
        self.keep(NewAccount {
            workspace: workspace.to_owned(),
            integration: "acme".to_owned(),
            base_url: Some(at.to_owned()),
            overlay,
            credentials: [("key".to_owned(), "siege-key".into())].into(),
            ..NewAccount::default()
        })
    }

    fn keep(&self, new: NewAccount) -> Result<String, String> {
        let added = self.runtime.block_on(self.store.add_account(new));
        added.map(|info| info.id).map_err(|fault| fault.to_string())
    }

    /// The path of an account's list.
    pub(super) fn list(account: &str) -> String {
        format!("/unified/crm/engagements?integrated_account_id={account}")
    }

    /// The memory that the server holds now, in MiB.
    pub(super) fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        let kib = status.lines().find_map(|line| {
            let rest = line.strip_prefix("VmRSS:")?;
            rest.trim().strip_suffix(" kB")?.parse::<u64>().ok()
        });
        kib.unwrap_or(0) / 1024
    }
}

/// A workspace and an admin token of it.
fn workspace(
    runtime: &tokio::runtime::Runtime,
    store: &Store,
    name: &str,
) -> Result<(String, String), String> {
    let made = runtime.block_on(async {
        let workspace = store.workspace(name).await?;
        let new = NewToken {
            workspace: workspace.id.clone(),
            name: "siege".to_owned(),
            admin: true,
            ..NewToken::default()
        };
        let (_, secret) = store.create_token(new).await?;
        Ok((workspace.id, secret.expose_secret().to_owned()))
    });
    made.map_err(|fault: StoreError| fault.to_string())
}

/// Starts the program, on one core if that is said; where it listens, and where it answers probes.
pub(super) fn serve(
    program: &Path,
    database: &str,
    mappings: &Path,
    core: Option<&str>,
) -> Result<(Child, String, String), String> {
    let mut start = match core {
        Some(core) => {
            let mut start = Command::new("taskset");
            start.args(["--cpu-list", core]).arg(program);
            start
        }
        None => Command::new(program),
    };
    let mut process = start
        .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
        .env("TOUCHPOINT_PROBES", "127.0.0.1:0")
        .arg("--mappings")
        .arg(mappings)
        .env("TOUCHPOINT_KEYS", KEY)
        .env("TOUCHPOINT_ALLOW_PRIVATE_ADDRESSES", "true")
        .env("TOUCHPOINT_DRAIN_SECONDS", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the server does not start: {error}"))?;
    let out = process.stdout.take().ok_or("the server has no output")?;
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    let mut address = || {
        let line = lines.next().unwrap_or_default();
        let address = line.rsplit_once("http://").map(|(_, at)| at.to_owned());
        address.ok_or_else(|| format!("the server says: {line}"))
    };
    let (address, probes) = (address()?, address()?);
    // Its further output must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((process, address, probes))
}

/// A body that several vendors share.
pub(super) fn shared(body: Vec<u8>) -> Arc<Vec<u8>> {
    Arc::new(body)
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
