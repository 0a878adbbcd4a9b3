//! `/integrated-account/token` makes a token that sees one account; `/refresh-credentials` renews the
//! vendor's token of one.

use super::accounts::{body, shown, written};
use crate::auth::Admin;
use crate::contract::{AccountToRenew, AccountToken, Fault, NewAccountToken};
use crate::edge::Arrived;
use crate::gate::Whose;
use crate::observed::reading;
use crate::state::App;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use secrecy::ExposeSecret;
use tokio::time::timeout_at;
use touchpoint_accounts::service::Found;
use touchpoint_core::exchange::SendFault;
use touchpoint_core::run::Error;

/// `POST /integrated-account/token`
pub(crate) async fn make(
    State(app): State<App>,
    Admin(caller): Admin,
    request: Request,
) -> Result<Response<Body>, Fault> {
    let new: NewAccountToken = body(&app, request).await?;
    let id = &new.integrated_account_id;
    let secret = app.accounts.create_token(&caller, id).await?;
    let secret = secret.ok_or(Fault::NoAccount)?;
    let token = AccountToken {
        integrated_account_token: secret.expose_secret().to_owned(),
    };
    written(StatusCode::CREATED, &token)
}

/// `POST /integrated-account/refresh-credentials`
pub(crate) async fn refresh(
    State(app): State<App>,
    Admin(caller): Admin,
    Extension(Arrived(arrived)): Extension<Arrived>,
    request: Request,
) -> Result<Response<Body>, Fault> {
    let until = arrived + app.deadline;
    let asked: AccountToRenew = body(&app, request).await?;
    let found = app.accounts.account(&caller, &asked.id).await?;
    let Found { info, account } = found.ok_or(Fault::NoAccount)?;
    let whose = Whose {
        workspace: &info.workspace,
        integration: &account.integration,
        account: &account.id,
    };
    // A renewal waits for the vendor, as a list does.
    let _pass = app.gate.pass(whose, until).await?;
    let engine = app.engine();
    let renewal = reading(whose, engine.reading(&account.integration).renew(&account));
    let renewed = timeout_at(until, Box::pin(renewal)).await;
    renewed.map_err(|_| Error::NoAnswer(SendFault::Timeout(app.deadline)))??;
    let after = app.accounts.account(&caller, &asked.id).await?;
    let after = after.ok_or(Fault::NoAccount)?;
    written(StatusCode::OK, &shown(&app, after.info))
}
