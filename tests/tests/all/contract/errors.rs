//! Who must act: what the vendor says of itself, and what becomes of it.

use super::world::{Answer, World};
use conformance::json;

const MAPPING: &str = "
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: api_key, headers: { x-key: { credential: key } } }]
  rate_limit: [{ limit: { header: x-limit }, remaining: { header: x-left }, reset: { header: x-reset, form: FORM } }]
  errors:
    message: $.why
    classify:
      - { when: { status: 200, $.ok: false }, is: remote }
      - { when: { status: 403, $.why: quota }, is: rate_limited, wait: 30 s }
      - { when: { status: 423 }, is: transient }
list:
  request: GET /calls
  paging: { kind: none }
  records: $.calls[*]
  fields: { id: $.id }
";

async fn world(
    name: &str,
    form: &str,
    answer: impl Fn(&str) -> Answer + Clone + Send + Sync + 'static,
) -> World {
    World::of(name, &MAPPING.replace("FORM", form), answer).await
}

/// Header lines that a test makes up as it goes.
fn lines(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

const GOOD: &str = r#"{"calls":[{"id":1}]}"#;

#[tokio::test]
async fn a_limit_s_reset_is_seconds_whatever_the_vendor_s_form() {
    let end = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(90);
    let second = end.as_second();
    for (form, told) in [
        ("delay_s", "90".to_owned()),
        ("delay_ms", "90000".to_owned()),
        ("unix_s", second.to_string()),
        ("unix_ms", end.as_millisecond().to_string()),
        (
            "http_date",
            end.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ),
        ("rfc3339", end.to_string()),
    ] {
        let headers = lines(format!("x-limit: 100\r\nx-left: 4\r\nx-reset: {told}\r\n"));
        let world = world(form, form, move |_| (200, headers, GOOD.to_owned())).await;
        let reply = world.list("").await;
        assert_eq!(reply.header("ratelimit-limit"), "100", "{form}");
        assert_eq!(reply.header("ratelimit-remaining"), "4", "{form}");
        let reset: i64 = reply.header("ratelimit-reset").parse().unwrap();
        assert!((1..=90).contains(&reset), "{form}: {reset}");
        if form.starts_with("delay") {
            assert_eq!(reset, 90, "{form}");
        }
    }
}

#[tokio::test]
async fn a_limit_is_handed_on_with_the_wait_that_is_known() {
    let limited = |headers: &'static str, status: u16| {
        move |_: &str| (status, headers, r#"{"why":"quota"}"#.to_owned())
    };
    // What the vendor tells comes first, then what the mapping declares, then the window's end.
    for (name, status, headers, wait) in [
        ("told", 429, "retry-after: 7\r\n", "7"),
        ("told-and-declared", 403, "retry-after: 7\r\n", "7"),
        ("declared", 403, "", "30"),
        ("window", 429, "x-left: 0\r\nx-reset: 11\r\n", "11"),
        ("unknown", 429, "", ""),
    ] {
        let world = world(name, "delay_s", limited(headers, status)).await;
        let reply = world.list("").await;
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (429, wait),
            "{name}"
        );
        assert_eq!(reply.json()["truto_is_remote_error"], json!(true));
        assert_eq!(
            world.asked().len(),
            1,
            "{name}: a limit is never tried again inside a request"
        );
    }
}

#[tokio::test]
async fn a_good_status_with_a_bad_answer_is_the_vendor_s_fault() {
    for (name, body, says) in [
        ("no", r#"{"ok":false,"why":"not today"}"#, "not today"),
        ("cut", r#"{"calls":[{"id":1},"#, ""),
        ("page", "<html>please sign in</html>", ""),
        ("elsewhere", r#"{"cals":[]}"#, ""),
    ] {
        let world = world(name, "delay_s", move |_| (200, "", body.to_owned())).await;
        let reply = world.list("").await;
        if name == "elsewhere" && reply.status == 200 {
            // A reply without the list is a page without records.
            assert!(reply.records().is_empty());
            continue;
        }
        assert_eq!(reply.status, 502, "{name}: {}", reply.json());
        let body = reply.json();
        assert_eq!(body["truto_is_remote_error"], json!(true), "{name}");
        assert!(body["message"].as_str().unwrap().contains(says), "{body}");
    }
}

#[tokio::test]
async fn the_vendor_s_own_refusal_keeps_its_status() {
    for status in [400, 402, 404, 410, 422, 451] {
        let world = world(&status.to_string(), "delay_s", move |_| {
            (status, "", r#"{"why":"because"}"#.to_owned())
        })
        .await;
        let reply = world.list("").await;
        let body = reply.json();
        assert_eq!(
            (reply.status, &body["statusCode"]),
            (status, &json!(status))
        );
        assert_eq!(body["raw_response"], json!({ "why": "because" }));
        assert!(body["message"].as_str().unwrap().contains("because"));
        assert_eq!(world.asked().len(), 1, "{status}");
    }
}

/// The first answers with this, all later ones are good.
fn once(status: u16, headers: &'static str) -> impl Fn(&str) -> Answer + Clone + Send + Sync {
    let turn = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    move |_: &str| match turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => (status, headers, "{}".to_owned()),
        _ => (200, "", GOOD.to_owned()),
    }
}

#[tokio::test]
async fn what_passes_is_tried_again_within_the_deadline() {
    // 423 is transient because the mapping says so; a wait that fits is kept.
    for (status, headers) in [
        (408, ""),
        (502, ""),
        (503, "retry-after: 1\r\n"),
        (504, ""),
        (423, ""),
    ] {
        let world = world(&format!("once-{status}"), "delay_s", once(status, headers)).await;
        assert_eq!(world.list("").await.records().len(), 1, "{status}");
        assert_eq!(world.asked().len(), 2, "{status}");
    }
    // A wait beyond the deadline is the caller's.
    let world = world("too-long", "delay_s", once(503, "retry-after: 600\r\n")).await;
    let reply = world.list("").await;
    assert_eq!((reply.status, reply.header("retry-after")), (502, "600"));
    assert_eq!(world.asked().len(), 1);
}
