//! The language server protocol over standard input and output: hands texts and places on, and turns
//! the answers into the protocol's words. Nothing is decided here.

use crate::actions::actions;
use crate::complete::complete;
use crate::definition::definition;
use crate::desk::{Around, Desk};
use crate::faults::faults;
use crate::hover::hover;
use crate::inlay::inlays;
use crate::language::Language;
use crate::lines::Columns;
use crate::opened::{Opened, markdown};
use crate::symbol::{rename, renamed_at};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use touchpoint_language::diagnostic::{self, Edit, Mend};
use touchpoint_language::model::Model;
use touchpoint_language::source::{SourceFile, Span};
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionProviderCapability, CodeActionResponse, CompletionOptions, CompletionParams,
    CompletionResponse, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents, HoverParams,
    HoverProviderCapability, InitializeParams, InitializeResult, InlayHint, InlayHintLabel,
    InlayHintParams, Location, OneOf, PositionEncodingKind, PrepareRenameResponse, RenameOptions,
    RenameParams, ServerCapabilities, ServerInfo, TextDocumentPositionParams,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, TextEdit, Uri, WorkDoneProgressOptions, WorkspaceEdit,
};
use tower_lsp_server::{Client, LanguageServer, LspService, Server};

/// Speaks the protocol until the client says goodbye or closes the input. `around` knows what lies around a
/// text, and judges files of other kinds.
///
/// # Errors
/// A text when the model gives no valid schema; the model's author must mend it.
pub async fn serve(model: Model, around: Around) -> std::result::Result<(), String> {
    let language = Arc::new(Language::new(model)?);
    let (service, socket) = LspService::new(|client| Backend {
        client,
        language,
        state: Mutex::new(State {
            desk: Desk::new(around.clone()),
            columns: Columns::default(),
        }),
    });
    // One after the other: an answer belongs to the text as it is then.
    let server = Server::new(tokio::io::stdin(), tokio::io::stdout(), socket);
    server.concurrency_level(1).serve(service).await;
    Ok(())
}

struct Backend {
    client: Client,
    language: Arc<Language>,
    state: Mutex<State>,
}

struct State {
    desk: Desk,
    columns: Columns,
}

