//! Renewals that are cut short: the server is told to stop, or killed, at random moments, and after
//! each of them every account's stored refresh token is compared with the one that the vendor takes.
//!
//! ```text
//! server, callers of some accounts ─ a random moment ─► SIGTERM or SIGKILL ─► stored = vendor's?
//! ```
//!
//! After SIGTERM they must be the same. After SIGKILL a token may be missing whose answer had just
//! been given and was not stored yet; the account must then say what happened.

use super::rotating::{Rotating, token_of};
use super::wire::{get, send_only};
use super::world::{KEY, World, serve};
use secrecy::ExposeSecret as _;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use touchpoint_accounts::{Keyring, NewAccount, NewToken, Scope, Status, Store};

const MAPPING: &str = "mapping: 1
integration: acme
label: Acme
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
/// All accounts, and how many of them are called in one round.
const ACCOUNTS: usize = 48;
const AT_ONCE: usize = 8;
/// A round lasts at most this long until the signal.
const ROUND_MS: u64 = 400;
/// One round in this many ends with SIGKILL, the others with SIGTERM.
const KILLS: usize = 6;
/// An answer that is older than this must have been stored.
const STORED_WITHIN: Duration = Duration::from_secs(2);
/// A lease of a server that was killed lapses within this time.
const LAPSES: Duration = Duration::from_secs(25);

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) renewals: usize,
    pub(super) told: usize,
    pub(super) killed: usize,
    /// The tokens that were answered and not yet stored at a SIGKILL.
    pub(super) unstored: usize,
    /// Everything that breaks the promise.
    pub(super) lost: Vec<String>,
}

struct Siege {
    store: Store,
    runtime: tokio::runtime::Runtime,
    vendor: Arc<Rotating>,
    mappings: PathBuf,
    token: String,
    accounts: Vec<String>,
    /// Those whose token was lost at a SIGKILL.
    behind: HashSet<String>,
}

/// Cuts renewals short until there were this many, on one database.
///
/// # Errors
/// The server or the database does not start.
pub(super) fn run(
    program: &Path,
    database: &str,
    folder: &Path,
    renewals: usize,
) -> Result<Cut, String> {
    let mut siege = Siege::new(database, folder)?;
    let mut cut = Cut::default();
    let mut round = 0;
    while siege.vendor.renewals() < renewals {
        round += 1;
        let kill = round % KILLS == 0;
        siege.round(program, database, kill, &mut cut)?;
        if round > renewals {
            return Err("the server renews too little; is it too slow here?".to_owned());
        }
    }
    cut.renewals = siege.vendor.renewals();
    siege.at_the_end(program, database, &mut cut)?;
    Ok(cut)
}

impl Siege {
    fn new(database: &str, folder: &Path) -> Result<Siege, String> {
        let told = |fault: &dyn std::fmt::Display| fault.to_string();
        let vendor = Arc::new(Rotating::default());
        let at = vendor.start().map_err(|fault| told(&fault))?;
        let mappings = folder.join("rotating");
        std::fs::create_dir_all(&mappings).map_err(|fault| told(&fault))?;
        let mapping = MAPPING.replace("VENDOR", &at);
        std::fs::write(mappings.join("acme.yaml"), mapping).map_err(|fault| told(&fault))?;
        let runtime = tokio::runtime::Runtime::new().map_err(|fault| told(&fault))?;
        let keys = Keyring::parse(KEY, "the siege").map_err(|fault| told(&fault))?;
        let (store, accounts, token) = runtime
            .block_on(async {
                let store = Store::open(database, keys).await?;
                let workspace = store.workspace("renewals").await?.id;
                let new = NewToken {
                    workspace: workspace.clone(),
                    ..NewToken::default()
                };
                let (_, secret) = store.create_token(new).await?;
                let mut accounts = Vec::new();
                for number in 0..ACCOUNTS {
                    let credential = |kind: &str| format!("{kind}-{number}-0").into();
                    let new = NewAccount {
                        workspace: workspace.clone(),
                        integration: "acme".to_owned(),
                        credentials: [
                            ("client_id".to_owned(), "siege".into()),
                            ("access_token".to_owned(), credential("a")),
                            ("refresh_token".to_owned(), credential("r")),
                        ]
                        .into(),
                        ..NewAccount::default()
                    };
                    accounts.push(store.add_account(new).await?.id);
                }
                Ok((store, accounts, secret.expose_secret().to_owned()))
            })
            .map_err(|fault: touchpoint_accounts::StoreError| told(&fault))?;
        Ok(Siege {
            store,
            runtime,
            vendor,
            mappings,
            token,
            accounts,
            behind: HashSet::new(),
        })
    }

