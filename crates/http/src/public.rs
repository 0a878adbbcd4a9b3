//! Tells if an address is public: not of this machine or its network. A stranger may name a host,
//! but must not reach this machine's neighbours.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use url::Host;

/// A host whose addresses lie within this network.
#[derive(Debug)]
pub(crate) struct Private(String);

impl fmt::Display for Private {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "`{}` leads to an address within this network, which accounts may not name here",
            self.0
        )
    }
}

impl std::error::Error for Private {}

/// A host that the operator names and no account may: the proxy's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Home(String);

impl Home {
    pub(crate) fn of(host: &str) -> Home {
        Home(host.trim_end_matches('.').to_ascii_lowercase())
    }

    fn is(&self, host: &str) -> bool {
        *self == Home::of(host)
    }

    /// Refuses it as the host of an address.
    pub(crate) fn refuse(&self, url: &Url) -> Result<(), Private> {
        match url.host_str() {
            Some(host) if self.is(host) => Err(Private(host.to_owned())),
            _ => Ok(()),
        }
    }
}

/// Resolves hosts, to public addresses only. The call goes to the very address that was checked,
/// without a second look-up.
#[derive(Clone, Debug)]
pub(crate) struct PublicOnly(Option<Home>);

impl PublicOnly {
    /// With one host that is resolved to wherever it lies.
    pub(crate) fn but(home: Option<Home>) -> PublicOnly {
        PublicOnly(home)
    }
}

/// How long a name may take to be resolved that a proxy resolves again.
const LOOK_UP: Duration = Duration::from_secs(2);

/// Refuses a name that leads into this network as seen from here, before a proxy is asked to go there. A
/// name that is not known here is left to the proxy.
pub(crate) async fn refuse_what_resolves_home(url: &Url) -> Result<(), Private> {
    let Some(Host::Domain(name)) = url.host() else {
        return Ok(());
    };
    let found = tokio::time::timeout(LOOK_UP, tokio::net::lookup_host((name, 0))).await;
    let Ok(Ok(mut found)) = found else {
        return Ok(());
    };
    // The proxy may take any of them.
    if found.any(|address| !is_public(address.ip())) {
        return Err(Private(name.to_owned()));
    }
    Ok(())
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let free = self.0.as_ref().is_some_and(|home| home.is(&host));
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            if free {
                return Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs);
            }
            let (public, private): (Vec<SocketAddr>, Vec<SocketAddr>) =
                found.partition(|address| is_public(address.ip()));
            if public.is_empty() && !private.is_empty() {
                return Err(Private(host).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Refuses a literal address within this network, however it is spelled.
pub(crate) fn refuse_private(url: &Url) -> Result<(), Private> {
    match url.host() {
        Some(host) if is_private_host(&host) => Err(Private(host.to_string())),
        _ => Ok(()),
    }
}

/// True if an origin names a literal address within this network. Names of hosts are resolved only
/// when they are called.
///
/// ```
/// use touchpoint_http::is_private_origin;
/// assert!(is_private_origin("https://10.0.0.1") && is_private_origin("https://0x7f.1"));
/// assert!(!is_private_origin("https://api.example"));
/// ```
pub fn is_private_origin(origin: &str) -> bool {
    let url = Url::parse(origin);
    url.is_ok_and(|url| url.host().is_some_and(|host| is_private_host(&host)))
}

fn is_private_host(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => !is_public(IpAddr::V4(*address)),
        Host::Ipv6(address) => !is_public(IpAddr::V6(*address)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// True for a public address (RFC 6890 and its registries).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = matches!(
        address.octets(),
        // In order: this network, carrier networks, protocol assignments, IPv6 relays,
        // benchmarking, reserved.
        [0 | 240.., ..]
            | [100, 64..=127, ..]
            | [192, 0, 0, _]
            | [192, 88, 99, _]
            | [198, 18..=19, ..]
    );
    !(within
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || address.is_broadcast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let v4 = |high: u16, low: u16| is_public_v4((u32::from(high) << 16 | u32::from(low)).into());
    match address.segments() {
        // An IPv4 address inside an IPv6 one: mapped, compatible, translated, or by a relay.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => v4(high, low),
        // Only 2000::/3 is allocated; tunnels, protocol assignments and examples in it are not
        // public.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_network_are_known_in_every_spelling() {
        for private in [
            "https://127.0.0.1",
            "https://2130706433",
            "https://0x7f000001",
            "https://0177.0.0.1",
            "https://127.1",
            "https://localhost",
            "https://LOCALHOST.",
            "https://a.localhost",
            "https://0.0.0.0",
            "https://10.1.2.3",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://169.254.169.254",
            "https://100.64.0.1",
            "https://224.0.0.1",
            "https://255.255.255.255",
            "https://[::1]",
            "https://[::]",
            "https://[::ffff:127.0.0.1]",
            "https://[::ffff:a00:1]",
            "https://[::127.0.0.1]",
            "https://[64:ff9b::10.0.0.1]",
            "https://[2002:7f00:1::]",
            "https://[fe80::1]",
            "https://[fd00::1]",
            "https://[ff02::1]",
            "https://[2001:db8::1]",
            "https://[2001::1]",
        ] {
            assert!(is_private_origin(private), "{private}");
        }
        for public in [
            "https://api.example",
            "https://8.8.8.8",
            "https://[2606:4700::1]",
            "https://[::ffff:8.8.8.8]",
            "https://172.32.0.1",
        ] {
            assert!(!is_private_origin(public), "{public}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let resolved = PublicOnly::but(None)
            .resolve("localhost".parse().unwrap())
            .await;
        let fault = resolved.err().unwrap().to_string();
        assert!(fault.contains("within this network"), "{fault}");
    }
}
