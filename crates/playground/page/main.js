// The playground's page: what is typed is sent to the program on this machine, and what it answers is shown.

import { $, fill, h } from "./dom.js";
import * as show from "./show.js";
import { tabs } from "./tabs.js";

const PAUSE_MS = 120;

const state = { slug: "", opened: null, tab: "records", saved: "", asked: 0 };

async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  const options = body === undefined ? {} : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const reply = await fetch(path, options);
  if (!reply.ok) throw new Error((await reply.text()) || reply.statusText);
  return reply.status === 204 ? null : reply.json();
}

// The larger editor is there where it was built into the program; the plain one always is.
// `?editor=plain` asks for the plain one.
const asked = new URLSearchParams(location.search);
const plain = () => import("./plain.js");
const { editor } = await (asked.get("editor") === "plain" ? plain() : import("./editor.js").catch(plain));
const mapping = editor($("mapping"), { label: "Mapping", language: "yaml", changed: () => soon() });
const reply = editor($("reply"), { label: "Reply", language: "json", changed: () => soon() });

let timer = 0;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(attempt, PAUSE_MS);
  $("save").disabled = mapping.text === state.saved;
}

/** What the page holds now. */
function trial() {
  const status = Number($("status").value);
  return {
    slug: state.slug, text: mapping.text, query: $("query").value, reply: reply.text,
    case: $("case").value || null, status: status >= 100 && status <= 599 ? status : 200,
  };
}

async function attempt() {
  const turn = ++state.asked;
  document.body.dataset.state = "busy";
  try {
    const answer = await ask("/api/try", trial());
    if (turn !== state.asked) return;
    mapping.mark(answer.diagnostics);
    show.faults(answer.diagnostics, mapping);
    show.filters(answer);
    show.requests(answer);
    show.records(answer, why);
    show.support(answer);
    closeWhy();
    if (state.tab === "corpus") await corpus();
  } catch (error) {
    fill($("problems"), h("p", { class: "refused" }, `The program does not answer: ${error.message}`));
  }
  if (turn === state.asked) document.body.dataset.state = "idle";
}

async function why(value) {
  const turn = state.asked;
  let lines;
  try {
    lines = await ask("/api/why", { trial: trial(), value });
  } catch (error) {
    lines = [{ depth: 0, text: error.message }];
  }
  // What was typed meanwhile has another answer.
  if (turn === state.asked) mapping.light(show.why(lines, { go: mapping.go, close: closeWhy }));
}

function closeWhy() {
  if ($("why").hidden) return;
  $("why").hidden = true;
  mapping.light(0);
}

async function corpus() {
  try {
    show.cases(await ask("/api/corpus", { slug: state.slug, text: mapping.text }));
  } catch (error) {
    show.cases(error.message);
  }
}

async function open(slug) {
  state.slug = slug;
  state.opened = await ask(`/api/mappings/${encodeURIComponent(slug)}`);
  const { text, file, savable, cases, unread } = state.opened;
  state.saved = text;
  mapping.text = text;
  fill($("file"), file);
  $("save").hidden = !savable;
  $("save").disabled = true;
  fill($("case"), h("option", { value: "" }, "none: your own reply"), cases.map((one) => h("option", { value: one.name }, one.name)));
  const first = cases.find((one) => one.reply && one.status === 200) ?? cases[0];
  if (first) $("case").value = first.name;
  if (unread) fill($("about"), unread);
  await choose();
}

async function choose() {
  const one = state.opened.cases.find((one) => one.name === $("case").value);
  if (one) {
    reply.text = one.reply;
    $("query").value = one.query;
    $("status").value = one.status;
  }
  fill($("about"), one?.about ?? state.opened.unread ?? "");
  $("about").title = one?.about ?? "";
  await attempt();
}

async function save() {
  if ($("save").hidden) return;
  const text = mapping.text;
  try {
    await ask(`/api/mappings/${encodeURIComponent(state.slug)}`, { text }, "PUT");
    state.saved = text;
    $("save").disabled = mapping.text === text;
    fill($("about"), "Saved.");
  } catch (error) {
    fill($("about"), `Not saved: ${error.message}`);
  }
}

tabs(document.querySelector("[role=tablist]"), (tab) => {
  state.tab = tab;
  if (tab === "corpus" && state.slug) corpus();
});
$("slug").addEventListener("change", () => open($("slug").value));
$("case").addEventListener("change", choose);
$("query").addEventListener("input", soon);
$("status").addEventListener("input", soon);
$("save").addEventListener("click", save);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeWhy();
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  }
});
window.addEventListener("beforeunload", (event) => {
  if (!$("save").hidden && mapping.text !== state.saved) event.preventDefault();
});

const slugs = await ask("/api/mappings");
fill($("slug"), slugs.map((slug) => h("option", { value: slug }, slug)));
const wanted = asked.get("mapping");
if (slugs.includes(wanted)) $("slug").value = wanted;
await open($("slug").value);