    /// Lets callers list some accounts, ends the server at a random moment, and compares.
    fn round(
        &mut self,
        program: &Path,
        database: &str,
        kill: bool,
        cut: &mut Cut,
    ) -> Result<(), String> {
        let (mut process, address, _) = serve(program, database, &self.mappings, None)?;
        let mut called: Vec<&String> = self.accounts.iter().collect();
        called.retain(|id| !self.behind.contains(*id));
        fastrand::shuffle(&mut called);
        called.truncate(AT_ONCE);
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            for (turn, id) in called.iter().enumerate() {
                let (path, address, over) = (World::list(id), &address, &over);
                let token = &self.token;
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        // Every other caller does not wait for the answer.
                        if turn % 2 == 0 {
                            let answered = get(address, &path, token, Duration::from_secs(2));
                            if answered.is_err() {
                                // It is being told to end; whoever asks at once again takes its processor.
                                thread::sleep(Duration::from_millis(5));
                            }
                        } else {
                            let _ = send_only(address, &path, token);
                            thread::sleep(Duration::from_millis(fastrand::u64(..60)));
                        }
                    }
                });
            }
            thread::sleep(Duration::from_millis(fastrand::u64(20..ROUND_MS)));
            end(&mut process, kill);
            over.store(true, Ordering::Relaxed);
        });
        if kill {
            cut.killed += 1;
        } else {
            cut.told += 1;
        }
        self.compare(kill, cut)
    }

    /// Compares what is stored with what the vendor takes.
    fn compare(&mut self, killed: bool, cut: &mut Cut) -> Result<(), String> {
        if killed {
            self.vendor.settle();
        }
        let everything = Scope::everything();
        for (number, id) in self.accounts.iter().enumerate() {
            if self.behind.contains(id) {
                continue;
            }
            let found = self.store.account(&everything, id);
            let found = self.runtime.block_on(found).map_err(|f| f.to_string())?;
            let (_, account) = found.ok_or("an account is gone")?;
            let stored = account.credentials.get("refresh_token");
            let stored = stored.map(|token| token.expose_secret().to_owned());
            let stored = stored.as_deref().and_then(|token| token_of(token, "r-"));
            let stored = stored.map_or(0, |(_, number)| number);
            let known = self.vendor.known(&number.to_string());
            if stored == known.number {
                continue;
            }
            let just_now = known
                .answered
                .is_some_and(|at| at.elapsed() < STORED_WITHIN);
            if killed && stored + 1 == known.number && just_now {
                cut.unstored += 1;
            } else {
                let how = if killed { "SIGKILL" } else { "SIGTERM" };
                let says = format!(
                    "{how}: token {stored} is stored, the vendor takes {}",
                    known.number
                );
                cut.lost.push(says);
            }
            self.behind.insert(id.clone());
        }
        Ok(())
    }

    /// Every account works, and those whose token is gone say why.
    fn at_the_end(&self, program: &Path, database: &str, cut: &mut Cut) -> Result<(), String> {
        let (mut process, address, _) = serve(program, database, &self.mappings, None)?;
        thread::scope(|scope| {
            let asked = self.accounts.iter().map(|id| {
                let (path, address, token) = (World::list(id), &address, &self.token);
                (
                    id,
                    scope.spawn(move || {
                        let until = Instant::now() + LAPSES;
                        loop {
                            let status = get(address, &path, token, LAPSES).unwrap_or(0);
                            if status == 200 || status == 401 || Instant::now() > until {
                                return status;
                            }
                            thread::sleep(Duration::from_millis(500));
                        }
                    }),
                )
            });
            let asked: Vec<_> = asked.collect();
            for (id, status) in asked {
                let status = status.join().unwrap_or(0);
                let wanted = if self.behind.contains(id) { 401 } else { 200 };
                if status != wanted {
                    let says = format!("at the end an account's list is {status}, not {wanted}");
                    cut.lost.push(says);
                }
            }
        });
        end(&mut process, false);
        let everything = Scope::everything();
        for id in &self.behind {
            let found = self.store.account_info(&everything, id);
            let found = self.runtime.block_on(found).map_err(|f| f.to_string())?;
            let info = found.ok_or("an account is gone")?;
            let says = info.cause.unwrap_or_default();
            if info.status != Status::NeedsReauth || !says.contains("broken off") {
                cut.lost.push(format!(
                    "an account does not say that its renewal was broken off: {says}"
                ));
            }
        }
        Ok(())
    }
}

/// Ends a server, and waits until it is gone.
fn end(process: &mut Child, kill: bool) {
    let signal = if kill { "-KILL" } else { "-TERM" };
    let id = process.id().to_string();
    let _ = Command::new("kill").args([signal, &id]).status();
    let _ = process.wait();
}
