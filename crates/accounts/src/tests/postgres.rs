//! A PostgreSQL server of one test: on a socket in a folder of its own, gone at the end. Where the
//! programs are missing, Debian's package is installed.

use super::Folder;
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// A running server.
pub(super) struct Server {
    folder: Folder,
    programs: PathBuf,
    process: Child,
}

impl Server {
    /// Starts one.
    ///
    /// # Panics
    /// When there is no PostgreSQL and it cannot be installed.
    pub(super) fn start() -> Server {
        let programs = programs().or_else(|| {
            install();
            programs()
        });
        let programs = programs.expect(
            "this test needs PostgreSQL under /usr/lib/postgresql; `apt-get install postgresql`",
        );
        let folder = Folder::new();
        if is_root() {
            // The server refuses to run as root.
            run(Command::new("chown").arg("nobody").arg(folder.path()));
        }
        let data = folder.path().join("data");
        let mut init = unprivileged(&programs.join("initdb"));
        init.args([
            "--auth=trust",
            "--username=postgres",
            "--no-sync",
            "--locale=C",
        ]);
        run(init.args(["--encoding=UTF8", "--pgdata"]).arg(&data));
        let mut serve = unprivileged(&programs.join("postgres"));
        serve.arg("-D").arg(&data).arg("-k").arg(folder.path());
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
            ready
                .arg("-h")
                .arg(server.folder.path())
                .stdout(Stdio::null());
            if ready.status().unwrap().success() {
                return server;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL did not start within 30 seconds");
    }

    /// The address of its database.
    pub(super) fn url(&self) -> String {
        let socket = self.folder.path().display();
        format!("postgres://postgres@localhost/postgres?host={socket}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = unprivileged(&self.programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]);
        drop(stop.arg(self.folder.path().join("data")).status());
        drop(self.process.kill());
        drop(self.process.wait());
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

fn install() {
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        return;
    }
    let mut install = Command::new("sh");
    install.env("DEBIAN_FRONTEND", "noninteractive").args([
        "-c",
        "apt-get install -y postgresql || { apt-get update && apt-get install -y postgresql; }",
    ]);
    run(&mut install);
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
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

fn run(command: &mut Command) {
    let output = command.current_dir("/").output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
