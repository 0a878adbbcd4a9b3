//! [`Live`]: the transport that really calls. It ties the parts together: permit the address, send,
//! follow a redirect by hand, read the body, all under one clock.

use crate::{LiveOptions, body, egress, fault::send_fault, outgoing::outgoing};
use jiff::Timestamp;
use reqwest::{Client, NoProxy, Proxy, redirect::Policy};
use std::time::Duration;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};

/// Why no client could be made: no root certificates, or a proxy address that is none.
#[derive(Debug, thiserror::Error)]
#[error("the http client cannot start: {0}")]
pub struct LiveFault(String);

/// Sends requests over the network. It is cheap to share and pools connections; make one.
#[derive(Clone, Debug)]
pub struct Live {
    client: Client,
    options: LiveOptions,
}

impl Live {
    /// A transport with these limits.
    ///
    /// # Errors
    /// When the machine has no usable TLS setup or its proxy variable is not an address; the
    /// operator acts.
    pub fn new(options: LiveOptions) -> Result<Live, LiveFault> {
        // Another part of the program may have installed a provider before; theirs serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(options.user_agent.clone())
            .connect_timeout(options.connect_timeout)
            .redirect(Policy::none())
            .no_proxy();
        if let Some(proxy) = https_proxy()? {
            builder = builder.proxy(proxy);
        }
        let client = builder
            .build()
            .map_err(|fault| LiveFault(format!("{:#}", fault.without_url())))?;
        Ok(Live { client, options })
    }

    async fn call(&self, request: &Request) -> Result<Reply, SendFault> {
        let mut url = egress::permit(&request.address(), &request.origins)?;
        for _ in 0..=egress::MAX_REDIRECTS {
            let response = outgoing(&self.client, url.clone(), request)?
                .send()
                .await
                .map_err(|fault| send_fault(fault, &self.options))?;
            match egress::redirect(request.method, &url, &response, &request.origins)? {
                Some(target) => url = target,
                None => return body::read(response, &self.options).await,
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

/// The proxy of the environment, for https alone: plain http goes to loopback only, and a proxy
/// would take a sandbox's calls away from this machine.
fn https_proxy() -> Result<Option<Proxy>, LiveFault> {
    let address = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let Some(address) = address else {
        return Ok(None);
    };
    // The address may hold a password; it is not shown.
    let proxy = Proxy::https(address)
        .map_err(|_| LiveFault("`HTTPS_PROXY` is not an address".to_owned()))?;
    Ok(Some(proxy.no_proxy(NoProxy::from_env())))
}

#[cfg(test)]
mod tests;
