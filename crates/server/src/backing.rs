//! Opens the place where the settings keep accounts and their tokens: a database, a file with a
//! state file beside it, or memory.

use crate::settings::Settings;
use crate::start_fault::StartFault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use touchpoint::tokens::{MemoryTokens, StoreFault, TokenLease, TokenStore};
use touchpoint::{Account, BuildError, Touchpoint};
use touchpoint_accounts::file::{AccountsFile, complete, read_file};
use touchpoint_accounts::service::Accounts;
use touchpoint_accounts::{
    Caller, FileAccounts, Keyring, MemoryAccounts, Scope, StateFile, Status, Store, StoreError,
    StoredAccounts, random_bytes,
};
use touchpoint_core::exchange::BoxFuture;
use touchpoint_core::oauth::is_renewable;
use touchpoint_language::mapping::Auth;
use touchpoint_language::written::Rotates;

/// The workspace of accounts that come from a file or the sandbox.
const WORKSPACE: &str = "default";
/// The name under which servers that share a store keep the secret that signs cursors.
const CURSOR_KEY: &str = "cursor";
/// The same, for links to connect an account.
const CONNECT_KEY: &str = "connect";
/// The variable that holds the keys.
pub(crate) const KEYS: &str = "TOUCHPOINT_KEYS";

/// Where accounts are kept, opened before the engine is built.
pub(crate) struct Backing {
    kind: Kind,
    /// Where renewed tokens go.
    pub(crate) tokens: Arc<dyn TokenStore>,
    /// The secret that signs cursors, where there is one for all.
    pub(crate) cursor_key: Option<Vec<u8>>,
    /// The secret that signs links to connect an account.
    pub(crate) connect_key: [u8; 32],
}

enum Kind {
    Database(Store),
    File(AccountsFile, Arc<FileAccounts>),
    Memory,
    Given(Arc<dyn Accounts>),
}

/// The accounts and tokens that callers are served from.
pub(crate) struct Served {
    pub(crate) accounts: Arc<dyn Accounts>,
    /// The token that was made because none was set.
    pub(crate) made_token: Option<SecretString>,
    /// The faults of the accounts in the file that cannot be used.
    pub(crate) left_out: Vec<String>,
}

impl Backing {
    /// Nothing but memory.
    pub(crate) fn memory(settings: &Settings) -> Result<Backing, StartFault> {
        let key = settings.cursor_key.as_ref();
        Ok(Backing {
            kind: Kind::Memory,
            tokens: Arc::new(MemoryTokens::default()),
            cursor_key: key.map(|key| key.expose_secret().as_bytes().to_vec()),
            connect_key: *random_bytes()?,
        })
    }

    /// Accounts that the program which starts the server brings along.
    pub(crate) fn given(
        settings: &Settings,
        accounts: Arc<dyn Accounts>,
    ) -> Result<Backing, StartFault> {
        Ok(Backing {
            kind: Kind::Given(accounts),
            ..Backing::memory(settings)?
        })
    }

    /// Opens what the settings name.
    pub(crate) async fn open(settings: &Settings) -> Result<Backing, StartFault> {
        let mut backing = Backing::memory(settings)?;
        if settings.database.is_some() {
            let store = open_store(settings).await?;
            if backing.cursor_key.is_none() {
                backing.cursor_key = Some(store.secret(CURSOR_KEY).await?.to_vec());
            }
            backing.connect_key = *store.secret(CONNECT_KEY).await?;
            backing.tokens = Arc::new(store.clone());
            backing.kind = Kind::Database(store);
        } else if let Some(path) = &settings.accounts {
            let file = read_file(path);
            let state = settings.state.as_ref();
            let state = state
                .map(|path| StateFile::open(path, keyring(settings)?))
                .transpose()?;
            let tokens = Arc::new(FileAccounts::new(file.accounts.clone(), state)?);
            backing.tokens = Arc::new(FileTokens {
                file: tokens.clone(),
                others: MemoryTokens::default(),
            });
            backing.kind = Kind::File(file, tokens);
        }
        Ok(backing)
    }

    /// The accounts, checked against the needs of their mappings.
    pub(crate) async fn serve(
        self,
        settings: &Settings,
        touchpoint: &Touchpoint,
        sandbox: &[Account],
    ) -> Result<Served, StartFault> {
        let file = match self.kind {
            Kind::Given(accounts) => {
                return Ok(Served {
                    accounts,
                    made_token: None,
                    left_out: Vec::new(),
                });
            }
            Kind::Database(store) => {
                let mut accounts = StoredAccounts::new(store);
                if let Some(token) = &settings.api_token {
                    accounts = accounts.with_token(token.expose_secret()).await?;
                }
                return Ok(Served {
                    accounts: Arc::new(accounts),
                    made_token: None,
                    left_out: Vec::new(),
                });
            }
            Kind::File(file, tokens) => Some((file, tokens)),
            Kind::Memory => None,
        };
        let made_token = match &settings.api_token {
            Some(_) => None,
            None => Some(make_token()?),
        };
        let token = settings.api_token.as_ref().or(made_token.as_ref());
        let caller = Caller {
            token: "api_token".to_owned(),
            workspace: WORKSPACE.to_owned(),
            account: None,
            admin: true,
        };
        let mut left_out = Vec::new();
        let mut accounts = MemoryAccounts::default();
        if let Some(token) = token {
            accounts = accounts.with_token(token.expose_secret(), caller);
        }
        if let Some((file, tokens)) = file {
            let from_file;
            (from_file, left_out) = usable(file, touchpoint)?;
            keeps_what_rotates(&from_file, touchpoint, &tokens)?;
            for account in from_file {
                accounts = accounts.with_account(WORKSPACE, account);
            }
            for info in tokens.list(&Scope::everything()) {
                if let Some(cause) = &info.cause {
                    // Writing to memory does not fail.
                    let _ = accounts
                        .note_status(&info.id, Status::NeedsReauth, Some(cause))
                        .await;
                }
            }
            accounts = accounts
                .read_only("the accounts come from a file; change the file and start again");
        }
        for account in sandbox {
            accounts = accounts.with_account(WORKSPACE, account.clone());
        }
        Ok(Served {
            accounts: Arc::new(accounts),
            made_token,
            left_out,
        })
    }
}

