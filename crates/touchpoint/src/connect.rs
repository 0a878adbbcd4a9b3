//! Turns a person's consent at the vendor into an account with tokens: the authorization code flow
//! (RFC 6749, section 4.1) with PKCE (RFC 7636). Sending the person's browser there and receiving
//! it back is up to the caller.

use crate::engine::Touchpoint;
use crate::error::{Error, ErrorKind};
use crate::own_apps::bare;
use crate::tokens::unanswered;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use touchpoint_core::exchange::{Account, AccountFault, Deadline, Idle, SendFault};
use touchpoint_core::oauth::{
    authorize_address, challenge, code_request, is_renewable, read_code_token, token_origin,
};
use touchpoint_core::plan::{Plan, RequestFault};
use touchpoint_core::run;
use touchpoint_language::mapping::Auth;

/// A consent that a person is asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Consent {
    /// Where the vendor sends the browser back to.
    pub redirect_uri: String,
    /// The state that comes back with the code, and with no one else's.
    pub state: String,
    /// The verifier, which only the one who asked can present with the code.
    pub verifier: SecretString,
}

impl Consent {
    /// A consent with a verifier of 32 random bytes.
    pub fn new(redirect_uri: &str, state: &str, verifier: &[u8; 32]) -> Consent {
        Consent {
            redirect_uri: redirect_uri.to_owned(),
            state: state.to_owned(),
            verifier: URL_SAFE_NO_PAD.encode(verifier).into(),
        }
    }
}

impl Touchpoint {
    /// The vendor's page on which a person allows the access. The account brings its `client_id` and
    /// the variables of the address, and no token yet.
    ///
    /// # Errors
    /// [`ErrorKind::Account`](crate::ErrorKind): what the account lacks now and will still lack with its
    /// tokens; [`ErrorKind::UnknownIntegration`](crate::ErrorKind).
    pub fn consent_address(&self, account: &Account, consent: &Consent) -> Result<String, Error> {
        let plan = self.plan_of(account)?;
        will_be_complete(&plan, account)?;
        let challenge = challenge(consent.verifier.expose_secret());
        authorize_address(
            &plan,
            account,
            &consent.redirect_uri,
            &consent.state,
            &challenge,
        )
        .map_err(|fault| lacks(fault).into())
    }

    /// The origin of an account's token URL, to which its `client_secret` is sent.
    ///
    /// # Errors
    /// The account lacks a variable of the address, or its mapping has none.
    pub fn token_origin(&self, account: &Account) -> Result<String, Error> {
        token_origin(&*self.plan_of(account)?, account).map_err(|fault| lacks(fault).into())
    }

    /// The origin to which an account would have one of the program's own apps shown, if it is neither
    /// the mapping's own sign-in nor [listed](crate::OwnApps::with_origin). Such an account is neither
    /// connected nor renewed.
    pub fn foreign_sign_in(&self, account: &Account) -> Option<String> {
        let apps = self.own_apps();
        if !apps.are_used_by(account) {
            return None;
        }
        let asked = self.token_origin(account).ok()?;
        let own = self.token_origin(&bare(account)).ok();
        (!apps.allow(&asked, own.as_deref())).then_some(asked)
    }

    /// True if an account signs in with a token that can be renewed.
    pub fn is_renewable(&self, account: &Account) -> bool {
        let plan = self.plan_of(account);
        plan.is_ok_and(|plan| is_renewable(&plan, account))
    }

    /// The complete account, with the tokens for the code that came back.
    ///
    /// # Errors
    /// [`Error`], by who must act. A code that is used up, or that the vendor refuses, is of the kind
    /// [`ErrorKind::NeedsReauth`]: a person allows the access once more.
    pub async fn connect(
        &self,
        account: &Account,
        consent: &Consent,
        code: &str,
    ) -> Result<Account, Error> {
        let plan = self.plan_of(account)?;
        let verifier = consent.verifier.expose_secret();
        let request = code_request(&plan, account, code, &consent.redirect_uri, verifier);
        let request = request.map_err(lacks)?;
        if let Some(guard) = self.guard(account) {
            let looked = guard.code(account, &request);
            looked.map_err(|fault| run::Error::Account(vec![fault]))?;
        }
        // It is sent once, as a code works only once.
        let transport = self.transport();
        let time = self.deadline();
        let end = Deadline::after(transport, time, Idle::default());
        let reply = end.bound(transport, transport.send(&request)).await;
        let reply = reply.unwrap_or(Err(SendFault::Timeout(time)));
        let sent = [code, verifier].map(str::to_owned);
        let secrets = request.secrets().with(sent);
        let reply = reply.map_err(|fault| run::Error::NoAnswer(fault).masked(&secrets))?;
        let update = read_code_token(&plan, account, &reply, transport.now());
        let update = update.map_err(|fault| {
            let is_refusal = fault.is_refusal();
            let told = unanswered(fault).masked(&secrets);
            if is_refusal {
                // The code is used up or was not meant for us: a person allows it once more.
                Error::of_kind(ErrorKind::NeedsReauth, told)
            } else {
                told.into()
            }
        })?;
        let mut connected = update.apply(account);
        if sends_redirect(&plan) {
            let credentials = &mut connected.credentials;
            credentials.insert(
                "redirect_uri".to_owned(),
                consent.redirect_uri.clone().into(),
            );
        }
        let complete = plan.needs.complete(connected);
        Ok(complete.map_err(run::Error::Account)?)
    }
}

/// Reports what no token will bring before a person is sent to the vendor, since a consent is given
/// only once.
fn will_be_complete(plan: &Plan, account: &Account) -> Result<(), run::Error> {
    let mut connected = account.clone();
    let credentials = &mut connected.credentials;
    credentials.insert("access_token".to_owned(), "to come".into());
    let Err(mut faults) = plan.needs.complete(connected) else {
        return Ok(());
    };
    let comes = |name: &str| {
        let mut variables = plan.mapping.context.iter();
        variables.any(|variable| variable.need.name == name && variable.from_token.is_some())
    };
    faults.retain(|fault| match fault {
        AccountFault::MissingContext { name, .. } => !comes(name),
        _ => true,
    });
    if faults.is_empty() {
        return Ok(());
    }
    Err(run::Error::Account(faults))
}

/// True if a renewal repeats the address to which the browser came back.
fn sends_redirect(plan: &Plan) -> bool {
    let mut ways = plan.mapping.connection.auth.iter();
    ways.any(|auth| match auth {
        Auth::OAuth2(oauth2) => oauth2
            .refresh_token
            .sends
            .iter()
            .any(|name| name == "redirect_uri"),
        _ => false,
    })
}

fn lacks(fault: RequestFault) -> run::Error {
    match fault {
        RequestFault::Account(what) => run::Error::Account(vec![AccountFault::Lacks(what)]),
        fault @ RequestFault::Lost { .. } => run::Error::Ours(fault.to_string()),
        RequestFault::Value { message, .. } => run::Error::Ours(message),
    }
}
