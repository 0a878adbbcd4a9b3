//! Each account's state, and what its owner or the operator does next.

use super::seen::Seen;
use std::path::Path;
use touchpoint::{Account, Touchpoint};
use touchpoint_accounts::file::{complete, read_file};
use touchpoint_accounts::{AccountInfo, Scope, Status, Store};

/// How many accounts are read at once.
const PAGE: usize = 200;

/// The accounts of a database: those that are not well, and how many are.
pub(super) async fn of_store(store: &Store, touchpoint: &Touchpoint) -> Vec<Seen> {
    let everything = Scope::everything();
    let (mut seen, mut well, mut after) = (Vec::new(), 0, None);
    loop {
        let page = store.list_accounts(&everything, None, PAGE, after.as_deref());
        let (page, next) = match page.await {
            Ok(page) => page,
            Err(fault) => {
                seen.push(Seen::bad("accounts", fault.to_string(), "see the database"));
                return seen;
            }
        };
        for info in page {
            let about = format!("account {}", info.id);
            let found = match store.account(&everything, &info.id).await {
                Ok(Some((info, account))) => of_account(&about, &info, account, touchpoint),
                Ok(None) => None,
                Err(fault) => Some(Seen::bad(
                    &about,
                    fault.to_string(),
                    "add the key that sealed it, after the current one; without it, connect the account again",
                )),
            };
            match found {
                Some(not_well) => seen.push(not_well),
                None => well += 1,
            }
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    seen.insert(0, Seen::good("accounts", format!("{well} are well")));
    seen
}

/// What is not well with an account.
fn of_account(
    about: &str,
    info: &AccountInfo,
    account: Account,
    touchpoint: &Touchpoint,
) -> Option<Seen> {
    let cause = || info.cause.clone().unwrap_or_default();
    if let Some(fault) = unfit(about, account, touchpoint) {
        return Some(fault);
    }
    if info.status == Status::NeedsReauth {
        let says = format!("it needs to be connected again: {}", cause());
        let next = format!(
            "send its owner a link, or `touchpoint account reconnect {}`",
            info.id
        );
        return Some(Seen::bad(about, says, next));
    }
    let until = info.retry_at?;
    let says = format!("its token is not renewed before {until}: {}", cause());
    Some(Seen::doubtful(
        about,
        says,
        "it is tried again by itself; look at the cause if it stays",
    ))
}

/// An account that its mapping cannot use.
fn unfit(about: &str, account: Account, touchpoint: &Touchpoint) -> Option<Seen> {
    let lists = touchpoint.of_integration(&account.integration);
    let lists = lists.as_ref().unwrap_or(touchpoint);
    let Some(plan) = lists.plan(&account.integration) else {
        let says = format!("there is no mapping of `{}`", account.integration);
        return Some(Seen::bad(
            about,
            says,
            "put its mapping into the folder of mappings",
        ));
    };
    let needs = plan.needs.clone();
    if let Err(faults) = lists.check_overlay(&account) {
        let says = format!("its overlay has {} faults", faults.len());
        return Some(Seen::bad(
            about,
            says,
            "store its overlay again; that names every fault",
        ));
    }
    let lacks = needs.complete(account).err()?;
    let says: Vec<String> = lacks.iter().map(ToString::to_string).collect();
    Some(Seen::bad(
        about,
        says.join("; "),
        "`touchpoint account update` with what it lacks",
    ))
}

/// The accounts of a file.
pub(super) fn of_file(path: &Path, touchpoint: &Touchpoint) -> Vec<Seen> {
    let needs = |slug: &str| {
        let lists = touchpoint.of_integration(slug)?;
        lists.plan(slug).map(|plan| plan.needs.clone())
    };
    let file = complete(read_file(path), needs, &touchpoint.integrations());
    let well = format!("{} of `{}` are well", file.accounts.len(), path.display());
    let mut seen = vec![Seen::good("accounts", well)];
    seen.extend(file.faults.iter().map(|fault| {
        let about = fault.account.as_ref();
        let about = about.map_or_else(|| "accounts".to_owned(), |id| format!("account {id}"));
        Seen::bad(&about, fault.to_string(), "change the file")
    }));
    seen
}