/// The tokens of a file's accounts, and those of accounts that are in no file: the sandbox's.
struct FileTokens {
    file: Arc<FileAccounts>,
    others: MemoryTokens,
}

impl FileTokens {
    fn store_of(&self, account: &Account) -> &dyn TokenStore {
        let known = self.file.account(&Scope::everything(), &account.id);
        if known.is_some() {
            self.file.as_ref()
        } else {
            &self.others
        }
    }
}

impl TokenStore for FileTokens {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        self.store_of(given).newest(given)
    }

    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        self.store_of(given).lease(given)
    }
}

/// The database that the settings name, which is made where it is a missing file.
///
/// # Errors
/// There is none, or it cannot be opened; the operator acts.
pub async fn open_store(settings: &Settings) -> Result<Store, StartFault> {
    let Some(address) = &settings.database else {
        let says =
            "no database is named; add `--database sqlite://touchpoint.db` or `postgres://…`";
        return Err(StartFault::Settings(says.to_owned()));
    };
    let (address, keys) = (address.expose_secret(), keyring(settings)?);
    Ok(if settings.beside_earlier {
        Store::open_beside_earlier(address, keys).await?
    } else {
        Store::open(address, keys).await?
    })
}

/// The keys that secrets are sealed with; a key file that is named and missing is made.
fn keyring(settings: &Settings) -> Result<Keyring, StoreError> {
    if let Some(keys) = &settings.keys {
        return Keyring::parse(keys.expose_secret(), &format!("`{KEYS}`"));
    }
    if let Some(path) = &settings.key_file {
        Keyring::create_file(path)?;
    }
    Keyring::from_env_or_file(KEYS, settings.key_file.as_deref())
}

fn make_token() -> Result<SecretString, StartFault> {
    Ok(format!(
        "tp_{}",
        URL_SAFE_NO_PAD.encode(random_bytes::<32>()?.as_slice())
    )
    .into())
}

/// The accounts that their mappings can use, and the faults of the others. The server starts without those, unless
/// the file itself is wrong or none is left.
fn usable(
    file: AccountsFile,
    touchpoint: &Touchpoint,
) -> Result<(Vec<Account>, Vec<String>), StartFault> {
    let needs = |slug: &str| {
        let lists = touchpoint.of_integration(slug)?;
        lists.plan(slug).map(|plan| plan.needs.clone())
    };
    let mut file = complete(file, needs, &touchpoint.integrations());
    let is_named = |account: &Account| {
        let mut named = file
            .faults
            .iter()
            .filter_map(|fault| fault.account.as_ref());
        named.any(|id| *id == account.id)
    };
    file.accounts.retain(|account| !is_named(account));
    let is_whole = file.faults.iter().all(|fault| fault.account.is_some());
    let mut overlays = Vec::new();
    file.accounts.retain(|account| {
        let lists = touchpoint.of_integration(&account.integration);
        let lists = lists.as_ref().unwrap_or(touchpoint);
        let faulty = lists.check_overlay(account).err();
        overlays.extend(faulty.iter().flatten().cloned());
        faulty.is_none()
    });
    if is_whole && !file.accounts.is_empty() {
        let mut faults: Vec<String> = file.faults.iter().map(ToString::to_string).collect();
        if !overlays.is_empty() {
            faults.push(BuildError::Mappings(overlays).to_string());
        }
        return Ok((file.accounts, faults));
    }
    match (file.faults.is_empty(), overlays.is_empty()) {
        (true, true) => Ok((file.accounts, Vec::new())),
        (true, false) => Err(BuildError::Mappings(overlays).into()),
        (false, _) => Err(StartFault::Accounts(file.faults)),
    }
}

/// Refuses to start where a refresh would end the token in the accounts file, and the new one could
/// not be kept.
fn keeps_what_rotates(
    accounts: &[Account],
    touchpoint: &Touchpoint,
    tokens: &FileAccounts,
) -> Result<(), StartFault> {
    let rotates = |account: &&Account| {
        let lists = touchpoint.of_integration(&account.integration);
        let plan = lists
            .as_ref()
            .and_then(|lists| lists.plan(&account.integration));
        let Some(plan) = plan else {
            return false;
        };
        let auth = &plan.mapping.connection.auth;
        let rotates = auth.iter().any(
            |auth| matches!(auth, Auth::OAuth2(oauth2) if oauth2.refresh_token.rotates == Rotates::Yes),
        );
        rotates && is_renewable(plan, account)
    };
    match accounts.iter().find(rotates) {
        Some(account) if !tokens.keeps_tokens() => Err(StartFault::Settings(format!(
            "account `{}` gets a new refresh token at each renewal, which must be kept; add `--state FILE`",
            account.id
        ))),
        _ => Ok(()),
    }
}
