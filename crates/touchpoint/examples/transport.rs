//! A transport of your own: here one that adds a header for your proxy and keeps every reply, over the live one.
//! The live one is over a client of yours, with its certificates, proxy and pool.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint::{
    BoxFuture, Header, HeaderText, Live, Reply, Request, SendFault, Timestamp, Touchpoint,
    Transport,
};

struct Taped {
    live: Live,
    tape: Arc<Mutex<Vec<String>>>,
}

impl Transport for Taped {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            let mut request = request.clone();
            request.headers.push(Header {
                name: "x-tenant".to_owned(),
                value: HeaderText::Open(request.about.account.clone()),
            });
            let reply = self.live.send(&request).await?;
            let line = format!("{} {} → {}", request.method, request.url, reply.status);
            self.tape
                .lock()
                .map_err(|_| SendFault::Connection("the tape is torn".into()))?
                .push(line);
            Ok(reply)
        })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.live.wait(duration)
    }

    fn now(&self) -> Timestamp {
        self.live.now()
    }

    fn chance(&self) -> f64 {
        self.live.chance()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tape: Arc<Mutex<Vec<String>>> = Arc::default();
    let taped = Taped {
        live: Live::with_client(Live::client_builder()?.pool_max_idle_per_host(4).build()?),
        tape: tape.clone(),
    };
    let touchpoint = Touchpoint::builder()
        .sandbox()
        .transport(taped)
        .build()
        .await?;
    let account = touchpoint
        .sandbox_account("close")
        .ok_or("no such sandbox")?;
    touchpoint
        .engagements(&account)
        .engagement_type("call")
        .limit(5)
        .page()
        .await?;
    for line in tape.lock().map_err(|_| "the tape is torn")?.iter() {
        println!("{line}");
    }
    Ok(())
}
