//! The playground of a test: the program, and a folder of its author.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const MAPPING: &str = r"# Acme's calls.
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
page: extra
connection:
  base_url: https://api.acme.example/v2
  auth: [{ kind: bearer, credential: access_token }]
list:
  request: GET /calls
  parameters:
    owner.id: { send_as: owner_id }
    engagement_type: { checked: true }
  paging: { kind: none }
  records: $.data[*]
  fields:
    id: $.id
    subject: $.title
    engagement_type: { from: $.kind, map: { CALL: call, VISIT: meeting }, otherwise: keep }
    owner: { id: $.owner_id }
    created_at: $.made
";

const REPLY: &str = r#"{
  "data": [
    { "id": 7, "title": "Renewal", "kind": "CALL", "owner_id": 31, "made": "2026-06-01T08:00:00Z" },
    { "id": 8, "title": "Visit at <b>Quarry Lane</b>", "kind": "VISIT", "owner_id": null, "made": "yesterday" }
  ]
}"#;

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// The program with a folder of its own.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: String,
    pub(crate) folder: PathBuf,
}

impl Served {
    pub(crate) fn start() -> Served {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!(
            "touchpoint-playground-{}-{number}",
            std::process::id()
        ));
        let case = folder.join("corpus/acme/two-calls");
        fs::create_dir_all(&case).unwrap();
        fs::create_dir_all(folder.join("mappings")).unwrap();
        fs::write(folder.join("mappings/acme.yaml"), MAPPING).unwrap();
        fs::write(
            case.join("case.yaml"),
            "about: Two calls of one page.\nquery: owner[id]=31\n",
        )
        .unwrap();
        let request = "GET https://api.acme.example/v2/calls\n? owner_id = 31\nauthorization: Bearer {access_token}\n";
        fs::write(case.join("1.request.http"), request).unwrap();
        fs::write(case.join("1.reply.http"), format!("HTTP 200\n\n{REPLY}")).unwrap();
        fs::write(case.join("1.expected.json"), "{}").unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_touchpoint"))
            .current_dir(&folder)
            .args([
                "playground",
                "--port",
                "0",
                "--mappings",
                "mappings",
                "--corpus",
                "corpus",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("playground: ").unwrap().to_owned();
        Served {
            process,
            address,
            folder,
        }
    }

    /// The mapping as it is kept.
    pub(crate) fn kept(&self) -> String {
        fs::read_to_string(self.folder.join("mappings/acme.yaml")).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
