//! The clients of a transport: one for calls over TLS and one for calls within this machine, each
//! made when it is first needed. Making the first one reads all certificates of the machine: a
//! program that makes no calls, or only calls its own sandbox, does not wait for that.

use crate::LiveOptions;
use crate::public::PublicOnly;
use crate::tls;
use reqwest::{Client, ClientBuilder, NoProxy, Proxy, redirect::Policy};
use std::sync::{Arc, OnceLock};

/// The most headers of a reply: some vendors send very many cookies.
const MOST_HEADERS: usize = 1_000;

/// Both clients.
#[derive(Debug)]
pub(crate) struct Clients {
    options: LiveOptions,
    proxy: Option<Proxy>,
    secure: OnceLock<Result<Client, String>>,
    plain: OnceLock<Result<Client, String>>,
}

impl Clients {
    /// The clients, which are made later.
    ///
    /// # Errors
    /// A text when the proxy of the environment is not an address.
    pub(crate) fn new(options: &LiveOptions) -> Result<Clients, String> {
        Ok(Clients {
            options: options.clone(),
            proxy: https_proxy()?,
            secure: OnceLock::new(),
            plain: OnceLock::new(),
        })
    }

    /// The client for a scheme.
    ///
    /// # Errors
    /// A text when the machine has no usable TLS setup.
    pub(crate) fn of(&self, scheme: &str) -> Result<&Client, String> {
        let client = if scheme == "https" {
            self.secure.get_or_init(|| {
                let builder = of_machine(&self.options)?;
                made(match self.proxy.clone() {
                    Some(proxy) => builder.proxy(proxy),
                    None if self.options.public_only => builder.dns_resolver(Arc::new(PublicOnly)),
                    None => builder,
                })
            })
        } else {
            self.plain.get_or_init(|| {
                made(builder(&self.options).tls_backend_preconfigured(tls::of_nobody()?))
            })
        };
        client.as_ref().map_err(Clone::clone)
    }

    /// A client that the program made, for all calls.
    pub(crate) fn given(options: &LiveOptions, client: Client) -> Clients {
        Clients {
            options: options.clone(),
            proxy: None,
            secure: OnceLock::from(Ok(client.clone())),
            plain: OnceLock::from(Ok(client)),
        }
    }
}

/// The beginning of a client that trusts what the machine trusts.
///
/// # Errors
/// A text when the machine has no usable TLS setup.
pub(crate) fn of_machine(options: &LiveOptions) -> Result<ClientBuilder, String> {
    Ok(builder(options).tls_backend_preconfigured(tls::of_machine()?))
}

fn builder(options: &LiveOptions) -> ClientBuilder {
    Client::builder()
        .user_agent(options.user_agent.clone())
        .connect_timeout(options.connect_timeout)
        .redirect(Policy::none())
        .http1_max_headers(MOST_HEADERS)
        .no_proxy()
}

fn made(builder: ClientBuilder) -> Result<Client, String> {
    builder
        .build()
        .map_err(|fault| format!("{:#}", fault.without_url()))
}

/// The proxy of the environment, for https alone: plain http only goes to loopback, and a proxy
/// would send a sandbox's calls to another machine.
fn https_proxy() -> Result<Option<Proxy>, String> {
    let address = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let Some(address) = address else {
        return Ok(None);
    };
    // The address may hold a password; it is not shown.
    let proxy = Proxy::https(address).map_err(|_| "`HTTPS_PROXY` is not an address".to_owned())?;
    Ok(Some(proxy.no_proxy(NoProxy::from_env())))
}
