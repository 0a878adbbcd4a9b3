//! An account beside what its mapping needs: what it lacks, and what it has beyond that.

use touchpoint_core::exchange::{Account, AccountFault, Needs};
use touchpoint_language::diagnostic::{Code, Help, help_for, nearest};
use touchpoint_language::document::At;

/// One thing in which an account does not fit.
pub(super) struct Unfit {
    /// The part of the account that it is about: `["context", "zone"]`; none for the whole.
    pub(super) part: Vec<String>,
    /// Which half of that part.
    pub(super) half: At,
    pub(super) code: Code,
    pub(super) title: String,
    pub(super) help: Option<Help>,
}

/// The account with its mapping's defaults, where it can be used, and all in which it does not fit.
/// `needs` are those of its mapping, `None` where there is none; `known` are the integrations to
/// suggest.
pub(super) fn fit(
    account: Account,
    needs: Option<&Needs>,
    known: &[String],
) -> (Option<Account>, Vec<Unfit>) {
    let slug = account.integration.clone();
    let Some(needs) = needs else {
        return (None, vec![no_integration(&slug, known)]);
    };
    match needs.complete(account) {
        Ok(account) => {
            let origin = account.base_url.as_deref().and_then(with_path);
            let told = origin.map(path_beside).into_iter().collect();
            (Some(account), told)
        }
        Err(faults) => {
            let explained =
                |fault: &AccountFault| faults.iter().any(|other| explains(other, fault));
            let all = faults.iter().filter(|fault| !explained(fault));
            (None, all.map(|fault| unfit(fault, &slug)).collect())
        }
    }
}

fn no_integration(slug: &str, known: &[String]) -> Unfit {
    Unfit {
        part: vec!["integration".to_owned()],
        half: At::Value,
        code: Code::UnknownWord,
        title: format!("there is no integration `{slug}`"),
        help: help_for(slug, known),
    }
}

fn path_beside(origin: &str) -> Unfit {
    Unfit {
        part: vec!["base_url".to_owned()],
        half: At::Value,
        code: Code::AccountUnfit,
        title: "`base_url` has a path, which is not read: the mapping has it".to_owned(),
        help: Some(Help::write(origin)),
    }
}

fn unfit(fault: &AccountFault, slug: &str) -> Unfit {
    let part = |group: &str, name: &str| vec![group.to_owned(), name.to_owned()];
    let of = |group: &str| vec![group.to_owned()];
    let (part, half) = match fault {
        AccountFault::ContextForm { name, .. } => (part("context", name), At::Value),
        AccountFault::UnknownContext { name, .. } => (part("context", name), At::Key),
        AccountFault::UnknownCredential { name, .. } => (part("credentials", name), At::Key),
        AccountFault::MissingContext { .. } => (of("context"), At::Key),
        AccountFault::MissingCredentials { .. } => (of("credentials"), At::Key),
        AccountFault::BaseUrl => (of("base_url"), At::Value),
        AccountFault::Overlay(_) => (of("overlay"), At::Value),
        // The others stand at no one part.
        _ => (Vec::new(), At::Value),
    };
    let help = match fault {
        AccountFault::UnknownContext { name, allowed }
        | AccountFault::UnknownCredential { name, allowed } => {
            nearest(name, allowed).map(Help::meant)
        }
        _ => Some(Help::from(format!(
            "`touchpoint explain {slug}` shows what its mapping needs"
        ))),
    };
    Unfit {
        part,
        half,
        code: Code::AccountUnfit,
        title: fault.to_string(),
        help,
    }
}

/// True if what is missing is there under a name that is nearly right.
fn explains(other: &AccountFault, fault: &AccountFault) -> bool {
    match (other, fault) {
        (
            AccountFault::UnknownContext { name, allowed },
            AccountFault::MissingContext { name: missing, .. },
        ) => nearest(name, allowed) == Some(missing),
        (
            AccountFault::UnknownCredential { name, allowed },
            AccountFault::MissingCredentials { .. },
        ) => nearest(name, allowed).is_some(),
        _ => false,
    }
}

/// The origin of an address that has a path as well.
fn with_path(base_url: &str) -> Option<&str> {
    let (scheme, rest) = base_url.split_once("://")?;
    let host = rest.find(['/', '?', '#'])?;
    let more = rest.get(host..)?.trim_matches('/');
    let end = scheme.len().saturating_add(3).saturating_add(host);
    base_url.get(..end).filter(|_| !more.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_an_origin_is_told() {
        for (base_url, origin) in [
            ("https://a.example/api/v2", Some("https://a.example")),
            (
                "https://a.example:8443/?x=1",
                Some("https://a.example:8443"),
            ),
            ("https://a.example/", None),
            ("https://a.example", None),
        ] {
            assert_eq!(with_path(base_url), origin, "{base_url}");
        }
    }
}
