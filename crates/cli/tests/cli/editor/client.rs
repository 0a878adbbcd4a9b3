//! An editor that speaks the protocol with the program.

use crate::binary::program;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A place, both from 0, the column in UTF-16 units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// An editor with one file.
pub(crate) struct Client {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    uri: String,
    sent: u64,
}

impl Client {
    pub(crate) fn start(file: &Path) -> Client {
        let mut server = program()
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut client = Client {
            input: server.stdin.take().unwrap(),
            output: BufReader::new(server.stdout.take().unwrap()),
            server,
            uri: format!(
                "file://{}",
                file.canonicalize().unwrap_or(file.to_owned()).display()
            ),
            sent: 0,
        };
        let answer = client.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": {} }),
        );
        assert_eq!(answer["serverInfo"]["name"], "touchpoint", "{answer}");
        client.notify("initialized", json!({}));
        client
    }

    /// Opens the file with this text, and gives what is told of it.
    pub(crate) fn open(&mut self, text: &str) -> Value {
        let document = json!({ "uri": self.uri, "languageId": "yaml", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
        self.told()
    }

    /// Changes the whole text, and gives what is told of it.
    pub(crate) fn change(&mut self, text: &str) -> Value {
        self.sent += 1;
        let document = json!({ "uri": self.uri, "version": self.sent });
        let changes = json!([{ "text": text }]);
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
        self.told()
    }

    /// Asks about the file.
    pub(crate) fn ask(&mut self, method: &str, mut parameters: Value) -> Value {
        parameters["textDocument"] = json!({ "uri": self.uri });
        self.request(method, parameters)
    }

    /// Asks about a place in the file.
    pub(crate) fn at(&mut self, method: &str, at: Position) -> Value {
        self.ask(
            method,
            json!({ "position": { "line": at.line, "character": at.column } }),
        )
    }

    /// Renames what stands at a place.
    pub(crate) fn renamed(&mut self, at: Position, name: &str) -> Value {
        self.ask(
            "textDocument/rename",
            json!({ "position": { "line": at.line, "character": at.column }, "newName": name }),
        )
    }

    /// A text after an edit of the workspace.
    pub(crate) fn applied(&self, text: &str, edit: &Value) -> String {
        let mut edits = edit["changes"][&self.uri]
            .as_array()
            .unwrap_or_else(|| panic!("{edit}"))
            .clone();
        let place = |edit: &Value, side: &str| {
            let at = &edit["range"][side];
            (
                at["line"].as_u64().unwrap(),
                at["character"].as_u64().unwrap(),
            )
        };
        edits.sort_by_key(|edit| std::cmp::Reverse(place(edit, "start")));
        let offset = |text: &str, (line, column): (u64, u64)| {
            let before: usize = text
                .split_inclusive('\n')
                .take(line.try_into().unwrap())
                .map(str::len)
                .sum();
            let column: usize = column.try_into().unwrap();
            before + column
        };
        let mut text = text.to_owned();
        for edit in edits {
            let range = offset(&text, place(&edit, "start"))..offset(&text, place(&edit, "end"));
            text.replace_range(range, edit["newText"].as_str().unwrap());
        }
        text
    }

    /// Says goodbye, and gives the program's exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        drop(self.input);
        self.server.wait().unwrap().code()
    }

    fn told(&mut self) -> Value {
        loop {
            let message = self.read();
            if message["method"] == "textDocument/publishDiagnostics" {
                return message["params"]["diagnostics"].clone();
            }
        }
    }

    fn request(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let id = self.sent;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !parameters.is_null() {
            message["params"] = parameters;
        }
        self.write(&message);
        loop {
            let message = self.read();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    fn notify(&mut self, method: &str, parameters: Value) {
        let mut message = json!({ "jsonrpc": "2.0", "method": method });
        if !parameters.is_null() {
            message["params"] = parameters;
        }
        self.write(&message);
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(
                self.output.read_line(&mut line).unwrap(),
                0,
                "the server has ended"
            );
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}