impl Backend {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self, uri: &Uri) -> Option<Opened> {
        let mut state = self.state();
        let source = state.desk.text(uri)?;
        let sheet = self.language.sheet(Arc::clone(&source));
        Some(Opened {
            samples: state.desk.samples(uri, &sheet),
            columns: state.columns,
            source,
        })
    }

    fn mapping_of(&self, uri: &Uri) -> impl Fn(&str) -> Option<SourceFile> {
        move |slug| self.state().desk.mapping_of(uri, slug)
    }

    async fn tell(&self, uri: &Uri, version: Option<i32>) {
        let Some(opened) = self.opened(uri) else {
            return;
        };
        let judged = self.state().desk.judged(uri, &opened.source);
        let found = judged.unwrap_or_else(|| {
            if !Desk::is_ours(&opened.source) {
                return Vec::new();
            }
            let source = SourceFile::new(opened.source.name.clone(), opened.source.text.clone());
            faults(&self.language, source, self.mapping_of(uri))
        });
        let told = found.iter().map(|fault| opened.fault(uri, fault)).collect();
        self.client
            .publish_diagnostics(uri.clone(), told, version)
            .await;
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let general = params.capabilities.general;
        let known = general
            .and_then(|general| general.position_encodings)
            .unwrap_or_default();
        let bytes = known.contains(&PositionEncodingKind::UTF8);
        self.state().columns = if bytes { Columns::Utf8 } else { Columns::Utf16 };
        let triggers = ["$", ".", "{", " ", "[", "\""].map(str::to_owned).to_vec();
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: bytes.then_some(PositionEncodingKind::UTF8),
                text_document_sync: Some(TextDocumentSyncCapability::Options(
                    TextDocumentSyncOptions {
                        open_close: Some(true),
                        change: Some(TextDocumentSyncKind::FULL),
                        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
                        ..TextDocumentSyncOptions::default()
                    },
                )),
                completion_provider: Some(CompletionOptions {
                    trigger_characters: Some(triggers),
                    ..CompletionOptions::default()
                }),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                definition_provider: Some(OneOf::Left(true)),
                rename_provider: Some(OneOf::Right(RenameOptions {
                    prepare_provider: Some(true),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                })),
                code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
                inlay_hint_provider: Some(OneOf::Left(true)),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "touchpoint".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let text = params.text_document;
        self.state().desk.put(&text.uri, text.text);
        self.tell(&text.uri, Some(text.version)).await;
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let (uri, version) = (params.text_document.uri, params.text_document.version);
        let Some(change) = params.content_changes.into_iter().next_back() else {
            return;
        };
        self.state().desk.put(&uri, change.text);
        self.tell(&uri, Some(version)).await;
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.state().desk.forget_samples();
        let open = self.state().desk.open();
        for uri in open {
            self.tell(&uri, None).await;
        }
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.state().desk.forget_samples();
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        self.state().desk.close(&uri);
        self.client.publish_diagnostics(uri, Vec::new(), None).await;
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        let Some(opened) = self.opened(&at.text_document.uri) else {
            return Ok(None);
        };
        let offered = complete(
            &self.language,
            &opened.source,
            opened.offset(at.position),
            &opened.samples,
        );
        let items = (0..)
            .zip(offered)
            .map(|(rank, one)| opened.completion(rank, one));
        Ok(Some(CompletionResponse::Array(items.collect())))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let Some(opened) = self.opened(&at.text_document.uri) else {
            return Ok(None);
        };
        let found = hover(
            &self.language,
            &opened.source,
            opened.offset(at.position),
            &opened.samples,
        );
        Ok(found.map(|(text, span)| Hover {
            contents: HoverContents::Markup(markdown(text)),
            range: Some(opened.range(&span)),
        }))
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri;
        let Some(opened) = self.opened(&uri) else {
            return Ok(None);
        };
        let sheet = self.language.sheet(Arc::clone(&opened.source));
        let span = definition(&sheet.document, opened.offset(at.position));
        Ok(
            span.map(|span| {
                GotoDefinitionResponse::Scalar(Location::new(uri, opened.range(&span)))
            }),
        )
    }

    async fn prepare_rename(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let Some(opened) = self.opened(&at.text_document.uri) else {
            return Ok(None);
        };
        let sheet = self.language.sheet(Arc::clone(&opened.source));
        let span = renamed_at(&sheet.document, opened.offset(at.position));
        Ok(span.map(|span| PrepareRenameResponse::Range(opened.range(&span))))
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let at = params.text_document_position;
        let uri = at.text_document.uri;
        let Some(opened) = self.opened(&uri) else {
            return Ok(None);
        };
        let sheet = self.language.sheet(Arc::clone(&opened.source));
        let spans = rename(
            &sheet.document,
            opened.offset(at.position),
            &params.new_name,
        );
        let spans = spans.map_err(Error::invalid_params)?;
        let edit = |span: Span| TextEdit::new(opened.range(&span), params.new_name.clone());
        Ok(Some(edits(uri, spans.into_iter().map(edit).collect())))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri;
        let Some(opened) = self.opened(&uri) else {
            return Ok(None);
        };
        if !Desk::is_ours(&opened.source) {
            return Ok(None);
        }
        let touched = opened.offset(params.range.start)..opened.offset(params.range.end);
        let found = actions(
            &self.language,
            &opened.source,
            &touched,
            self.mapping_of(&uri),
        );
        let action = |(fault, mend): (diagnostic::Diagnostic, Mend)| {
            let edit = |edit: Edit| TextEdit::new(opened.range(&edit.span), edit.text);
            let changes = mend.edits.into_iter().map(edit).collect();
            CodeActionOrCommand::CodeAction(CodeAction {
                title: mend.title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![opened.fault(&uri, &fault)]),
                edit: Some(edits(uri.clone(), changes)),
                is_preferred: Some(true),
                ..CodeAction::default()
            })
        };
        Ok(Some(found.into_iter().map(action).collect()))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let Some(opened) = self.opened(&params.text_document.uri) else {
            return Ok(None);
        };
        let within = opened.offset(params.range.start)..opened.offset(params.range.end);
        let sheet = self.language.sheet(Arc::clone(&opened.source));
        let found = inlays(&sheet.document, &within, &opened.samples).into_iter();
        let hint = |inlay: crate::inlay::Inlay| InlayHint {
            position: opened.range(&(inlay.at..inlay.at)).start,
            label: InlayHintLabel::String(inlay.text),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        Ok(Some(found.map(hint).collect()))
    }
}

fn edits(uri: Uri, edits: Vec<TextEdit>) -> WorkspaceEdit {
    WorkspaceEdit::new(HashMap::from([(uri, edits)]))
}
