//! A played vendor, with an engine and an account for it.

use super::fault::Fault;
use crate::build_error::BuildError;
use crate::builder::Builder;
use crate::engine::Touchpoint;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use touchpoint_core::exchange::{
    Account, BoxFuture, Headers, Purpose, Reply, Request, SendFault, Transport,
};
use touchpoint_core::plan::Plan;
use touchpoint_emulator::{Emulator, PlayedVendor, recorded_shapes};
use touchpoint_language::source::SourceFile;

/// How long a token of the played token URL is good, in seconds.
const LIFE: u32 = 3600;

/// A played vendor. Clones are one.
#[derive(Clone, Debug)]
pub struct Vendor(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    emulator: Emulator,
    tokens: Mutex<Tokens>,
}

/// What the token URL has given.
#[derive(Debug, Default)]
struct Tokens {
    renewals: usize,
}

impl Tokens {
    /// The refresh token that is good now; each ends on use.
    fn refresh_token(&self) -> String {
        format!("refresh-{}", self.renewals)
    }
}

/// Says what vendor is played. See [`Vendor::of`].
#[derive(Debug)]
#[must_use = "nothing is played until `start`"]
pub struct VendorBuilder {
    integration: String,
    mapping: Option<SourceFile>,
    records: u64,
    seed: u64,
    faults: BTreeMap<u64, Fault>,
    renewable: bool,
}

impl Vendor {
    /// The vendor of a built-in mapping, with 60 records and no faults.
    pub fn of(integration: impl Into<String>) -> VendorBuilder {
        VendorBuilder {
            integration: integration.into(),
            mapping: None,
            records: 60,
            seed: 7,
            faults: BTreeMap::new(),
            renewable: false,
        }
    }

    /// How many calls it has had, those to its token URL left out.
    pub fn calls(&self) -> usize {
        self.0.emulator.calls()
    }

    /// How often a token was renewed.
    pub fn renewals(&self) -> usize {
        self.0.tokens().renewals
    }

    /// What callers did that no caller may do, in words: calls to other hosts, calls before a wait was over,
    /// calls that the vendor does not understand. Empty when all is well.
    pub fn violations(&self) -> Vec<String> {
        self.0.emulator.log().violations
    }

    /// The time on its clock, which moves when something waits.
    pub fn now(&self) -> Timestamp {
        self.0.emulator.now()
    }
}

impl VendorBuilder {
    /// The vendor of a mapping of your own, which names the same integration.
    pub fn mapping(mut self, mapping: SourceFile) -> VendorBuilder {
        self.mapping = Some(mapping);
        self
    }

    /// How many records each of its lists has, those that the mapping leaves out included.
    pub fn records(mut self, records: u64) -> VendorBuilder {
        self.records = records;
        self
    }

    /// Other records: each number gives others, the same number always the same.
    pub fn seed(mut self, seed: u64) -> VendorBuilder {
        self.seed = seed;
        self
    }

    /// What goes wrong with a call for records, counted from 1. Calls that are sent again count.
    pub fn fault(mut self, call: u64, fault: Fault) -> VendorBuilder {
        self.faults.insert(call.saturating_sub(1), fault);
        self
    }

    /// The account signs in with a token that its refresh token renews, where the mapping has such a way. The
    /// vendor's token URL gives tokens for an hour, and each refresh token ends on use.
    pub fn renewable(mut self) -> VendorBuilder {
        self.renewable = true;
        self
    }

    /// An engine whose transport is this vendor, an account of it, and the vendor to look at.
    ///
    /// # Errors
    /// [`BuildError`]: there is no such mapping, or it has faults.
    pub async fn start(self) -> Result<(Touchpoint, Account, Vendor), BuildError> {
        self.start_with(Touchpoint::builder()).await
    }

    /// The same with further settings of the engine: its token store, its observers.
    ///
    /// # Errors
    /// As [`VendorBuilder::start`].
    pub async fn start_with(
        self,
        builder: Builder,
    ) -> Result<(Touchpoint, Account, Vendor), BuildError> {
        let slug = self.integration.as_str();
        let own = |builder: Builder| match &self.mapping {
            Some(own) => builder.add(SourceFile::new(own.name.clone(), own.text.clone())),
            None => builder,
        };
        let engine = own(Touchpoint::builder()).only([slug]).build().await?;
        let plan = engine.plan(slug).ok_or_else(|| BuildError::Unknown {
            integration: slug.to_owned(),
            known: engine.registry().slugs(),
        })?;
        let shapes = Arc::new(recorded_shapes(plan));
        let played = PlayedVendor::new(plan.clone(), &shapes, self.seed, self.records);
        let played = Arc::new(played);
        let faults = self.faults.iter();
        let schedule = faults.map(|(call, fault)| (*call, fault.of_vendor()));
        let emulator = Emulator::new(played.clone(), shapes, self.seed, schedule.collect());
        let mut account = played.account("played", &emulator.secret());
        if self.renewable {
            sign_in_renewably(plan, &mut account, &emulator.secret());
        }
        let vendor = Vendor(Arc::new(Inner {
            emulator,
            tokens: Mutex::default(),
        }));
        let builder = own(builder).transport(vendor.clone());
        Ok((builder.build().await?, account, vendor))
    }
}

