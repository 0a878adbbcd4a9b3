//! Clients that common generators make of the server's description. Each is made and compiled, and
//! reads a filtered list of a sandbox's account; a linter finds nothing to say of the description.

use crate::python;
use crate::served::{Served, TOKEN};
use crate::step::{self, command, output, run};
use std::fs;
use std::path::{Path, PathBuf};

/// The generators, and what their Python clients need.
const PACKAGES: [&str; 9] = [
    "openapi-generator-cli==7.26.0",
    "openapi-python-client==0.29.1",
    "attrs==25.4.0",
    "httpx==0.28.1",
    "pydantic==2.14.4",
    "python-dateutil==2.9.0.post0",
    "ruff==0.17.6",
    "typing-extensions==4.16.0",
    "urllib3==2.6.2",
];
/// The scripts that use the clients, and the programs from npm.
const SCRIPTS: &str = "tests/clients";
/// Languages whose clients are made and not compiled here.
const ONLY_MADE: [&str; 2] = ["java", "go"];
/// The file that names the integration whose account is read; it has calls, and says when they
/// changed.
pub(crate) const INTEGRATION: &str = "tests/clients/integration";

/// Makes the clients and reads with them.
///
/// # Errors
/// What a generator, a compiler, the linter or a client said.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let modules = root.join(SCRIPTS).join("node_modules");
    if !modules.exists() {
        let says =
            "the generators from npm are missing: `npm ci --ignore-scripts --prefix tests/clients`";
        return Err(says.to_owned());
    }
    let bin = python::installed(root, "clients", &PACKAGES)?;
    let server = Served::start(&step::program(root)?)?;
    let made = fresh(root)?;
    let text = server
        .get("/openapi.json")
        .map_err(|fault| fault.to_string())?;
    fs::write(made.join("openapi.json"), text).map_err(|fault| fault.to_string())?;
    let clients = Clients {
        root,
        bin,
        modules,
        made,
        server,
    };
    clients.lint()?;
    clients.typescript()?;
    clients.python()?;
    for language in ONLY_MADE {
        clients.generate(language, language, &[])?;
    }
    Ok(())
}

/// An empty folder with the scripts.
fn fresh(root: &Path) -> Result<PathBuf, String> {
    let made = root.join("target/python/made");
    let told = |fault: std::io::Error| fault.to_string();
    if made.exists() {
        fs::remove_dir_all(&made).map_err(told)?;
    }
    fs::create_dir_all(&made).map_err(told)?;
    for entry in fs::read_dir(root.join(SCRIPTS)).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            fs::copy(&path, made.join(name)).map_err(told)?;
        }
    }
    Ok(made)
}

/// Where everything is.
struct Clients<'a> {
    root: &'a Path,
    bin: PathBuf,
    modules: PathBuf,
    made: PathBuf,
    server: Served,
}

impl Clients<'_> {
    fn lint(&self) -> Result<(), String> {
        let mut lint = self.node("spectral");
        lint.args(["lint", "openapi.json", "--ruleset", "spectral.yaml"]);
        lint.args(["--fail-severity", "hint", "--quiet"]);
        run(lint)
    }

    fn typescript(&self) -> Result<(), String> {
        let mut types = self.node("openapi-typescript");
        types.args(["openapi.json", "--output", "openapi.d.ts"]);
        run(types)?;
        let own = ["supportsES6=true", "importFileExtension=.js"].join(",");
        self.generate("typescript-fetch", "typescript-fetch", &[&own])?;
        // The scripts find their modules beside them.
        let link = self.made.join("node_modules");
        link_to(&self.modules, &link).map_err(|fault| fault.to_string())?;
        run(self.node("tsc"))?;
        for script in ["openapi-fetch", "typescript-fetch"] {
            let mut reads = command(self.root, &["node", &format!("made/{script}.js")]);
            reads.current_dir(&self.made);
            self.reads(script, reads)?;
        }
        Ok(())
    }

    fn python(&self) -> Result<(), String> {
        self.generate("python", "python", &[])?;
        let python = self.bin.join("python");
        let mut reads = command(
            self.root,
            &[&python.to_string_lossy(), "python_generator.py"],
        );
        reads.current_dir(&self.made);
        reads.env("PYTHONPATH", self.made.join("python"));
        self.reads("openapi-generator's python", reads)?;
        let generator = self.bin.join("openapi-python-client");
        let mut generate = command(self.root, &[&generator.to_string_lossy(), "generate"]);
        generate.args([
            "--path",
            "openapi.json",
            "--meta",
            "none",
            "--fail-on-warning",
        ]);
        generate.args(["--output-path", "python-client/touchpoint_client"]);
        fs::create_dir_all(self.made.join("python-client")).map_err(|fault| fault.to_string())?;
        generate.current_dir(&self.made);
        // It orders what it has written by a program that it looks for in the path.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.bin.clone()).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(path).map_err(|fault| fault.to_string())?;
        generate.env("PATH", path);
        run(generate)?;
        let mut reads = command(
            self.root,
            &[&python.to_string_lossy(), "openapi_python_client.py"],
        );
        reads.current_dir(&self.made);
        reads.env("PYTHONPATH", self.made.join("python-client"));
        self.reads("openapi-python-client", reads)
    }

    /// Makes a client by openapi-generator, which needs Java.
    fn generate(&self, language: &str, folder: &str, properties: &[&str]) -> Result<(), String> {
        let generator = self.bin.join("openapi-generator-cli");
        let mut generate = command(self.root, &[&generator.to_string_lossy(), "generate"]);
        generate.args(["-g", language, "-i", "openapi.json", "-o", folder]);
        for property in properties {
            generate.args(["--additional-properties", property]);
        }
        generate.current_dir(&self.made);
        // It prints every file that it writes.
        output(generate).map(drop)
    }

    /// A program from npm.
    fn node(&self, name: &str) -> std::process::Command {
        let program = self.modules.join(".bin").join(name);
        let mut node = command(self.root, &[&program.to_string_lossy()]);
        node.current_dir(&self.made);
        node
    }

    /// Runs a client: it prints the ids and types of five calls.
    fn reads(&self, name: &str, mut client: std::process::Command) -> Result<(), String> {
        let wanted = fs::read_to_string(self.root.join(INTEGRATION));
        let wanted = wanted.map_err(|fault| fault.to_string())?;
        let account = self.server.accounts.iter();
        let account = account.filter(|(_, integration)| integration == wanted.trim());
        let account = account.map(|(id, _)| id.clone()).next();
        let account = account.ok_or("the sandbox has no such account")?;
        client.args([&format!("http://{}", self.server.address), TOKEN, &account]);
        let said = output(client)?;
        let read: Vec<(String, String)> = serde_json::from_str(said.trim())
            .map_err(|fault| format!("{name}: {fault}: {said}"))?;
        if read.len() == 5 && read.iter().all(|(_, kind)| kind == "call") {
            println!("{name}: reads");
            return Ok(());
        }
        Err(format!("{name} read {said}"))
    }
}

#[cfg(unix)]
fn link_to(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn link_to(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
