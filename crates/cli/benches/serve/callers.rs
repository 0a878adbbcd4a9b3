//! Those who ask: as many as there are, each again when it has its answer.

use crate::settings::{CALLERS, TOKEN};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

const ROUND: Duration = Duration::from_secs(2);

pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_gzip().build().unwrap()
}

pub async fn ready(url: &str) {
    let client = client();
    for _ in 0..200 {
        let answer = client.get(url).bearer_auth(TOKEN).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{url} does not answer");
}

/// How one asks: the address, and the packings that are accepted (`gzip`), where there are any.
#[derive(Clone)]
pub struct Asking {
    pub url: String,
    pub accepts: Option<&'static str>,
}

impl Asking {
    async fn answer(&self, client: &reqwest::Client) -> Vec<u8> {
        let mut asking = client.get(&self.url).bearer_auth(TOKEN);
        if let Some(accepts) = self.accepts {
            asking = asking.header("accept-encoding", accepts);
        }
        let answer = asking.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let packing = answer.headers().get("content-encoding");
        let packing = packing.map(|packing| packing.to_str().unwrap());
        assert_eq!(packing, self.accepts);
        answer.bytes().await.unwrap().to_vec()
    }
}

/// One answer, as it comes over the wire.
pub async fn answer(asking: &Asking) -> Vec<u8> {
    asking.answer(&client()).await
}

/// Requests a second.
pub async fn rate(asking: &Asking) -> f64 {
    let client = client();
    let count = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let callers = (0..CALLERS).map(|_| {
        let (client, asking, count) = (client.clone(), asking.clone(), count.clone());
        tokio::spawn(async move {
            while start.elapsed() < ROUND {
                assert!(asking.answer(&client).await.len() > 10_000);
                count.fetch_add(1, Relaxed);
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    for caller in callers {
        caller.await.unwrap();
    }
    f64::from(u32::try_from(count.load(Relaxed)).unwrap()) / start.elapsed().as_secs_f64()
}
