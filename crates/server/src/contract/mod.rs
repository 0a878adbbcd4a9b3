//! What callers may rely on: paths, bodies, faults, and the description of them all. The names in a
//! query and the bodies of the engine's errors are in the crate `touchpoint-contract`.

mod accounts;
mod connect;
mod fault;
mod integrations;
pub(crate) mod openapi;
mod paths;

pub(crate) use accounts::{
    AccountIntegration, AccountToRenew, AccountToken, AccountsPage, IntegratedAccount,
    IntegratedAccountChange, NewAccountToken, NewIntegratedAccount,
};
pub(crate) use connect::{ConnectLink, NewLink};
pub(crate) use fault::{Fault, json, tell_rate_limit};
pub(crate) use integrations::{
    AccountCapability, AuthCapability, AuthField, Capabilities, CredentialNames, Integration,
    Integrations, KnownIntegration, KnownIntegrations, UnifiedCapability, Variable,
};
pub(crate) use paths::list_path;
