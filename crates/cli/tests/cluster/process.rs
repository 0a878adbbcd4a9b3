//! A server process, killed when it is dropped, and what it is asked.

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const TOKEN: &str = "a-token-of-the-tests";

/// A folder that is removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(mapping: &str) -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("touchpoint-cluster-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("mappings")).unwrap();
        fs::write(path.join("mappings/acme.yaml"), mapping).unwrap();
        Folder(path)
    }

    /// A database in it.
    pub(crate) fn sqlite(&self) -> String {
        format!("sqlite://{}", self.0.join("a.db").display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The log of the servers that stand on a folder, each line after the one before.
fn log(folder: &Path) -> fs::File {
    let mut options = fs::OpenOptions::new();
    let log = options.create(true).append(true);
    log.open(folder.join("log")).unwrap()
}

/// A running server.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: String,
}

impl Process {
    /// Starts one on a database, with the mappings and the key of a folder.
    pub(crate) fn start(database: &str, folder: &Path) -> Process {
        Process::start_with(database, folder, &[])
    }

    /// Likewise, with further settings of the environment.
    pub(crate) fn start_with(database: &str, folder: &Path, own: &[(&str, &str)]) -> Process {
        let mut child = Command::new(env!("CARGO_BIN_EXE_touchpoint"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .arg("--mappings")
            .arg(folder.join("mappings"))
            .arg("--key-file")
            .arg(folder.join("key"))
            .env("TOUCHPOINT_API_TOKEN", TOKEN)
            .envs(own.iter().copied())
            .arg("--allow-private-addresses")
            .stdout(Stdio::piped())
            .stderr(log(folder))
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines
            .next()
            .expect("the server says where it listens")
            .unwrap();
        let address = first.rsplit_once("http://").unwrap().1.to_owned();
        Process { child, address }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Adds an account whose access token is `access`; gives its id.
    pub(crate) fn add_account(&self, access: &str, ended: bool) -> String {
        let end = if ended {
            "2020-01-01T00:00:00Z"
        } else {
            "2099-01-01T00:00:00Z"
        };
        let body = json!({ "integration": "acme", "credentials": {
            "client_id": "me", "client_secret": "s", "access_token": access,
            "refresh_token": "r0", "expires_at": end,
        } });
        let (status, account) = ask(
            &self.address,
            "POST",
            "/integrated-account",
            &body.to_string(),
        );
        assert_eq!(status, 201, "{account}");
        account["id"].as_str().unwrap().to_owned()
    }

    /// The unified list of an account: status and body.
    pub(crate) fn list(&self, id: &str) -> (u16, Value) {
        list(&self.address, id)
    }

    /// The reply of a path as it came, head and body.
    pub(crate) fn whole(&self, path: &str) -> String {
        whole(&self.address, "GET", path, "")
    }

    /// What the server says of an account: its status, and why.
    pub(crate) fn status(&self, id: &str) -> (String, String) {
        let (_, account) = ask(
            &self.address,
            "GET",
            &format!("/integrated-account/{id}"),
            "",
        );
        let text = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        (text("status"), text("cause"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The unified list of an account, of a server at an address.
pub(crate) fn list(address: &str, id: &str) -> (u16, Value) {
    let path = format!("/unified/crm/engagements?integrated_account_id={id}");
    ask(address, "GET", &path, "")
}

/// Asks; a server that is killed meanwhile answers 0.
pub(crate) fn ask(address: &str, verb: &str, path: &str, body: &str) -> (u16, Value) {
    let reply = whole(address, verb, path, body);
    let Some((head, body)) = reply.split_once("\r\n\r\n") else {
        return (0, Value::Null);
    };
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn whole(address: &str, verb: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let request = format!(
        "{verb} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {TOKEN}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    let _ = stream.read_to_string(&mut reply);
    reply
}
