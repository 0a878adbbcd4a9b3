//! The pictures of the documentation, made from the program itself: the terminal as SVG, the playground's
//! page as a browser shows it.

use crate::step::{command, heading, program, run};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "docs/pictures";
const MAPPING: &str = include_str!("pictures/acme.yaml");
const REPLY: &str = include_str!("pictures/reply.json");

/// Slips of one mapping: what is written over, and what is written.
const SLIPS: [(&str, &str); 3] = [
    ("send_as: owner_id", "send_us: owner_id"),
    ("records: $.data[*]", "records: data[*]"),
    ("time: unix_ms", "time: x"),
];

/// Makes every picture.
///
/// # Errors
/// The program or the browser does not run, or a file cannot be written.
pub(crate) fn make(root: &Path) -> Result<(), String> {
    heading("pictures");
    let program = program(root)?;
    let folder = Folder::new()?;
    fs::create_dir_all(root.join(FOLDER)).map_err(said)?;
    let faulty = SLIPS
        .iter()
        .fold(MAPPING.to_owned(), |text, (over, write)| {
            text.replacen(over, write, 1)
        });
    folder.write("mappings/acme.yaml", &faulty)?;
    terminal(root, &folder, &program, "validate", &["validate"])?;
    folder.write("mappings/acme.yaml", MAPPING)?;
    folder.write("reply.json", REPLY)?;
    let why = ["why", "acme", "reply.json", "result[0].start_time"];
    terminal(root, &folder, &program, "why", &why)?;
    folder.write(
        "corpus/acme/two-calls/case.yaml",
        "about: Two calls of one page.\nquery: engagement_type=call\n",
    )?;
    folder.write(
        "corpus/acme/two-calls/1.request.http",
        "GET https://api.acme.example/v2/calls\nauthorization: Bearer {access_token}\n",
    )?;
    let reply = format!("HTTP 200\n\n{REPLY}");
    folder.write("corpus/acme/two-calls/1.reply.http", &reply)?;
    folder.write("corpus/acme/two-calls/1.expected.json", "{}")?;
    page(root, &folder, &program)
}

/// One command with what it prints, as a terminal shows it.
fn terminal(
    root: &Path,
    folder: &Folder,
    program: &Path,
    name: &str,
    words: &[&str],
) -> Result<(), String> {
    let mut ran = Command::new(program);
    ran.args(["--colour", "always"]).args(words);
    let ran = ran.current_dir(&folder.0).output().map_err(said)?;
    let shown: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let mut text = format!("$ touchpoint {}\n", shown.join(" "));
    for part in [ran.stdout, ran.stderr] {
        text.push_str(&String::from_utf8_lossy(&part));
    }
    let svg = anstyle_svg::Term::new().render_svg(text.trim_end());
    fs::write(root.join(FOLDER).join(format!("{name}.svg")), svg + "\n").map_err(said)
}

/// A word as a shell wants it.
fn quoted(word: &str) -> String {
    if word.contains(['[', ' ', '&']) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}

/// The playground's page with the life of a value, in light and dark.
fn page(root: &Path, folder: &Folder, program: &Path) -> Result<(), String> {
    let mut served = Command::new(program);
    served.args(["playground", "--port", "0", "--mappings", "mappings"]);
    served.args(["--corpus", "corpus"]).current_dir(&folder.0);
    let mut served = Served(served.stdout(Stdio::piped()).spawn().map_err(said)?);
    let out = served
        .0
        .stdout
        .take()
        .ok_or("the playground has no output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).map_err(said)?;
    let address = line
        .trim()
        .strip_prefix("playground: ")
        .ok_or_else(|| format!("the playground says: {line}"))?;
    let address = format!("{address}?editor=plain&why=result[0].start_time");
    let picture = root.join(FOLDER).join("playground.png");
    let shot = format!("--screenshot={}", picture.display());
    let own = format!("--user-data-dir={}", folder.0.join("browser").display());
    let words = [
        "chromium",
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1280,760",
        // The page's own waiting passes at once.
        "--virtual-time-budget=10000",
        &own,
        &shot,
        &address,
    ];
    let mut browser = command(root, &words);
    browser.stdout(Stdio::null()).stderr(Stdio::null());
    run(browser)
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Folder, String> {
        let name = format!("touchpoint-pictures-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).map_err(said)?;
        Ok(Folder(folder))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let path = self.0.join(name);
        let parent = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(parent).map_err(said)?;
        fs::write(&path, text).map_err(said)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that ends when it is dropped.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn said(error: std::io::Error) -> String {
    error.to_string()
}
