//! What serde and `serde_json` do with numbers in a program of its own. It prints the same whether the
//! program embeds Touchpoint or not: a feature that the library switched on would reach it too.

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(dead_code)]
enum Tagged {
    Price { amount: f64 },
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Outer {
    name: String,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Inner {
    amount: f64,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Untagged {
    Number(f64),
    Text(String),
}

fn main() {
    println!("{:?}", serde_json::from_str::<Tagged>(r#"{"kind":"price","amount":1.5}"#));
    println!("{:?}", serde_json::from_str::<Outer>(r#"{"name":"a","amount":1.5}"#));
    println!("{:?}", serde_json::from_str::<Untagged>("1.5"));
    println!("{:?}", serde_json::from_str::<Tagged>(r#"{"kind":"price","amount":1e400}"#).is_ok());
    let (one, other): (Value, Value) = (
        serde_json::from_str("1.0").unwrap(),
        serde_json::from_str("1.00").unwrap(),
    );
    println!("{} {}", one == other, std::mem::size_of::<Value>());
    // Members come sorted by name, unless some crate asked for the order of the text.
    println!("{}", serde_json::from_str::<Value>(r#"{"b":1,"a":2}"#).unwrap());
    embedded();
}
