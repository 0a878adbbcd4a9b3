//! Finds in an accounts file the one account that a command reads for. Faults of other accounts are
//! only warnings.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use std::path::Path;
use touchpoint::{Account, Touchpoint};
use touchpoint_accounts::file::{AccountsFile, FileFault, complete, read_file};
use touchpoint_language::diagnostic::help_for;

/// An accounts file, and which account of it a command reads for.
pub(crate) struct Accounts<'a> {
    path: &'a Path,
    file: AccountsFile,
    id: Option<String>,
    slug: &'a str,
}

impl<'a> Accounts<'a> {
    /// Reads the file. The account is the one of this id, or else the only one of the integration.
    pub(crate) fn read(path: &'a Path, id: Option<&str>, slug: &'a str) -> Accounts<'a> {
        Accounts {
            path,
            file: read_file(path),
            id: id.map(str::to_owned),
            slug,
        }
    }

    /// The account of an id, whatever its integration is.
    pub(crate) fn any(
        path: &'a Path,
        id: &str,
        touchpoint: &Touchpoint,
        screen: &mut Screen,
    ) -> Result<Account, Failed> {
        let file = read_file(path);
        let entries = file.accounts.iter();
        let integrations = entries.map(|entry| (entry.id.clone(), entry.integration.clone()));
        let integrations: Vec<(String, String)> = integrations.collect();
        let slug = integrations.iter().find(|(own, _)| own == id);
        let slug = slug.map_or("", |(_, slug)| slug.as_str());
        let accounts = Accounts {
            path,
            file,
            id: Some(id.to_owned()),
            slug,
        };
        accounts.choose(touchpoint, screen)
    }

    /// The complete account; other accounts' faults become warnings.
    pub(crate) fn choose(
        self,
        touchpoint: &Touchpoint,
        screen: &mut Screen,
    ) -> Result<Account, Failed> {
        let needs = |slug: &str| touchpoint.plan(slug).map(|plan| plan.needs.clone());
        let file = complete(self.file, needs, &touchpoint.registry().slugs());
        let account = match &self.id {
            Some(id) => by_id(&file, self.path, id, self.slug)?,
            None => only_one(&file, self.path, self.slug)?,
        };
        let own = |fault: &&FileFault| fault_of(fault) == Some(account.id.as_str());
        if file.faults.iter().any(|fault| own(&fault)) {
            let faults = file.faults.iter().filter(own);
            return Err(unusable(faults.map(ToString::to_string)));
        }
        for fault in &file.faults {
            screen.warn(&fault.to_string());
        }
        Ok(account)
    }
}

/// The failure where an account is named and no file of accounts.
pub(crate) fn no_accounts(id: &str) -> Failed {
    let message = format!("nothing says which file has the account `{id}`");
    Failed::said(Exit::Usage, message)
        .help("name it with `--accounts`, or as `accounts` in `touchpoint.yaml`")
}

fn by_id(file: &AccountsFile, path: &Path, id: &str, slug: &str) -> Result<Account, Failed> {
    if let Some(account) = file.accounts.iter().find(|account| account.id == id) {
        if account.integration == slug {
            return Ok(account.clone());
        }
        let message = format!("account `{id}` is one of `{}`", account.integration);
        return Err(Failed::said(Exit::Usage, message)
            .help(format!("ask for `{slug}` with another account")));
    }
    let own = |fault: &&_| fault_of(fault) == Some(id);
    if file.faults.iter().any(|fault| own(&fault)) {
        return Err(unusable(
            file.faults.iter().filter(own).map(ToString::to_string),
        ));
    }
    if file.accounts.is_empty() && !file.faults.is_empty() {
        return Err(nothing_usable(file));
    }
    let ids: Vec<&str> = file
        .accounts
        .iter()
        .map(|account| account.id.as_str())
        .collect();
    let failed = Failed::said(
        Exit::Usage,
        format!("`{}` has no account `{id}`", path.display()),
    );
    Err(match help_for(id, &ids) {
        Some(help) => failed.help(help),
        None => failed,
    })
}

fn fault_of(fault: &FileFault) -> Option<&str> {
    fault.account.as_deref()
}

fn only_one(file: &AccountsFile, path: &Path, slug: &str) -> Result<Account, Failed> {
    let of_slug = |account: &&Account| account.integration == slug;
    let fitting: Vec<&Account> = file.accounts.iter().filter(of_slug).collect();
    match fitting.as_slice() {
        [account] => Ok((*account).clone()),
        [] if !file.faults.is_empty() => Err(nothing_usable(file)),
        [] => {
            let message = format!("`{}` has no account of `{slug}`", path.display());
            Err(Failed::said(Exit::Usage, message))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|account| account.id.as_str()).collect();
            let message = format!("`{}` has several accounts of `{slug}`", path.display());
            let help = format!("say which with `--account`: {}", ids.join(", "));
            Err(Failed::said(Exit::Usage, message).help(help))
        }
    }
}

/// The failure where no account is left: either the file could not be read, or all of its accounts
/// are faulty.
fn nothing_usable(file: &AccountsFile) -> Failed {
    let lines: Vec<String> = file.faults.iter().map(ToString::to_string).collect();
    if file.faults.iter().all(|fault| fault.account.is_none()) && file.accounts.is_empty() {
        return Failed::said(Exit::Unreadable, lines.join("\n"));
    }
    unusable(lines)
}

fn unusable(lines: impl IntoIterator<Item = String>) -> Failed {
    let lines: Vec<String> = lines.into_iter().collect();
    Failed::said(Exit::Findings, lines.join("\n"))
}
