//! Why a server does not start.

use crate::settings::SettingsFault;
use std::net::SocketAddr;
use touchpoint::BuildError;
use touchpoint_accounts::StoreError;
use touchpoint_accounts::file::FileFault;

/// Why a server does not start; the operator acts. It holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The settings contradict each other, or lack something.
    #[error("{0}")]
    Settings(String),
    /// A fault of the mappings, or of the client that calls vendors.
    #[error(transparent)]
    Engine(#[from] BuildError),
    /// All faults of the accounts file.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Accounts(Vec<FileFault>),
    /// A fault of the place where accounts are stored.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server cannot listen on the address.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The server stopped, or could not print.
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

impl From<SettingsFault> for StartFault {
    fn from(fault: SettingsFault) -> StartFault {
        StartFault::Settings(fault.0)
    }
}
