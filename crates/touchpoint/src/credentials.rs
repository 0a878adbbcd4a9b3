//! Where accounts come from when a program does not hand them over whole: asked before each page.

use crate::tokens::StoreFault;
use std::sync::Arc;
use touchpoint_core::exchange::{Account, BoxFuture};

/// Completes an account before each page: its secrets from a vault, as they are now. So a key that is rotated
/// while a list is read is used from the next page on. [`Touchpoint::renew`](crate::Touchpoint::renew) asks too;
/// what sends nothing does not: `preview` and `supports` show an account without secrets with examples in their
/// place, and what else is asked of a whole account is asked of the one that
/// [`Touchpoint::completed`](crate::Touchpoint::completed) gives.
///
/// A function from an account to a future of one is such a source; its own error comes back as the
/// [`source`](std::error::Error::source) of an error of the kind [`Store`](crate::ErrorKind::Store).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), touchpoint::BuildError> {
/// use touchpoint::tokens::StoreFault;
/// use touchpoint::{Account, SecretString, Touchpoint};
///
/// async fn secret_of(id: &str) -> std::io::Result<SecretString> {
///     // … asks the vault …
///     # let _ = id;
///     Ok("hush".into())
/// }
///
/// let touchpoint = Touchpoint::builder()
///     .credentials(|mut account: Account| async move {
///         let token = secret_of(&account.id).await?;
///         account.credentials.insert("api_token".to_owned(), token);
///         Ok::<_, StoreFault>(account)
///     })
///     .build()
///     .await?;
/// // From now on an account needs no secrets of its own.
/// let account = Account {
///     id: "acme-1".to_owned(),
///     integration: "pipedrive".to_owned(),
///     context: [("company_domain".to_owned(), "acme".to_owned())].into(),
///     ..Account::default()
/// };
/// # let _ = (touchpoint, account);
/// # Ok(()) }
/// ```
pub trait Credentials: Send + Sync {
    /// The account with all that it needs now. Where tokens are renewed, [`TokenStore`](crate::tokens::TokenStore)
    /// is asked after it for newer ones.
    ///
    /// # Errors
    /// [`StoreFault`]: the call fails with it, and nothing is sent.
    fn account<'a>(&'a self, given: &'a Account) -> BoxFuture<'a, Result<Account, StoreFault>>;
}

impl<F, A> Credentials for F
where
    F: Fn(Account) -> A + Send + Sync,
    A: Future<Output = Result<Account, StoreFault>> + Send + 'static,
{
    fn account<'a>(&'a self, given: &'a Account) -> BoxFuture<'a, Result<Account, StoreFault>> {
        Box::pin(self(given.clone()))
    }
}

/// A source behind a pointer, as one that is chosen when the program runs.
impl<C: Credentials + ?Sized> Credentials for Arc<C> {
    fn account<'a>(&'a self, given: &'a Account) -> BoxFuture<'a, Result<Account, StoreFault>> {
        (**self).account(given)
    }
}
