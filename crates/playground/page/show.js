// What the page shows of an answer: faults, filters, requests, records, support, cases.

import { $, fill, h } from "./dom.js";

/** The faults: a click goes to one, and its mend is written by a click. */
export function faults(found, { go, edit }) {
  if (found.length === 0) return fill($("problems"), h("p", {}, "No faults: the mapping holds."));
  const one = (fault) => [
    h(
      "button",
      { type: "button", class: fault.severity, onclick: () => go(fault.line, fault.column) },
      h("span", { class: "place" }, `${fault.code} · line ${fault.line}`),
      h("b", {}, fault.title),
      fault.label ? h("span", {}, ` — ${fault.label}`) : null,
      fault.help ? h("span", { class: "help" }, fault.help) : null,
    ),
    fault.mend ? h("button", { type: "button", class: "mend", onclick: () => edit(fault.mend.edits) }, fault.mend.title) : null,
  ];
  fill($("problems"), found.map(one));
}

export function filters(answer) {
  const place = $("filters");
  if (answer.refused) return fill(place, h("p", { class: "refused" }, answer.refused));
  if (!answer.sound) return fill(place, h("p", { class: "quiet" }, "Mend the mapping to see what becomes of the query."));
  if (answer.filters.length === 0) {
    const rules = answer.rules.length ? ` ${answer.rules.join(" ")}` : "";
    return fill(place, h("p", { class: "quiet" }, `No filter.${rules}`));
  }
  const one = (filter) => h(
    "li", {}, h("code", {}, filter.name),
    h("span", { class: `fate ${filter.fate.replace("+", " ")}` }, filter.fate),
    h("span", { class: "quiet" }, filter.says),
  );
  fill(place, h("ul", {}, answer.filters.map(one)));
}

export function requests(answer) {
  const place = $("requests");
  if (answer.requests.length === 0) {
    const says = answer.refused ?? (answer.sound ? "Nothing would be sent." : "Mend the mapping to see its request.");
    return fill(place, h("p", { class: answer.refused ? "refused" : "quiet" }, says));
  }
  const one = (request) => {
    const lines = [`${request.method} ${request.address}`];
    lines.push(...request.query.map(([name, value]) => `  ? ${name} = ${value}`), "");
    lines.push(...request.headers.map(([name, value]) => `${name}: ${value}`));
    if (request.body !== undefined) lines.push("", JSON.stringify(request.body, null, 2));
    return h("pre", {}, lines.join("\n"));
  };
  fill(place, answer.requests.map(one));
}

/** A value on one line: `Renewal`, `id 9001`, `id 311 · id 312`. */
function line(value) {
  if (Array.isArray(value)) return value.length ? value.map(line).join(" · ") : "none";
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value).filter(([, member]) => member !== null).map(([name, member]) => `${name} ${line(member)}`).join(", ");
}

/** The records; `why` is called with what a click asks about. */
export function records(answer, why) {
  const place = $("records");
  const told = answer.met.map((met) => h("p", { class: "told" }, met.message));
  if (answer.page === undefined) {
    const says = answer.unmapped ?? (answer.sound ? "Paste a reply to see what its records become." : "Mend the mapping to see its records.");
    return fill(place, h("p", { class: answer.unmapped ? "refused" : "quiet" }, says));
  }
  const page = JSON.parse(answer.page);
  const warnings = page.warnings ?? [];
  const of = (record, field) => warnings.filter((one) => (one.record === record || (one.records ?? []).includes(record)) && one.field === field);
  const row = (record, at) => ([name, value]) => {
    const warned = of(at, name);
    const empty = value === null || (Array.isArray(value) && value.length === 0);
    return h(
      "button",
      {
        type: "button", class: warned.length ? "warned" : null, "aria-pressed": "false", "data-field": name,
        onclick: (event) => {
          for (const other of place.querySelectorAll("[aria-pressed=true]")) other.setAttribute("aria-pressed", "false");
          event.currentTarget.setAttribute("aria-pressed", "true");
          why(`result[${at}].${name}`);
        },
      },
      h("span", { class: "name" }, name),
      h("span", { class: `value ${empty ? "null" : ""}` }, line(value)),
    );
  };
  const one = (record, at) => {
    const fields = Object.entries(record).filter(([name]) => name !== "remote_data");
    const title = record.subject ?? record.id ?? "";
    return h("section", { class: "record" }, h("h3", {}, h("span", {}, String(at + 1)), String(title)), fields.map(row(record, at)));
  };
  const loose = warnings.filter((warning) => warning.record === undefined).map((warning) => h("p", { class: "told" }, warning.message));
  const all = page.result ?? [];
  fill(
    place, told, loose,
    all.length === 0 ? h("p", { class: "quiet" }, "The page has no record.") : all.map(one),
    page.next_cursor ? h("p", { class: "quiet" }, "The list goes on: there is a next page.") : h("p", { class: "quiet" }, "The list ends here."),
  );
}

