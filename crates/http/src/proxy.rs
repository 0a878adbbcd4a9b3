//! The proxy of the environment, for https alone: plain http only goes to loopback, and a proxy would
//! send a sandbox's calls to another machine.

use crate::public::Home;
use reqwest::{NoProxy, Proxy, Url};

/// Where calls over TLS go first, and which go past it.
#[derive(Clone, Debug)]
pub(crate) struct ViaProxy {
    proxy: Proxy,
    /// The proxy's own host, which the operator names: it may lie within this network.
    host: Home,
}

impl ViaProxy {
    /// The one that the environment names, if it names any.
    ///
    /// # Errors
    /// A text when it is not an address.
    pub(crate) fn of_machine() -> Result<Option<ViaProxy>, String> {
        let address = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        let proxy = address.map(|address| ViaProxy::new(&address, NoProxy::from_env()));
        proxy.transpose()
    }

    /// The one at an address; what `past` names is called without it.
    pub(crate) fn new(address: &str, past: Option<NoProxy>) -> Result<ViaProxy, String> {
        // The address may hold a password; it is not shown.
        let proxy =
            Proxy::https(address).map_err(|_| "`HTTPS_PROXY` is not an address".to_owned())?;
        // One without a scheme is read as one of http.
        let url = Url::parse(address).ok().filter(Url::has_host);
        let url = url.or_else(|| Url::parse(&format!("http://{address}")).ok());
        let host = url.and_then(|url| url.host_str().map(str::to_owned));
        Ok(ViaProxy {
            proxy: proxy.no_proxy(past),
            host: Home::of(host.as_deref().unwrap_or_default()),
        })
    }

    pub(crate) fn proxy(&self) -> Proxy {
        self.proxy.clone()
    }

    pub(crate) fn host(&self) -> &Home {
        &self.host
    }
}
