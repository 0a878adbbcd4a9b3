//! A host of a tenant that gives a token for whatever it is shown.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::server::vendor_of;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// Its address, and the requests that it has seen.
pub(super) async fn thief() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = seen.clone();
    let at = vendor_of(move |request| {
        told.lock().unwrap().push(request);
        let tokens = r#"{"access_token":"x","refresh_token":"y"}"#;
        async move { (200, "", tokens.to_owned()) }
    });
    (at.await, seen)
}
