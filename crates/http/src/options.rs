//! The limits of the live transport, with defaults that fit a list of a vendor's records.

use std::time::Duration;

/// How long a call may take, how much it may bring, and as whom it presents itself.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// How long a connection may take to open.
    pub connect_timeout: Duration,
    /// How long one call may take as a whole: connection, redirects and body.
    pub timeout: Duration,
    /// How many bytes a body may have after decompression.
    pub max_body_bytes: usize,
    /// How many bytes the bodies of all replies may have together, from when they come until whoever
    /// asked drops them. The first 256 KiB of each are free, and one party takes a quarter at most.
    pub max_bytes_in_flight: usize,
    /// True if only addresses out in the world are called: where strangers name the hosts. A proxy of the
    /// environment decides by itself what a name leads to.
    pub public_only: bool,
    /// The `user-agent` of calls that bring none of their own.
    pub user_agent: String,
}

impl Default for LiveOptions {
    fn default() -> Self {
        LiveOptions {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_body_bytes: 8 * 1024 * 1024,
            max_bytes_in_flight: 96 * 1024 * 1024,
            public_only: false,
            user_agent: concat!("touchpoint/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
