//! Pages of the docs that show commands: what they say to write is written, what they say to type is
//! typed, in an empty folder, and what comes must be what they show.
//!
//! ```text
//! `touchpoint.yaml`:            a line with a file's name alone, before a block: the file, whole
//! $ touchpoint validate         in a block of `console`: a command; what follows is its output
//! $ touchpoint serve … &        one that goes on while the next ones are typed
//! …                             in an output, alone on its line: any lines; within a line: any text
//! ```

use crate::binary::{folder, program};
use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// One thing that a page says to do.
#[derive(Debug)]
enum Step {
    Write { name: String, text: String },
    Run { command: String, shown: String },
}

/// What goes on in the background, and its output, which stays open; it ends when this does.
struct Running {
    child: Child,
    _output: Lines<BufReader<ChildStdout>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Follows a page in an empty folder, after `altered` has made its text the machine's own, and gives
/// the number of its commands.
pub(crate) fn follow(page: &Path, altered: impl Fn(&str) -> String) -> usize {
    let text = altered(&fs::read_to_string(page).unwrap());
    let folder = folder();
    let (mut commands, mut wrong, mut running) = (0, Vec::new(), Vec::new());
    for step in steps(&text) {
        match step {
            Step::Write { name, text } => {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Step::Run { command, shown } => {
                commands += 1;
                let came = match command.strip_suffix(" &") {
                    Some(command) => {
                        let (child, came) = started(&folder, command, &shown);
                        running.push(child);
                        came
                    }
                    None => typed(&folder, &command),
                };
                if !is_like(&shown, &came) {
                    wrong.push(format!("$ {command}\n{came}\n--- the page shows\n{shown}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    commands
}

fn steps(page: &str) -> Vec<Step> {
    let (mut steps, mut named) = (Vec::new(), None);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block = lines.by_ref().take_while(|line| *line != "```");
            let block: Vec<&str> = block.collect();
            match (named.take(), language) {
                (_, "console") => steps.extend(commands(&block)),
                (Some(name), _) => steps.push(Step::Write {
                    name,
                    text: block.join("\n") + "\n",
                }),
                _ => {}
            }
        } else if !line.is_empty() {
            let name = line
                .strip_prefix('`')
                .and_then(|line| line.strip_suffix("`:"));
            named = name.filter(|name| !name.contains('`')).map(str::to_owned);
        }
    }
    steps
}

fn commands(block: &[&str]) -> Vec<Step> {
    let mut steps: Vec<(String, Vec<&str>)> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push((command.to_owned(), Vec::new())),
            (None, Some((_, shown))) => shown.push(line),
            (None, None) => panic!("no command stands above {line}"),
        }
    }
    let run = |(command, shown): (String, Vec<&str>)| Step::Run {
        command,
        shown: shown.join("\n"),
    };
    steps.into_iter().map(run).collect()
}

/// What a terminal shows of a command.
fn typed(folder: &Path, command: &str) -> String {
    let output = shell(folder, command).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What a terminal shows of a command that goes on, until all has come that is shown.
fn started(folder: &Path, command: &str, shown: &str) -> (Running, String) {
    let command = format!("exec {command}");
    let mut child = shell(folder, &command)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut came = String::new();
    for line in output.by_ref() {
        came.push_str(&line.unwrap());
        came.push('\n');
        if is_like(shown, &came) {
            break;
        }
    }
    let running = Running {
        child,
        _output: output,
    };
    (running, came)
}

fn shell(folder: &Path, command: &str) -> Command {
    let ours = PathBuf::from(program().get_program());
    let mut path = vec![ours.parent().unwrap().to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1; {command}")]);
    shell.current_dir(folder).stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(path).unwrap());
    shell
}

/// True if a text is what is shown, `…` apart.
fn is_like(shown: &str, came: &str) -> bool {
    all_like(&lines(shown), &lines(came))
}

/// The lines of a text, without what is blank at their ends and at its own.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

fn all_like(shown: &[&str], came: &[&str]) -> bool {
    match (shown.split_first(), came.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((&"…", rest)), _) => {
            (0..=came.len()).any(|skipped| all_like(rest, &came[skipped..]))
        }
        (Some((line, shown)), Some((other, came))) => {
            line_is_like(line, other) && all_like(shown, came)
        }
        (Some(_), None) => false,
    }
}

fn line_is_like(shown: &str, came: &str) -> bool {
    let Some((start, mut rest)) = shown.split_once('…') else {
        return shown == came;
    };
    let Some(mut left) = came.strip_prefix(start) else {
        return false;
    };
    while let Some((part, more)) = rest.split_once('…') {
        let Some((_, after)) = left.split_once(part) else {
            return false;
        };
        (left, rest) = (after, more);
    }
    left.ends_with(rest)
}

#[test]
fn only_what_is_left_out_may_differ() {
    for (shown, came, like) in [
        ("a\nb", "a\nb\n", true),
        ("a\nb", "a\nc\n", false),
        ("a\n…\nd", "a\nb\nc\nd\n", true),
        ("a\n…\nd", "a\nb\nc\n", false),
        ("a …s b", "a 2 s b", true),
        ("a …s b", "a 2 s c", false),
        ("", "a", false),
        ("a", "", false),
    ] {
        assert_eq!(is_like(shown, came), like, "{shown:?} {came:?}");
    }
}
