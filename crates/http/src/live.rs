//! [`Live`]: the transport that really calls. It ties the parts together: permit the address, send,
//! follow redirects by hand, read the body, all within one timeout.

use crate::clients::{self, Clients};
use crate::flight::Flight;
use crate::{LiveOptions, body, egress, fault::send_fault, outgoing::outgoing};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};

/// Why no client could be made: no root certificates, or an invalid proxy address.
#[derive(Debug, thiserror::Error)]
#[error("the http client cannot start: {0}")]
pub struct LiveFault(String);

/// Sends requests over the network. It is cheap to share and pools connections, so one is enough.
#[derive(Clone, Debug)]
pub struct Live {
    clients: Arc<Clients>,
    options: LiveOptions,
    flight: Arc<Flight>,
}

impl Live {
    /// A transport with these limits.
    ///
    /// # Errors
    /// When the machine's proxy variable is not an address; the operator acts.
    pub fn new(options: LiveOptions) -> Result<Live, LiveFault> {
        let clients = Clients::new(&options).map_err(LiveFault)?;
        Ok(Live {
            clients: Arc::new(clients),
            flight: Flight::new(options.max_bytes_in_flight, options.max_body_bytes),
            options,
        })
    }

    /// A transport over a client of the program's own: with its proxy, certificates and pool. Timeouts and
    /// limits of a reply are those of [`LiveOptions::default`]; the client's own hold besides.
    /// [`Live::with_client_and`] takes others.
    ///
    /// Begin it with [`Live::client_builder`]. A client made in another way must follow no redirect by itself,
    /// `redirect(Policy::none())`: a vendor's redirect is followed here, and only to where the mapping may go, and a
    /// reply that came from another address is refused. Its program must have set up a cryptography for rustls,
    /// `CryptoProvider::install_default`, or have turned on one of reqwest's own: nothing here does that for the whole
    /// process.
    ///
    /// ```
    /// use touchpoint_http::Live;
    /// # fn own() -> Result<Live, Box<dyn std::error::Error>> {
    /// let client = Live::client_builder()?.pool_max_idle_per_host(4).build()?;
    /// Ok(Live::with_client(client))
    /// # }
    /// # own().unwrap();
    /// ```
    pub fn with_client(client: reqwest::Client) -> Live {
        Live::with_client_and(client, LiveOptions::default())
    }

    /// The same with limits of the program's own. The client keeps its own `user_agent` and `connect_timeout`:
    /// [`Live::client_builder_of`] begins one that has those of the options.
    ///
    /// With [`LiveOptions::public_only`] each name is looked up before it is called. The client resolves it again
    /// by itself, so begin it with [`Live::client_builder_of`]: then the very address that was checked is called.
    ///
    /// ```
    /// use touchpoint_http::{Live, LiveOptions};
    /// # fn own() -> Result<Live, Box<dyn std::error::Error>> {
    /// let options = LiveOptions { max_body_bytes: 1024 * 1024, ..LiveOptions::default() };
    /// let client = Live::client_builder_of(&options)?.pool_max_idle_per_host(4).build()?;
    /// Ok(Live::with_client_and(client, options))
    /// # }
    /// # own().unwrap();
    /// ```
    pub fn with_client_and(client: reqwest::Client, options: LiveOptions) -> Live {
        Live {
            clients: Arc::new(Clients::given(&options, client)),
            flight: Flight::new(options.max_bytes_in_flight, options.max_body_bytes),
            options,
        }
    }

    /// The beginning of a client for [`Live::with_client`]: TLS by what the machine trusts, no redirects, no
    /// proxy. A plain `reqwest::Client::builder()` works only where the program has set up a cryptography for
    /// rustls, or has turned on one of reqwest's own.
    ///
    /// # Errors
    /// When the machine has no usable TLS setup; the operator acts.
    pub fn client_builder() -> Result<reqwest::ClientBuilder, LiveFault> {
        Live::client_builder_of(&LiveOptions::default())
    }

    /// The same with the `user_agent`, the `connect_timeout` and the care for public addresses of these options.
    ///
    /// # Errors
    /// As [`Live::client_builder`].
    pub fn client_builder_of(options: &LiveOptions) -> Result<reqwest::ClientBuilder, LiveFault> {
        let builder = clients::of_machine(options).map_err(LiveFault)?;
        Ok(clients::resolving(builder, options, None))
    }

    /// Prepares for calls over TLS, which otherwise the first call does: so a server knows at its
    /// start if it can make them.
    ///
    /// # Errors
    /// When the machine has no usable TLS setup; the operator acts.
    pub fn ready(&self) -> Result<(), LiveFault> {
        self.clients.of("https").map(drop).map_err(LiveFault)
    }

    async fn call(&self, request: &Request) -> Result<Reply, SendFault> {
        let mut url = egress::permit(&request.address(), &request.origins)?;
        for _ in 0..=egress::MAX_REDIRECTS {
            let looked = self.clients.look(&url).await;
            looked.map_err(|fault| SendFault::Refused(fault.to_string()))?;
            let client = self.clients.of(url.scheme());
            let client =
                client.map_err(|fault| SendFault::Refused(LiveFault(fault).to_string()))?;
            let response = outgoing(client, url.clone(), request)?
                .send()
                .await
                .map_err(|fault| send_fault(fault, &self.options))?;
            if *response.url() != url {
                let says = "the client followed a redirect by itself; build it with `redirect(Policy::none())`";
                return Err(SendFault::Refused(says.to_owned()));
            }
            match egress::redirect(request.method, &url, &response, &request.origins)? {
                Some(target) => url = target,
                None => return body::read(response, &self.options, &self.flight).await,
            }
        }
        Err(SendFault::Refused(format!(
            "`{}` redirects more than {} times",
            egress::shown(&url),
            egress::MAX_REDIRECTS
        )))
    }
}

impl Transport for Live {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let limit = self.options.timeout;
        Box::pin(async move {
            tokio::time::timeout(limit, self.call(request))
                .await
                .unwrap_or(Err(SendFault::Timeout(limit)))
        })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn chance(&self) -> f64 {
        fastrand::f64()
    }
}

#[cfg(test)]
mod tests;
