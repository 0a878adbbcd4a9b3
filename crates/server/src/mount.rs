//! The contract's routes over an engine and accounts of one's own, for a server that has other routes
//! too.

use crate::app::router_of;
use crate::connect::Connect;
use crate::engine::{Current, Engine};
use crate::gate::Gate;
use crate::left_off::LeftOff;
use crate::metrics::Metrics;
use crate::settings::Settings;
use crate::state::Shared;
use crate::unsent::Unsent;
use axum::Router;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use touchpoint::Touchpoint;
use touchpoint::tokens::{Keeping, MemoryTokens};
use touchpoint_accounts::sandbox_accounts;
use touchpoint_accounts::service::Accounts;

/// The contract's routes with their gate, headers, meta, description and errors: to be merged into a
/// router of one's own, or nested below a path.
///
/// Tokens are read and accounts are found by `accounts`; build the engine with
/// [`NAMES`](crate::NAMES), so that its faults name parameters as the contract does. Links to connect
/// accounts are not among the routes, since their apps belong to a whole server. The limits are those
/// of [`Settings::default`]; [`router_with`] takes others.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use touchpoint::Touchpoint;
/// use touchpoint_accounts::{Caller, MemoryAccounts, sandbox_accounts};
///
/// let engine = Touchpoint::builder().names(touchpoint_server::NAMES).sandbox().build().await?;
/// let caller = Caller { workspace: "mine".to_owned(), ..Caller::default() };
/// let mut accounts = MemoryAccounts::default().with_token("a-token-of-my-own", caller);
/// for account in sandbox_accounts(&engine) {
///     accounts = accounts.with_account("mine", account);
/// }
/// let app: axum::Router = axum::Router::new()
///     .route("/hello", axum::routing::get(|| async { "hello" }))
///     .nest("/crm", touchpoint_server::router(engine, Arc::new(accounts)));
/// # drop(app);
/// # Ok(()) }
/// ```
pub fn router(engine: Touchpoint, accounts: Arc<dyn Accounts>) -> Router {
    router_with(&Settings::default(), engine, accounts)
}

/// The same with the limits, the deadline and the leniency of these settings; what they say of
/// addresses, accounts and mappings does not count.
pub fn router_with(settings: &Settings, engine: Touchpoint, accounts: Arc<dyn Accounts>) -> Router {
    let played = sandbox_accounts(&engine).into_iter();
    let shared = Shared {
        played: played.map(|account| account.id).collect::<HashSet<_>>(),
        current: Arc::new(Current::new(Engine::new(engine))),
        accounts,
        // Nothing is signed with it: the routes of links are left out.
        connect: Connect::new([0; 32], [].into(), ""),
        gate: Gate::new(settings.limits),
        unsent: Unsent::new(settings.memory.unsent),
        left_off: LeftOff::default(),
        metrics: Arc::new(Metrics::default()),
        unsupported: settings.unsupported_filters,
        deadline: settings.deadline,
        max_body_bytes: settings.max_body_bytes,
        allow_private: settings.allow_private_addresses,
        tokens: Keeping::new(Arc::new(MemoryTokens::default())),
        going_down: AtomicBool::new(false),
    };
    router_of(Arc::new(shared), false)
}
