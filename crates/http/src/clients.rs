//! The clients of a transport: one for calls over TLS and one for calls within this machine, each
//! made when it is first needed. Making the first one reads all certificates of the machine: a
//! program that makes no calls, or only calls its own sandbox, does not wait for that.

use crate::LiveOptions;
use crate::proxy::ViaProxy;
use crate::public::{Home, Private, PublicOnly, refuse_private, refuse_what_resolves_home};
use crate::tls;
use reqwest::{Client, ClientBuilder, Url, redirect::Policy};
use std::sync::{Arc, OnceLock};

/// The most headers of a reply: some vendors send very many cookies.
const MOST_HEADERS: usize = 1_000;

/// Both clients.
#[derive(Debug)]
pub(crate) struct Clients {
    options: LiveOptions,
    proxy: Option<ViaProxy>,
    /// True if the program made the client: nothing here knows how it resolves names.
    given: bool,
    secure: OnceLock<Result<Client, String>>,
    plain: OnceLock<Result<Client, String>>,
}

impl Clients {
    /// The clients, which are made later.
    ///
    /// # Errors
    /// A text when the proxy of the environment is not an address.
    pub(crate) fn new(options: &LiveOptions) -> Result<Clients, String> {
        Ok(Clients::via(options, ViaProxy::of_machine()?))
    }

    /// The clients that use a proxy, or none.
    pub(crate) fn via(options: &LiveOptions, proxy: Option<ViaProxy>) -> Clients {
        Clients {
            options: options.clone(),
            proxy,
            given: false,
            secure: OnceLock::new(),
            plain: OnceLock::new(),
        }
    }

    /// Looks at an address before it is called, where only public ones may be.
    ///
    /// # Errors
    /// It lies within this network.
    pub(crate) async fn look(&self, url: &Url) -> Result<(), Private> {
        if !self.options.public_only {
            return Ok(());
        }
        refuse_private(url)?;
        if self.given {
            return refuse_what_resolves_home(url).await;
        }
        let Some(proxy) = &self.proxy else {
            // The resolver of the client looks at what it resolves.
            return Ok(());
        };
        proxy.host().refuse(url)?;
        refuse_what_resolves_home(url).await
    }

    /// The client for a scheme.
    ///
    /// # Errors
    /// A text when the machine has no usable TLS setup.
    pub(crate) fn of(&self, scheme: &str) -> Result<&Client, String> {
        let client = if scheme == "https" {
            self.secure.get_or_init(|| {
                let builder = of_machine(&self.options)?;
                // Some hosts are called past the proxy: those are resolved here.
                let home = self.proxy.as_ref().map(|proxy| proxy.host().clone());
                let builder = resolving(builder, &self.options, home);
                made(match &self.proxy {
                    Some(via) => builder.proxy(via.proxy()),
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
            given: true,
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

/// The same, which resolves public addresses alone where only these may be called.
pub(crate) fn resolving(
    builder: ClientBuilder,
    options: &LiveOptions,
    home: Option<Home>,
) -> ClientBuilder {
    if options.public_only {
        builder.dns_resolver(Arc::new(PublicOnly::but(home)))
    } else {
        builder
    }
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
