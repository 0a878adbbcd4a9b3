//! The server before programs that know nothing of us: its description judged by a validator, and
//! its routes asked by a fuzzer that was told only the description.

use crate::python;
use crate::step::{self, command, run};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PACKAGES: [&str; 2] = ["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"];
const TOKEN: &str = "a-token-of-the-fuzz-run";
/// How long each of the two runs takes, in seconds.
const SECONDS: &str = "25";
/// What every reply must hold to.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

/// Validates the description and fuzzes the routes: first all of them, then the list alone, with
/// the sandbox's own accounts.
///
/// # Errors
/// What the validator or the fuzzer found, or why they could not be asked.
pub fn check(root: &Path) -> Result<(), String> {
    let bin = python::installed(root, "http-api", &PACKAGES)?;
    let program = |name: &str| bin.join(name).to_string_lossy().into_owned();
    for only in [None, Some("/unified/crm/engagements")] {
        let server = Server::start(root)?;
        let description = format!("http://{}/openapi.json", server.address);
        let document = root.join("target/python/openapi.json");
        let text = server
            .get("/openapi.json")
            .map_err(|error| error.to_string())?;
        fs::write(&document, text).map_err(|error| error.to_string())?;
        let mut validate = command(root, &[&program("openapi-spec-validator")]);
        validate.arg(&document);
        run(validate)?;
        let settings = root.join("target/python/schemathesis.toml");
        let accounts = only.map(|_| server.accounts.as_slice()).unwrap_or_default();
        fs::write(&settings, parameters(accounts)).map_err(|error| error.to_string())?;
        let mut fuzz = command(root, &[&program("schemathesis")]);
        fuzz.arg("--config-file").arg(&settings);
        fuzz.args(["run", &description, "--seed", "7", "--max-time", SECONDS]);
        fuzz.args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS]);
        fuzz.args([
            "--generation-database",
            "none",
            "--warnings",
            "off",
            "--no-color",
        ]);
        fuzz.args(["--header", &format!("Authorization: Bearer {TOKEN}")]);
        fuzz.args(only.iter().flat_map(|path| ["--include-path", path]));
        run(fuzz)?;
    }
    Ok(())
}

/// The fuzzer's settings: the accounts that it asks for.
fn parameters(accounts: &[String]) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let ids: Vec<String> = accounts.iter().map(|id| format!("\"{id}\"")).collect();
    format!(
        "[parameters]\n\"query.integrated_account_id\" = [{}]\n",
        ids.join(", ")
    )
}

/// The sandbox's server, stopped when it is dropped.
struct Server {
    process: Child,
    address: String,
    accounts: Vec<String>,
}

impl Server {
    fn start(root: &Path) -> Result<Server, String> {
        let mut process = Command::new(step::program(root)?)
            .args(["serve", "--sandbox", "--listen", "127.0.0.1:0"])
            .env("TOUCHPOINT_API_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the server does not start: {error}"))?;
        let out = process.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        let first = lines.next().unwrap_or_default();
        let address = first.rsplit_once("http://").map(|(_, at)| at.to_owned());
        let told = lines.take_while(|line| !line.starts_with("try"));
        let indented = told.filter_map(|line| Some(line.strip_prefix("  ")?.to_owned()));
        let accounts = indented.filter_map(|line| Some(line.split(' ').next()?.to_owned()));
        let accounts = accounts.collect();
        Ok(Server {
            address: address.ok_or_else(|| format!("the server says: {first}"))?,
            process,
            accounts,
        })
    }

    /// The body of a reply.
    fn get(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        )?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        let body = reply
            .split_once("\r\n\r\n")
            .map(|(_, body)| body.to_owned());
        body.ok_or_else(|| io::Error::other("no reply"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
