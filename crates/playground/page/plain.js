// A plain editor: a text area with line numbers and marked lines. The page needs no other.

import { h } from "./dom.js";

export function editor(place, { label, changed }) {
  const gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  const behind = h("div", { class: "behind", "aria-hidden": "true" });
  const area = h("textarea", { "aria-label": label, spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off" });
  place.replaceChildren(h("div", { class: "plain" }, gutter, h("div", { class: "field" }, behind, area)));
  let marks = new Map();
  let lit = 0;

  const scrolled = () => {
    gutter.scrollTop = area.scrollTop;
    behind.scrollTop = area.scrollTop;
    behind.scrollLeft = area.scrollLeft;
  };
  const draw = () => {
    const count = area.value.split("\n").length;
    const lines = Array.from({ length: count }, (_, index) => index + 1);
    const kind = (line) => marks.get(line) ?? (line === lit ? "lit" : null);
    gutter.replaceChildren(...lines.map((line) => h("div", { class: kind(line) }, String(line))));
    behind.replaceChildren(...lines.map((line) => h("div", { class: kind(line) }, " ")));
    scrolled();
  };
  area.addEventListener("scroll", scrolled);
  area.addEventListener("input", () => {
    lit = 0;
    draw();
    changed();
  });
  // A new line begins where the last one did.
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey) return;
    const before = area.value.slice(0, area.selectionStart);
    const indent = before.slice(before.lastIndexOf("\n") + 1).match(/^ */)[0];
    if (!indent) return;
    event.preventDefault();
    area.setRangeText("\n" + indent, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  });

  const offset = (line, column) => {
    const start = area.value.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    return start + [...area.value.slice(start)].slice(0, column - 1).join("").length;
  };
  const show = (line) => {
    const height = parseFloat(getComputedStyle(area).lineHeight);
    area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 3);
    scrolled();
  };
  return {
    get text() { return area.value; },
    set text(text) {
      area.value = text;
      marks = new Map();
      lit = 0;
      area.scrollTop = 0;
      draw();
    },
    /** Marks lines: [{ line, end_line, severity }]. */
    mark(faults) {
      marks = new Map();
      for (const fault of faults) {
        if (marks.get(fault.line) !== "error") marks.set(fault.line, fault.severity);
      }
      draw();
    },
    /** Changes places: [{ line, column, end_line, end_column, text }], in their order. */
    edit(edits) {
      for (const one of [...edits].reverse()) {
        area.setRangeText(one.text, offset(one.line, one.column), offset(one.end_line, one.end_column), "end");
      }
      area.focus();
      area.dispatchEvent(new Event("input"));
    },
    /** Goes to a place, both counted from 1. */
    go(line, column) {
      const at = offset(line, column);
      area.focus();
      area.setSelectionRange(at, at);
      show(line);
    },
    /** Lights a line up, without going there. */
    light(line) {
      lit = line;
      draw();
      if (line) show(line);
    },
  };
}
