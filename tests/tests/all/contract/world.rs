//! A server before a vendor that answers as a test says and keeps what it is asked: an invented one, or
//! one of a mapping that is built in.

use crate::server::{self, Folder, Reply, Running, TOKEN, admin, settings, start_with, vendor_of};
use std::sync::{Arc, Mutex};
use touchpoint::Account;
use touchpoint_accounts::MemoryAccounts;
use touchpoint_language::json::Json;
use touchpoint_server::Settings;

/// Status, further headers, body.
pub(super) type Answer = (u16, &'static str, String);

/// A server with an account `a`, and `b` which differs in its id alone, at a vendor that answers as
/// a test says.
pub(super) struct World {
    pub(super) running: Running,
    pub(super) folder: Folder,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

impl World {
    /// Of a mapping's text; the vendor is given each request's line, and its body where it has one.
    pub(super) async fn of(
        name: &str,
        mapping: &str,
        answer: impl Fn(&str) -> Answer + Clone + Send + Sync + 'static,
    ) -> World {
        let folder = Folder::new(&format!("row-{name}"));
        folder.write("acme.yaml", mapping);
        let change = |s: &mut Settings| s.mappings = vec![folder.0.clone()];
        let account = Account {
            id: "a".to_owned(),
            integration: "acme".to_owned(),
            credentials: [("key".to_owned(), "a-secret-key".into())].into(),
            ..Account::default()
        };
        let (running, asked) = serve(account, answer, change).await;
        World {
            running,
            folder,
            asked,
        }
    }

    /// Of a mapping that is built in.
    pub(super) async fn built_in(
        integration: &str,
        context: &[(&str, &str)],
        credential: &str,
        body: &'static str,
    ) -> World {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let account = Account {
            id: "a".to_owned(),
            integration: integration.to_owned(),
            context: context.iter().map(pair).collect(),
            credentials: [(credential.to_owned(), "a-secret-key".into())].into(),
            ..Account::default()
        };
        let answer = move |_: &str| (200, "", body.to_owned());
        let (running, asked) = serve(account, answer, |_| {}).await;
        World {
            running,
            folder: Folder::new(&format!("row-{integration}")),
            asked,
        }
    }

    pub(super) async fn list(&self, query: &str) -> Reply {
        let query = format!("integrated_account_id=a&{query}");
        server::list(self.running.address, &query).await
    }

    /// What the vendor was asked since the last time: `GET /calls?x=1`, and the body after a space.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// The one request that the vendor got, as the pairs of its query in order.
    pub(super) fn pairs(&self) -> Vec<String> {
        let asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        let query = asked[0].split_once('?').map_or("", |(_, query)| query);
        let mut pairs: Vec<String> = query.split('&').map(str::to_owned).collect();
        pairs.sort();
        pairs
    }

    /// The query is refused for these parameters, and the vendor is not asked.
    pub(super) async fn refuses(&self, query: &str, parameters: &[&str]) -> Json {
        self.asked();
        let reply = self.list(query).await;
        assert_eq!(reply.status, 400, "{query}: {}", reply.json());
        assert_eq!(reply.failing(), parameters, "{query}: {}", reply.json());
        assert!(self.asked().is_empty(), "{query} reached the vendor");
        reply.json()
    }

    /// The ids of the records that a query gives.
    pub(super) async fn ids(&self, query: &str) -> Vec<String> {
        let records = self.list(query).await.records();
        let id = |record: &Json| record["id"].as_str().unwrap().to_owned();
        records.iter().map(id).collect()
    }
}

async fn serve(
    account: Account,
    answer: impl Fn(&str) -> Answer + Clone + Send + Sync + 'static,
    change: impl FnOnce(&mut Settings),
) -> (Running, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = asked.clone();
    let at = vendor_of(move |request| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((&request, ""));
        let line = head.split(" HTTP/").next().unwrap_or_default();
        let line = format!("{line} {body}").trim_end().to_owned();
        let answer = answer(&line);
        kept.lock().unwrap().push(line);
        std::future::ready(answer)
    })
    .await;
    let account = Account {
        base_url: Some(format!("http://{at}")),
        ..account
    };
    let accounts = MemoryAccounts::default()
        .with_token(TOKEN, admin("w"))
        .with_account("w", account.clone())
        .with_account(
            "w",
            Account {
                id: "b".to_owned(),
                ..account
            },
        );
    let mut settings = settings();
    // As servers have that share their accounts: one key for all of them.
    settings.cursor_key = Some("a-key-for-the-cursors".into());
    change(&mut settings);
    (start_with(settings, accounts).await, asked)
}

/// The value of a pair in a request's line.
pub(super) fn value<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let query = line.split_once('?')?.1.split(' ').next()?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == name).then_some(value))
}
