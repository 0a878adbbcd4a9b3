//! `/integrated-account/token` makes a token that sees one account; `/refresh-credentials` renews the
//! vendor's token of one.

use super::accounts::{body, shown, written};
use crate::auth::Admin;
use crate::contract::{AccountToRenew, AccountToken, Fault, NewAccountToken};
use crate::state::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use secrecy::ExposeSecret;

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
    request: Request,
) -> Result<Response<Body>, Fault> {
    let asked: AccountToRenew = body(&app, request).await?;
    let found = app.accounts.account(&caller, &asked.id).await?;
    let found = found.ok_or(Fault::NoAccount)?;
    app.engine().touchpoint.renew(&found.account).await?;
    let after = app.accounts.account(&caller, &asked.id).await?;
    let after = after.ok_or(Fault::NoAccount)?;
    written(StatusCode::OK, &shown(&app, after.info))
}
