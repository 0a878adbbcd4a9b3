//! A client of the program's own, with limits of its own.

use super::*;

fn given(options: &LiveOptions) -> Live {
    let client = Live::client_builder_of(options).unwrap().build().unwrap();
    Live::with_client_and(client, options.clone())
}

#[tokio::test]
async fn the_limits_of_the_program_hold_over_its_client() {
    let options = LiveOptions {
        timeout: Duration::from_millis(300),
        max_body_bytes: 10,
        user_agent: "mine/1".to_owned(),
        ..LiveOptions::default()
    };
    let (origin, asked) = serve(vec![
        reply("200 OK", &[b'x'; 11]),
        reply("200 OK", b"x"),
        vec![],
    ])
    .await;
    let live = given(&options);
    let limit = SendFault::TooLarge { limit: 10 };
    assert_eq!(live.send(&get(&origin)).await, Err(limit));
    assert_eq!(live.send(&get(&origin)).await.unwrap().body, b"x");
    let late = SendFault::Timeout(options.timeout);
    assert_eq!(live.send(&get(&origin)).await, Err(late));
    let asked = asked.lock().unwrap().concat();
    assert!(asked.contains("user-agent: mine/1"), "{asked}");
}

#[tokio::test]
async fn a_client_that_resolves_by_itself_is_led_nowhere_home() {
    let options = LiveOptions {
        public_only: true,
        ..LiveOptions::default()
    };
    let own = Live::client_builder().unwrap().build().unwrap();
    let home = name_of_this_machine().map(|name| format!("https://{name}:1"));
    for live in [given(&options), Live::with_client_and(own, options.clone())] {
        for origin in ["https://127.0.0.1:1", "https://a.localhost:1"]
            .map(str::to_owned)
            .into_iter()
            .chain(home.clone())
        {
            let told = live.send(&get(&origin)).await.unwrap_err().to_string();
            assert!(told.contains("within this network"), "{origin}: {told}");
        }
    }
}
