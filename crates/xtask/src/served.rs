//! The sandbox's server as a process: started on a free port, asked over plain sockets, stopped when
//! it is dropped.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The token that it takes.
pub(crate) const TOKEN: &str = "a-token-of-the-chores";

/// A running server.
pub(crate) struct Served {
    process: Child,
    /// `127.0.0.1:40123`
    pub(crate) address: String,
    /// The ids of its accounts, each with its integration.
    pub(crate) accounts: Vec<(String, String)>,
}

impl Served {
    /// Starts a program as the sandbox's server.
    ///
    /// # Errors
    /// It does not start, or does not print where it listens.
    pub(crate) fn start(program: &Path) -> Result<Served, String> {
        Served::start_with(program, &[])
    }

    /// The same, with further arguments.
    ///
    /// # Errors
    /// As [`Served::start`].
    pub(crate) fn start_with(program: &Path, arguments: &[&OsStr]) -> Result<Served, String> {
        let mut process = Command::new(program)
            .args(["serve", "--sandbox", "--listen", "127.0.0.1:0"])
            .args(arguments)
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
        let accounts = indented.filter_map(|line| {
            let (id, integration) = line.split_once("  ")?;
            Some((id.to_owned(), integration.to_owned()))
        });
        let accounts = accounts.collect();
        Ok(Served {
            address: address.ok_or_else(|| format!("the server says: {first}"))?,
            process,
            accounts,
        })
    }

    /// The body of a reply.
    ///
    /// # Errors
    /// The server does not answer.
    pub(crate) fn get(&self, path: &str) -> io::Result<String> {
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

    /// The kilobytes of memory that the process holds now, and its peak, where the system tells.
    pub(crate) fn memory(&self) -> Option<(u64, u64)> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().strip_suffix(" kB")?.parse().ok()
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
