//! How a server takes its leave, and how many connections one peer has.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{get, settings, start};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use touchpoint_server::Settings;

#[tokio::test]
async fn readiness_goes_down_before_the_port_is_closed() {
    let drain = Duration::from_secs(2);
    let mut running = start(Settings {
        sandbox: true,
        drain,
        ..settings()
    })
    .await;
    let at = running.address;
    let before = get(at, "/readyz").await;
    assert_eq!(before.status, 200);
    let told = Instant::now();
    running.stop();
    let mut after = get(at, "/readyz").await;
    while after.status == 200 && told.elapsed() < drain / 2 {
        after = get(at, "/readyz").await;
    }
    assert_eq!(after.status, 503);
    // Others are still answered, and told to connect elsewhere next time.
    let alive = get(at, "/healthz").await;
    assert_eq!((alive.status, alive.header("connection")), (200, "close"));
    assert_eq!(get(at, "/integrated-account").await.status, 200);
    running.ended.await.unwrap();
    assert!(told.elapsed() >= drain);
    assert!(TcpStream::connect(at).await.is_err());
}

#[tokio::test]
async fn one_peer_has_only_so_many_connections() {
    let running = start(Settings {
        sandbox: true,
        connections_per_peer: Some(2),
        ..settings()
    })
    .await;
    let ask = async |stream: &mut TcpStream| {
        let request = b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";
        if stream.write_all(request).await.is_err() {
            return 0;
        }
        let mut some = [0; 512];
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut some));
        read.await.unwrap().unwrap_or(0)
    };
    let mut first = TcpStream::connect(running.address).await.unwrap();
    let mut second = TcpStream::connect(running.address).await.unwrap();
    assert!(ask(&mut first).await > 0 && ask(&mut second).await > 0);
    let mut third = TcpStream::connect(running.address).await.unwrap();
    assert_eq!(ask(&mut third).await, 0, "it is closed at once");
    assert!(ask(&mut first).await > 0, "the others stay");
    drop(second);
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let mut again = TcpStream::connect(running.address).await.unwrap();
        if ask(&mut again).await > 0 {
            return;
        }
        assert!(Instant::now() < until, "its place is not free again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn probes_have_an_address_of_their_own_until_the_server_ends() {
    let drain = Duration::from_secs(1);
    let mut running = start(Settings {
        sandbox: true,
        drain,
        probes: Some(([127, 0, 0, 1], 0).into()),
        // Callers have no place left as soon as one holds it.
        connections_per_peer: Some(1),
        ..settings()
    })
    .await;
    let at = running.probes.unwrap();
    let _held = TcpStream::connect(running.address).await.unwrap();
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(get(at, path).await.status, 200, "{path}");
    }
    let lists = get(at, "/integrated-account").await;
    assert_eq!(
        (lists.status, lists.json()["code"].as_str()),
        (404, Some("T207"))
    );
    running.stop();
    let told = Instant::now();
    while get(at, "/readyz").await.status == 200 {
        assert!(told.elapsed() < drain, "it does not say that it goes down");
    }
    assert_eq!(get(at, "/healthz").await.status, 200);
    running.ended.await.unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    while TcpStream::connect(at).await.is_ok() {
        assert!(Instant::now() < until, "the port is still taken");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
