//! Overlays of a tenant that ask for more work or memory than there is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use super::SOON;
use crate::server::{account, ask, invented, list, settings, vendor};
use std::sync::Arc;
use std::time::Instant;
use touchpoint_language::source::SourceFile;

async fn subject_by(expression: &str) -> (u16, String) {
    let at = vendor(|_| async {
        let zeros = vec!["0"; 60_000].join(",");
        (
            200,
            "",
            format!(r#"{{"calls":[{{"id":1,"title":"t","a":[{zeros}]}}]}}"#),
        )
    })
    .await;
    let text = format!("overlay: 1\nof: acme\nlist:\n  fields:\n    subject: {expression}\n");
    let own = touchpoint::Account {
        overlay: Some(Arc::new(SourceFile::new("overlay", text))),
        ..account("a", "acme", at)
    };
    let (running, _folder) = invented("overlay-work", vec![own], |_| {}).await;
    let began = Instant::now();
    let reply = list(running.address, "integrated_account_id=a").await;
    assert!(
        began.elapsed() < SOON,
        "{expression}: {:?}",
        began.elapsed()
    );
    let text = String::from_utf8_lossy(&reply.bytes).into_owned();
    (reply.status, text)
}

#[tokio::test]
async fn a_computation_has_a_budget() {
    let doubled = vec!["[@,@,@,@,@,@,@,@]"; 25].join("|");
    let joined = format!("title{}", "|join('',[@,@,@,@,@,@,@,@])".repeat(12));
    for expression in [doubled, joined] {
        let written = format!("{{ compute: \"to_string({expression})\" }}");
        let (status, reply) = subject_by(&written).await;
        assert_eq!(status, 200, "{reply}");
        assert!(reply.contains("not_computed"), "{reply}");
        assert!(reply.contains("costs too much"), "{reply}");
        // The record stays, without that field.
        assert!(reply.contains(r#""id":"1""#) && reply.contains(r#""subject":null"#));
    }
}

#[tokio::test]
async fn a_filter_does_not_look_through_everything_again() {
    let (status, reply) = subject_by("'$.a[?count($..*) > 1]'").await;
    assert_eq!(status, 422, "{reply}");
    let (status, reply) = subject_by("'$.a[?@ == 1]'").await;
    assert_eq!(status, 200, "{reply}");
}

#[tokio::test]
async fn a_header_that_frames_a_request_is_refused() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[]}"#.to_owned()) }).await;
    let folder = crate::server::Folder::new("framing");
    folder.write("acme.yaml", &crate::server::mapping("acme"));
    let running = crate::server::start(touchpoint_server::Settings {
        mappings: vec![folder.0.clone()],
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        ..settings()
    })
    .await;
    for header in [
        "content-length",
        "Host",
        "transfer-encoding",
        "authorization",
        "x-key",
    ] {
        let overlay = format!("overlay: 1\nof: acme\nlist:\n  headers: {{ {header}: '30' }}\n");
        let body = conformance::json!({
            "integration": "acme", "base_url": format!("http://{at}"),
            "overlay": overlay, "credentials": { "key": "hush-hush" },
        });
        let refused = ask(
            running.address,
            "POST",
            "/integrated-account",
            &body.to_string(),
        )
        .await;
        assert_eq!(refused.status, 400, "{header}");
        let says = refused.json().to_string();
        assert!(says.contains("M520"), "{header}: {says}");
    }
}

/// An overlay that is wrong everywhere is refused at once, and not every fault is told.
#[tokio::test]
async fn an_overlay_of_faults_is_refused_in_bounded_time() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[]}"#.to_owned()) }).await;
    let (running, _folder) = invented("faults", vec![account("a", "acme", at)], |_| {}).await;
    for (start, line) in [
        ("", "k{}: 1\n"),
        ("", "k: {}\n"),
        ("list:\n  fields:\n", "    f{}: [1]\n"),
    ] {
        let lines: String = (0..3_000)
            .map(|n| line.replace("{}", &n.to_string()))
            .collect();
        let overlay = format!("overlay: 1\nof: acme\n{start}{lines}");
        let body = conformance::json!({
            "integration": "acme", "overlay": overlay, "credentials": { "key": "k" },
        });
        let began = Instant::now();
        let refused = ask(
            running.address,
            "POST",
            "/integrated-account",
            &body.to_string(),
        )
        .await;
        let took = began.elapsed();
        assert_eq!(refused.status, 400);
        let failures = &refused.json()["details"]["failures"];
        let told = failures.as_array().unwrap().len();
        assert!((2..=502).contains(&told), "{told}");
        // What grows with the square takes minutes in a debug build.
        assert!(
            took < std::time::Duration::from_secs(90),
            "{line}: {took:?}"
        );
    }
}
