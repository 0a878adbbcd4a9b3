//! The contract's routes over an engine and accounts of one's own, for a server that has other routes
//! too.

use crate::app::router_of;
use crate::connect::Connect;
use crate::engine::{Current, Engine};
use crate::gate::Gate;
use crate::left_off::LeftOff;
use crate::metrics::Metrics;
use crate::settings::Settings;
use crate::state::Shared;
use crate::unsent::Unsent;
use axum::Router;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use touchpoint::Touchpoint;
use touchpoint::tokens::{Keeping, MemoryTokens};
use touchpoint_accounts::sandbox_accounts;
use touchpoint_accounts::service::Accounts;

/// The contract's routes with their gate, headers, meta, description and errors: to be merged into a
/// router of one's own, or nested below a path.
///
/// Tokens are read and accounts are found by `accounts`; build the engine with
/// [`NAMES`](crate::NAMES), so that its faults name parameters as the contract does. Links to connect
/// accounts are not among the routes, since their apps belong to a whole server. The limits are those
/// of [`Settings::default`]; [`router_with`] takes others.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use touchpoint::Touchpoint;
/// use touchpoint_accounts::{Caller, MemoryAccounts, sandbox_accounts};
///
/// let engine = Touchpoint::builder().names(touchpoint_server::NAMES).sandbox().build().await?;
/// let caller = Caller { workspace: "mine".to_owned(), ..Caller::default() };
/// let mut accounts = MemoryAccounts::default().with_token("a-token-of-my-own", caller);
/// for account in sandbox_accounts(&engine) {
///     accounts = accounts.with_account("mine", account);
/// }
/// let app: axum::Router = axum::Router::new()
///     .route("/hello", axum::routing::get(|| async { "hello" }))
///     .nest("/crm", touchpoint_server::router(engine, Arc::new(accounts)));
/// # drop(app);
/// # Ok(()) }
/// ```
pub fn router(engine: Touchpoint, accounts: Arc<dyn Accounts>) -> Router {
    router_with(&Settings::default(), engine, accounts)
}

