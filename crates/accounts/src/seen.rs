//! What a change was checked against: an account as it was read. Where it is another one by the time
//! of the write, the check says nothing about it, and the change is not made.

use secrecy::{ExposeSecret, SecretString};
use touchpoint::Account;

/// An account as it was when a change was checked.
#[derive(Clone, Debug)]
pub struct Seen {
    account: Account,
    whole: bool,
}

impl Seen {
    /// The change holds as long as the account's secrets go where they went: the same address,
    /// overlay and variables.
    #[must_use]
    pub fn aim(account: Account) -> Seen {
        Seen {
            account,
            whole: false,
        }
    }

    /// The same, and only beside the same secrets.
    #[must_use]
    pub fn whole(account: Account) -> Seen {
        Seen {
            account,
            whole: true,
        }
    }

    /// True if the account is still the one that was seen.
    #[must_use]
    pub fn is(&self, now: &Account) -> bool {
        let seen = &self.account;
        let same_aim = seen.integration == now.integration
            && seen.base_url == now.base_url
            && overlay_text(seen) == overlay_text(now)
            && seen.context == now.context;
        same_aim && (!self.whole || same_secrets(seen, now))
    }
}

fn overlay_text(account: &Account) -> Option<&str> {
    let overlay = account.overlay.as_ref();
    overlay.map(|overlay| overlay.text.as_str())
}

fn same_secrets(one: &Account, other: &Account) -> bool {
    let (one, other) = (&one.credentials, &other.credentials);
    let same = |name: &String, secret: &SecretString| {
        let found = other.get(name).map(ExposeSecret::expose_secret);
        found == Some(secret.expose_secret())
    };
    one.len() == other.len() && one.iter().all(|(name, secret)| same(name, secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::source::SourceFile;

    fn account(change: impl FnOnce(&mut Account)) -> Account {
        let mut account = Account {
            context: [("zone".to_owned(), "eu".to_owned())].into(),
            credentials: [("key".to_owned(), "k1".into())].into(),
            ..Account::default()
        };
        change(&mut account);
        account
    }

    #[test]
    fn whatever_decides_where_a_secret_goes_is_compared() {
        let aim = Seen::aim(account(|_| {}));
        let whole = Seen::whole(account(|_| {}));
        assert!(aim.is(&account(|_| {})) && whole.is(&account(|_| {})));
        let moved = [
            account(|a| a.base_url = Some("https://thief.example".to_owned())),
            account(|a| a.overlay = Some(SourceFile::new("overlay", "overlay: 1").into())),
            account(|a| drop(a.context.insert("zone".to_owned(), "us".to_owned()))),
            account(|a| a.integration = "other".to_owned()),
        ];
        for account in moved {
            assert!(!aim.is(&account) && !whole.is(&account), "{account:?}");
        }
        let renewed = account(|a| drop(a.credentials.insert("key".to_owned(), "k2".into())));
        assert!(aim.is(&renewed) && !whole.is(&renewed));
    }
}
