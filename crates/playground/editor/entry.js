// The playground's larger editor: CodeMirror behind the same few functions as `page/plain.js`.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const light = StateEffect.define();
const lit = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(light)) continue;
      if (effect.value < 1 || effect.value > transaction.state.doc.lines) return Decoration.none;
      const at = transaction.state.doc.line(effect.value).from;
      return Decoration.set([Decoration.line({ class: "cm-lit" }).range(at)]);
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.theme({
  "&": { flex: "1", minWidth: "0", height: "100%", fontSize: "12.5px", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none", boxShadow: "inset 2px 0 0 var(--accent)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.2rem", textAlign: "right" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--tint) 45%, transparent)" },
  ".cm-lit": { backgroundColor: "var(--tint)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 24%, transparent)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-lint-marker": { width: "7px", height: "7px", margin: ".4em auto", borderRadius: "50%", content: "normal" },
  ".cm-lint-marker-error": { content: "normal", backgroundColor: "var(--fault)" },
  ".cm-lint-marker-warning": { content: "normal", backgroundColor: "var(--care)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--fault)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--care)" },
});
const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--care)" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--quiet)" },
]);

export function editor(place, { label, language, changed }) {
  // A root of its own takes the editor's styles as sheets, which the page's policy allows.
  const root = place.attachShadow({ mode: "open" });
  const state = (text) => EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(), foldGutter(), history(), drawSelection(), bracketMatching(), highlightActiveLine(), highlightSelectionMatches(),
      lintGutter(), lit, look, syntaxHighlighting(words), indentUnit.of("  "), language === "json" ? json() : yaml(),
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      EditorView.updateListener.of((update) => update.docChanged && changed()),
    ],
  });
  const view = new EditorView({ state: state(""), parent: root, root });
  const offset = (line, column) => {
    const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    return Math.min(at.to, at.from + [...at.text].slice(0, column - 1).join("").length);
  };
  const mark = (fault) => {
    const from = offset(fault.line, fault.column);
    const to = Math.max(from, offset(fault.end_line, fault.end_column));
    const message = [`${fault.code} ${fault.title}`, fault.label, fault.help].filter(Boolean).join("\n");
    return { from, to, severity: fault.severity, message };
  };
  return {
    get text() { return view.state.doc.toString(); },
    set text(text) { view.setState(state(text)); },
    mark(faults) { view.dispatch(setDiagnostics(view.state, faults.map(mark))); },
    edit(edits) {
      const change = (one) => ({ from: offset(one.line, one.column), to: offset(one.end_line, one.end_column), insert: one.text });
      view.dispatch({ changes: edits.map(change) });
      view.focus();
    },
    go(line, column) {
      const at = offset(line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    light(line) {
      const effects = [light.of(line)];
      if (line > 0) effects.push(EditorView.scrollIntoView(offset(line, 1), { y: "center" }));
      view.dispatch({ effects });
    },
  };
}