/// The same with the limits, the deadline and the leniency of these settings; what they say of
/// addresses, accounts and mappings does not count.
pub fn router_with(settings: &Settings, engine: Touchpoint, accounts: Arc<dyn Accounts>) -> Router {
    let played = sandbox_accounts(&engine).into_iter();
    let shared = Shared {
        played: played.map(|account| account.id).collect::<HashSet<_>>(),
        current: Arc::new(Current::new(Engine::new(engine))),
        accounts,
        // Nothing is signed with it: the routes of links are left out.
        connect: Connect::new([0; 32], [].into(), ""),
        gate: Gate::new(settings.limits),
        unsent: Unsent::new(settings.memory.unsent),
        left_off: LeftOff::default(),
        metrics: Arc::new(Metrics::default()),
        unsupported: settings.unsupported_filters,
        deadline: settings.deadline,
        max_body_bytes: settings.max_body_bytes,
        allow_private: settings.allow_private_addresses,
        tokens: Keeping::new(Arc::new(MemoryTokens::default())),
        going_down: AtomicBool::new(false),
    };
    router_of(Arc::new(shared), false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::fmt::Write;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use touchpoint::{Json, Model, SourceFile};
    use touchpoint_accounts::{Caller, MemoryAccounts};

    const TICKETS: &str = r#"{ "title": "desk/tickets", "type": "object", "required": ["id"],
        "properties": {
            "id": { "type": "string" },
            "urgent": { "type": ["boolean", "null"], "description": "Whether it hurries." } } }"#;

    const LIST: &str =
        "{ request: GET /x, paging: { kind: none }, records: '$.all[*]', fields: { id: $.id";

    fn mapping(slug: &str, lists: &[&str]) -> SourceFile {
        let mut text = format!(
            "mapping: 1\nintegration: {slug}\nlabel: Acme\npage: extra\nconnection:\n  \
             base_url: https://{slug}.example\n  auth: [{{ kind: bearer, credential: token }}]\nlists:\n"
        );
        for resource in lists {
            let more = if *resource == "desk/tickets" {
                ", urgent: $.hurries"
            } else {
                ""
            };
            let _ = writeln!(text, "  {resource}: {LIST}{more} }} }}");
        }
        SourceFile::new(format!("{slug}.yaml"), text)
    }

    /// A server with a model of its own beside those that ship; the ids of its accounts are their slugs.
    async fn server() -> std::net::SocketAddr {
        let tickets = Model::from_schema(&Json::parse(TICKETS).unwrap()).unwrap();
        let engine = Touchpoint::builder()
            .names(crate::NAMES)
            .also(tickets)
            .add(mapping("desk", &["desk/tickets"]))
            .add(mapping(
                "both",
                &["crm/engagements", "crm/contacts", "desk/tickets"],
            ))
            .only(["desk", "both"])
            .sandbox()
            .build()
            .await
            .unwrap();
        let caller = Caller {
            workspace: "mine".to_owned(),
            ..Caller::default()
        };
        let mut accounts = MemoryAccounts::default().with_token("mine", caller);
        for mut account in sandbox_accounts(&engine) {
            account.id.clone_from(&account.integration);
            accounts = accounts.with_account("mine", account);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = router(engine, Arc::new(accounts));
        tokio::spawn(async move { axum::serve(listener, app).await });
        address
    }

    async fn get(at: std::net::SocketAddr, path: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer mine\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        let body = reply.split_once("\r\n\r\n").unwrap().1;
        let status = reply.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_model_of_the_programs_own_has_every_path_of_one_that_ships() {
        let at = server().await;
        for account in ["desk", "both"] {
            let path = format!("/unified/desk/tickets?integrated_account_id={account}");
            let (status, page) = get(at, &path).await;
            assert_eq!(status, 200, "{page}");
            assert!(page["result"][0].get("urgent").is_some(), "{page}");
            let path = format!("/unified/desk/tickets/meta/list?integrated_account_id={account}");
            let (status, meta) = get(at, &path).await;
            assert_eq!(status, 200, "{meta}");
            let fields = meta["response_schema"]["properties"].as_object().unwrap();
            assert_eq!(
                fields.keys().collect::<Vec<_>>(),
                ["id", "urgent"],
                "{meta}"
            );
        }
        let (status, meta) = get(at, "/unified/desk/tickets/meta").await;
        assert_eq!(status, 200, "{meta}");
        assert!(meta["response_fields"]["urgent"].is_object(), "{meta}");
        let (status, meta) = get(at, "/unified/desk/tickets/desk/meta/list").await;
        assert_eq!(status, 200, "{meta}");
        let (status, none) = get(at, "/unified/desk/chats?integrated_account_id=desk").await;
        assert_eq!(status, 404, "{none}");
        let (status, one) = get(at, "/unified/desk/tickets/7").await;
        assert_eq!(status, 404, "{one}");
        assert!(
            one.to_string().contains("`GET /unified/desk/tickets?id="),
            "{one}"
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_account_without_a_list_is_told_with_those_that_have_it() {
        let at = server().await;
        for path in ["", "/meta/list"] {
            let path = format!("/unified/crm/contacts{path}?integrated_account_id=desk");
            let (status, told) = get(at, &path).await;
            assert_eq!(status, 400, "{told}");
            let told = told.to_string();
            assert!(told.contains("has no list of `crm/contacts`"), "{told}");
            assert!(told.contains("\"both\""), "{told}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn capabilities_and_the_description_tell_each_list() {
        let at = server().await;
        let lists = async |path: &str| {
            let (status, body) = get(at, path).await;
            assert_eq!(status, 200, "{body}");
            let unified = body["unified"].as_array().unwrap();
            let names = unified.iter().map(|one| {
                let part = |key: &str| one[key].as_str().unwrap().to_owned();
                format!("{}/{}", part("model"), part("resource"))
            });
            names.collect::<Vec<_>>()
        };
        let all = ["crm/engagements", "crm/contacts", "desk/tickets"];
        assert_eq!(lists("/integration/both/capabilities").await, all);
        assert_eq!(lists("/integrated-account/both/capabilities").await, all);
        let one = ["desk/tickets"];
        assert_eq!(lists("/integration/desk/capabilities").await, one);
        assert_eq!(lists("/integrated-account/desk/capabilities").await, one);
        for path in ["/integration", "/integrations"] {
            let (_, known) = get(at, path).await;
            assert_eq!(known["result"].as_array().unwrap().len(), 2, "{known}");
        }

        let (_, described) = get(at, "/openapi.json").await;
        for resource in all {
            for below in ["", "/meta", "/meta/list", "/{integration}/meta/list"] {
                let path = format!("/unified/{resource}{below}");
                assert!(described["paths"].get(&path).is_some(), "{path}");
            }
        }
        let record = &described["components"]["schemas"]["TicketsRecord"]["properties"];
        assert_eq!(
            record["urgent"]["description"], "Whether it hurries.",
            "{record}"
        );
        let of_one = "/unified/desk/tickets/{integration}/meta/list";
        let slugs = &described["paths"][of_one]["parameters"][0]["schema"]["enum"];
        assert_eq!(slugs.as_array().unwrap().len(), 2, "{slugs}");
    }
}
