//! A PostgreSQL server for one test: on a socket in a folder of its own, removed at the end.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "only tests use it, and one without a database fails"
)]

use crate::skipped;
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread::sleep,
    time::Duration,
};

/// A running server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    process: Child,
}

/// Gives each server of one process a folder of its own.
static NEXT: AtomicUsize = AtomicUsize::new(0);

impl Server {
    /// Starts one; `None` where there is no PostgreSQL: the test is then skipped with a message.
    ///
    /// # Panics
    /// When it does not start, or nothing may be skipped.
    pub fn start() -> Option<Server> {
        let Some(programs) = programs() else {
            skipped("it needs PostgreSQL under /usr/lib/postgresql: `apt-get install postgresql`");
            return None;
        };
        let name = format!(
            "tp-pg-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir(&folder).unwrap();
        if is_root() {
            // The server refuses to run as root.
            run(Command::new("chown").arg("nobody").arg(&folder));
        }
        let data = &folder.join("data");
        let mut init = unprivileged(&programs.join("initdb"));
        init.args([
            "--auth=trust",
            "--username=postgres",
            "--no-sync",
            "--locale=C",
        ]);
        run(init.args(["--encoding=UTF8", "--pgdata"]).arg(data));
        let mut serve = unprivileged(&programs.join("postgres"));
        serve.arg("-D").arg(data).arg("-k").arg(&folder);
        // No port at all, so none can be taken.
        serve.args(["-c", "listen_addresses=", "-c", "fsync=off"]);
        let process = serve
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server {
            folder,
            programs,
            process,
        };
        for _ in 0..300 {
            let mut ready = Command::new(server.programs.join("pg_isready"));
            ready.arg("-h").arg(&server.folder).stdout(Stdio::null());
            if ready.status().unwrap().success() {
                return Some(server);
            }
            sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL did not start within 30 seconds");
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        let socket = self.folder.display();
        format!("postgres://postgres@localhost/postgres?host={socket}")
    }

    /// The answer to a query, as text.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn ask(&self, query: &str) -> String {
        let mut session = Command::new(self.programs.join("psql"));
        session.arg("-h").arg(&self.folder);
        session.args([
            "-U",
            "postgres",
            "-qAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            query,
        ]);
        let output = session.output().unwrap();
        assert!(output.status.success(), "{query}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Waits until another session waits for a lock.
    ///
    /// # Panics When none does for a long time.
    pub fn wait_for_a_waiter(&self) {
        let waiters = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        for _ in 0..600 {
            if self.ask(waiters) != "0" {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("nobody waits for a lock");
    }

    /// Runs statements, and keeps their locks until the returned value is dropped.
    ///
    /// # Panics
    /// When the server does not take them.
    pub fn hold(&self, statements: &str) -> Held {
        let mut session = Command::new(self.programs.join("psql"));
        session.arg("-h").arg(&self.folder);
        session.args(["-U", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1"]);
        let mut session = session
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = session.stdin.take().unwrap();
        writeln!(input, "BEGIN; {statements};\n\\echo held").unwrap();
        let mut lines = BufReader::new(session.stdout.take().unwrap()).lines();
        let held = lines.any(|line| line.unwrap() == "held");
        assert!(held, "{statements}");
        Held {
            session,
            _input: input,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = unprivileged(&self.programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]);
        drop(stop.arg(self.folder.join("data")).status());
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// A session that holds its locks until it is dropped.
#[derive(Debug)]
pub struct Held {
    session: Child,
    _input: std::process::ChildStdin,
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.session.kill());
        drop(self.session.wait());
    }
}

/// The folder of the newest version's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    let found = folders.filter(|folder| folder.join("initdb").exists());
    found.max_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name);
        version.and_then(|name| name.to_str()?.parse::<u32>().ok())
    })
}

/// A command that runs as nobody when we are root.
fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
    command.arg(program);
    command
}

/// True if this runs as root.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) {
    let output = command.current_dir("/").output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