export function support(answer) {
  if (!answer.sound) return fill($("support"), h("p", { class: "quiet" }, "Mend the mapping to see what it supports."));
  const table = (is, caption) => {
    const rows = answer.support.filter((row) => row.is === is);
    const row = (one) => h("tr", {}, h("th", { scope: "row" }, h("code", {}, one.name)), h("td", {}, one.how), h("td", {}, [one.values.join(", "), one.note].filter(Boolean).join(" · ")));
    return h("table", {}, h("caption", {}, caption), h("tbody", {}, rows.map(row)));
  };
  fill(
    $("support"),
    table("parameter", "Parameters that a caller may give"), table("field", "Fields that are filled"),
    answer.rules.map((rule) => h("p", { class: "quiet" }, rule)),
  );
}

export function cases(shown) {
  const place = $("corpus");
  if (typeof shown === "string") return fill(place, h("p", { class: "refused" }, shown));
  const differing = shown.filter((one) => one.lines.length > 0);
  const told = (text) => {
    const kind = /(^|: )- /.test(text) ? "minus" : /(^|: )\+ /.test(text) ? "plus" : null;
    return h("span", { class: kind }, `${text}\n`);
  };
  const one = (shown) => {
    const same = shown.lines.length === 0;
    const summary = h(same ? "p" : "summary", {}, h("b", { class: same ? "same" : "differs" }, same ? "✓ " : "✗ "), h("code", {}, shown.name), h("span", { class: "quiet" }, ` ${shown.about}`));
    return same ? h("div", { class: "case" }, summary) : h("details", { class: "case", open: differing.length < 4 }, summary, h("pre", {}, shown.lines.map(told)));
  };
  const count = shown.length === 1 ? "1 case" : `${shown.length} cases`;
  fill(place, h("p", { class: "quiet" }, shown.length ? `${count}, ${differing.length} differ.` : "There are no cases of this mapping."), differing.concat(shown.filter((one) => one.lines.length === 0)).map(one));
}

/** Why a value is what it is, as `touchpoint why` tells it; gives the line of the mapping that makes it. */
export function why(lines, { go, close }) {
  const place = $("why");
  const at = (line) => {
    const found = line.place?.match(/:(\d+):(\d+)$/);
    return found ? [Number(found[1]), Number(found[2])] : null;
  };
  const [title, ...rest] = lines;
  const one = (line) => {
    const where = at(line);
    return h(
      "p", { class: line.text ? `depth-${Math.min(line.depth, 6)}` : "apart" },
      line.text, " ",
      where ? h("button", { type: "button", onclick: () => go(...where) }, `line ${where[0]}`) : null,
    );
  };
  fill(place, h("h3", {}, title.text), rest.map(one), h("button", { type: "button", onclick: close }, "Close"));
  place.hidden = false;
  // Behind the first empty line stands what makes the value; before it, the case.
  const made = rest.slice(rest.findIndex((line) => !line.text) + 1).find(at) ?? rest.find(at);
  return made ? at(made)[0] : 0;
}
