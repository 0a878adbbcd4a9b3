//! The limits of the live transport, with defaults that fit a list of a vendor's records.

use std::time::Duration;

/// How long a call may take, how much it may receive, and how it identifies itself.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// How long a connection may take to open.
    pub connect_timeout: Duration,
    /// How long one call may take as a whole: connection, redirects and body.
    pub timeout: Duration,
    /// How many bytes a body may have after decompression.
    pub max_body_bytes: usize,
    /// How many bytes replies and what is made of them may take together. A call whose reply is larger than 64 KiB
    /// takes a place by its size, twice 256 KiB, twice 1 MiB or twice `max_body_bytes`, until the code that asked
    /// drops the reply, or until the end of what runs [on behalf](crate::on_behalf) of a party. A party takes at most
    /// half of what others leave.
    pub max_bytes_in_flight: usize,
    /// True if only public addresses may be called, for programs where strangers name the hosts. Names are
    /// resolved here and the very address that was checked is called. A proxy of the environment resolves
    /// names by itself: what is sent through it is refused where a name leads into this network as seen
    /// from here, and a name that is known only there is left to the proxy.
    pub public_only: bool,
    /// The `user-agent` of calls that have none of their own.
    pub user_agent: String,
}

impl Default for LiveOptions {
    fn default() -> Self {
        LiveOptions {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_body_bytes: 8 * 1024 * 1024,
            max_bytes_in_flight: 128 * 1024 * 1024,
            public_only: false,
            user_agent: concat!("touchpoint/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