/// Gives an account the credentials of the first way whose token can be renewed.
fn sign_in_renewably(plan: &Plan, account: &mut Account, secret: &str) {
    let renewed = |name: &String| name == "refresh_token";
    let mut sets = plan.needs.credentials.iter();
    let Some(set) = sets.find(|set| set.optional.iter().chain(&set.required).any(renewed)) else {
        return;
    };
    account.credentials.clear();
    for name in set.required.iter().chain(&set.optional) {
        let value = match name.as_str() {
            "refresh_token" => Tokens::default().refresh_token(),
            // Its end is not known, so it is renewed when it is refused.
            "expires_at" => continue,
            _ => secret.to_owned(),
        };
        account.credentials.insert(name.clone(), value.into());
    }
}

impl Inner {
    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer of the token URL.
    fn token(&self, request: &Request) -> Reply {
        let mut tokens = self.tokens();
        let sent = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
        let good = tokens.refresh_token();
        let names_it = sent.split(['&', '=', '"']).any(|word| word == good);
        if sent.contains("refresh_token") && !names_it {
            return json(400, r#"{"error":"invalid_grant"}"#.to_owned());
        }
        tokens.renewals += 1;
        let (access, refresh) = (self.emulator.secret(), tokens.refresh_token());
        json(
            200,
            format!(
                r#"{{"access_token":"{access}","refresh_token":"{refresh}","token_type":"bearer","expires_in":{LIFE}}}"#
            ),
        )
    }
}

fn json(status: u16, body: String) -> Reply {
    Reply {
        status,
        headers: Headers(vec![(
            "content-type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: body.into_bytes(),
        ..Reply::default()
    }
}

impl Transport for Vendor {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        if request.about.purpose == Purpose::Token {
            return Box::pin(std::future::ready(Ok(self.0.token(request))));
        }
        self.0.emulator.send(request)
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.emulator.wait(duration)
    }

    /// Time passes by what is asked and by waits, so no patience ends beside them.
    fn bound(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Timestamp {
        self.0.emulator.now()
    }

    fn chance(&self) -> f64 {
        self.0.emulator.chance()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};
    use futures_util::TryStreamExt;

    const ACME: &str = "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://acme.example
  auth:
    - { kind: api_key, headers: { x-api-key: { credential: api_key } } }
    - kind: oauth2
      authorize_url: https://acme.example/allow
      token_url: https://acme.example/token
      client_auth: body
      refresh_token: { rotates: true }
list:
  request: GET /calls
  paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: limit, default: 50 } }
  records: $.calls[*]
  fields: { id: $.id }
";

    fn acme() -> VendorBuilder {
        Vendor::of("acme").mapping(SourceFile::new("acme.yaml", ACME))
    }

    async fn read(started: &(Touchpoint, Account, Vendor)) -> Result<usize, Error> {
        let (touchpoint, account, _) = started;
        let records = touchpoint.engagements(account).limit(25).records();
        records
            .try_fold(0, |count, _| async move { Ok(count + 1) })
            .await
    }

    #[tokio::test]
    async fn a_limit_is_waited_out_and_a_failure_is_told() {
        let limited = acme().fault(2, Fault::RateLimited(Duration::from_mins(10)));
        let limited = limited.start().await.unwrap();
        let before = limited.2.now();
        assert_eq!(read(&limited).await.unwrap(), 60);
        assert!(limited.2.now().duration_since(before).as_secs() >= 600);
        assert_eq!(limited.2.violations(), Vec::<String>::new());

        let failing = acme().fault(2, Fault::Status(500)).start().await.unwrap();
        let error = read(&failing).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.vendor_status()),
            (ErrorKind::VendorDown, Some(500))
        );
    }

    #[tokio::test]
    async fn a_token_that_ends_is_renewed() {
        let started = acme()
            .renewable()
            .fault(2, Fault::TokenEnds)
            .start()
            .await
            .unwrap();
        assert_eq!(read(&started).await.unwrap(), 60);
        assert_eq!(started.2.renewals(), 1);

        let fixed = acme().fault(2, Fault::TokenEnds).start().await.unwrap();
        let error = read(&fixed).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NeedsReauth);
        assert_eq!(fixed.2.renewals(), 0);
    }
}
