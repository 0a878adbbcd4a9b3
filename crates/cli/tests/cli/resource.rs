//! Lists of other resources than engagements: of a model that ships, and of one's own.

use crate::binary::{file, folder, program, root, run};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

#[test]
fn an_integration_without_the_list_is_told_with_those_that_have_it() {
    for command in ["list", "explain", "test"] {
        let ran = run(&[command, "close", "--resource", "crm/contacts"]);
        let ran = match command {
            "list" => run(&[command, "close", "--resource", "crm/contacts", "--sandbox"]),
            _ => ran,
        };
        assert_eq!(ran.code, Some(2), "{ran:#?}");
        assert!(
            ran.err.contains("`close` has no list of `crm/contacts`"),
            "{ran:#?}"
        );
        assert!(
            ran.err
                .contains("these have one: hubspot, pipedrive, salesforce"),
            "{ran:#?}"
        );
    }
    let nowhere = run(&["explain", "clothes", "--resource", "crm/contacts"]);
    assert!(
        nowhere.err.contains("there is no integration `clothes`"),
        "{nowhere:#?}"
    );

    let contacts_alone = file(
        "acme.yaml",
        "mapping: 1
integration: acme
label: Acme
page: extra
resource: crm/contacts
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: access_token }]
list:
  request: GET /people
  paging: { kind: none }
  records: $.data[*]
  fields: { id: $.id, name: $.name }
",
    );
    let ran = run(&["explain", "acme", "--mappings", &contacts_alone]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(
        ran.err.contains("`acme` has no list of `crm/engagements`"),
        "{ran:#?}"
    );
    assert!(
        ran.err.contains("add `--resource crm/contacts`"),
        "{ran:#?}"
    );
    let of = ["--resource", "crm/contacts"];
    let ran = run(&[&["explain", "acme", "--mappings", &contacts_alone], &of[..]].concat());
    assert_eq!(ran.code, Some(0), "{ran:#?}");
}

const TOKEN: &str = "a-token-of-the-tests";

/// A server of the program's, which is ended with this.
struct Serving {
    child: Child,
    at: String,
}

impl Serving {
    fn start(arguments: &[&str]) -> Serving {
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--sandbox"])
            .args(arguments)
            .env("TOUCHPOINT_API_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let at = first.rsplit_once("http://").unwrap().1.to_owned();
        Serving { child, at }
    }

    fn get(&self, path: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let status = reply.split(' ').nth(1).unwrap().parse().unwrap();
        let body = reply.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lists of a model of one's own are answered.
fn answers_for_parcels(arguments: &[&str]) {
    let serving = Serving::start(arguments);
    let (_, accounts) = serving.get("/integrated-account");
    let account = accounts["result"][0]["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{accounts}"));
    let (status, page) = serving.get(&format!(
        "/unified/shop/parcels?integrated_account_id={account}&limit=2"
    ));
    assert_eq!(status, 200, "{page}");
    assert!(page["result"][0]["number"].is_string(), "{page}");
    let (status, meta) = serving.get("/unified/shop/parcels/meta");
    assert_eq!(status, 200, "{meta}");
    assert!(meta["response_fields"]["sent_at"].is_object(), "{meta}");
    let (_, openapi) = serving.get("/openapi.json");
    assert!(
        openapi["paths"]["/unified/shop/parcels"].is_object(),
        "{openapi}"
    );
    let record = &openapi["components"]["schemas"]["Record"]["properties"];
    assert!(record["stops"].is_object(), "{record}");
    assert_eq!(serving.get("/unified/crm/engagements/meta").0, 404);
}

#[test]
fn serve_answers_for_a_model_of_ones_own() {
    let models = root().join("tests/models");
    let path = |name: &str| models.join(name).to_str().unwrap().to_owned();
    let (model, mapping) = (path("parcel.schema.json"), path("parcels.yaml"));
    answers_for_parcels(&["--model", &model, "--mappings", &mapping]);

    let settings = format!("model: {model}\nmappings: {mapping}\n");
    let settings = file("settings.yaml", &settings);
    answers_for_parcels(&["--settings", &settings]);

    let project = folder();
    fs::copy(&model, project.join("parcel.schema.json")).unwrap();
    fs::copy(&mapping, project.join("parcels.yaml")).unwrap();
    let text = "touchpoint: 1\nmappings: parcels.yaml\nmodel: parcel.schema.json\n";
    fs::write(project.join("touchpoint.yaml"), text).unwrap();
    let file = project.join("touchpoint.yaml");
    answers_for_parcels(&["--project", file.to_str().unwrap()]);
}

#[test]
fn a_model_that_cannot_be_read_is_told_before_anything_is_served() {
    let none = file("model.json", "{}");
    let ran = run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--sandbox",
        "--model",
        &none,
    ]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(
        ran.err.contains(&none) && ran.err.contains("`title`"),
        "{ran:#?}"
    );
}
