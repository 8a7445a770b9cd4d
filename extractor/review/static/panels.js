// What stands around the fields: doubts, reasons, neighbours, the report's own totals, and what was decided before.

import { byId, clock, h, replace, shortDay, shown } from "./dom.js";
import { NOTE, STATUS } from "./state.js";

export function showChecks(record, row, app) {
  const again = row.again.map((reason) => h("li", { class: "check again", tabindex: "-1", "data-doubt": true },
    h("strong", {}, row.was && row.was !== "open" ? `was ${row.was}, look again` : "look again"), " ", h("span", { dir: "auto" }, reason)));
  const checks = record.checks.map((check) => h("li", {
    class: `check ${check.severity}`, tabindex: "-1", "data-doubt": true,
    onfocus: () => app.doubt(check), onclick: () => app.doubt(check),
  },
    h("strong", {}, check.severity), " ", h("span", { dir: "auto" }, check.message),
    check.quotes.map((quote) => h("blockquote", { dir: "auto" }, quote)),
    check.fields.length ? h("span", { class: "check-fields" }, [...new Set(check.fields.map((field) => app.labelOf(field)))].join(", ")) : null));
  replace(byId("checks"), ...again, ...checks);
  byId("checks-title").textContent = again.length + checks.length ? `Doubts (${again.length + checks.length})` : "No doubts";
}

// The whole incident in a line or two: what there is to compare with the text before it is accepted.
export function showGlance(record, groupOf, pick) {
  const parts = [
    ["date.start", [span(record.date), record.date.time_of_day]],
    ["event_type", [record.event_type]],
    ["weapons", record.weapons.map((one) => [one.count === null ? null : `${one.count} ×`, one.name, one.delivery && `by ${one.delivery}`].filter(Boolean).join(" "))],
    ["perpetrators", record.perpetrators.map((one) => (one.certainty === "stated" ? one.actor : `${one.actor ?? "?"} (${one.certainty.replace("_", " ")})`))],
    ["place.name", [record.place.name, record.place.kind, record.place.site]],
    ["place.governorate", [record.place.governorate]],
    ["killed.total", [people(record.killed, "killed")]],
    ["injured.total", [people(record.injured, "injured")]],
    ["control.then", record.control.then.map((actor) => `held by ${actor}`)],
  ];
  const missing = { "date.start": "no date", event_type: "no event", perpetrators: "no perpetrator", "place.name": "no place", "place.governorate": "no governorate", "killed.total": "no number of killed" };
  replace(byId("glance"), parts.map(([path, said]) => {
    const words = said.filter(Boolean).join(", ");
    return words || path in missing ? h("li", { class: `g-${groupOf(path)}${words ? "" : " none"}` },
      h("button", { type: "button", onclick: () => pick(path), dir: "auto" }, words || missing[path])) : null;
  }));
}

function span(date) {
  if (!date.start) return null;
  const days = date.start === date.end ? date.start : `${date.start} to ${date.end}`;
  return date.precision === "day" ? days : `${days} (${date.precision})`;
}

function people(count, what) {
  const numbers = count.total ?? (count.min === null && count.max === null ? null : `${count.min ?? "?"} to ${count.max ?? "?"}`);
  const parts = ["children", "women", "men", "fighters"].filter((part) => count[part] !== null).map((part) => `${count[part]} ${part}`);
  if (numbers === null && !parts.length && !count.qualifier) return null;
  const exact = ["exact", "range", null].includes(count.qualifier) ? "" : `${count.qualifier.replace("_", " ")} `;
  return `${exact}${numbers ?? "?"} ${what}${parts.length ? ` (${parts.join(", ")})` : ""}`;
}

export function showAround(record, row, report, app) {
  const { state } = app;
  const own = [...state.base.values()].filter((other) => other.report === row.report && !state.row(other.id).gone).sort((one, other) => one.order - other.order);
  const at = own.findIndex((other) => other.id === row.id);
  const beside = [["before", own[at - 1]], ["after", own[at + 1]]].filter(([, other]) => other);
  replace(byId("neighbours"), beside.map(([where, other]) => h("li", {},
    h("button", { type: "button", class: "link", onclick: () => app.select(other.id) }, `${where}: `, h("bdi", {}, `${shortDay(other.date)} · ${state.row(other.id).place ?? "no place"}`)),
    h("p", { dir: "auto" }, other.text.length > 220 ? `${other.text.slice(0, 220)}…` : other.text))));
  replace(byId("why"), record.why.map((reason) => h("li", { dir: "auto" }, reason)));
  byId("confidence").textContent = record.confidence === null ? "not reckoned" : record.confidence.toFixed(2);
  replace(byId("reconciliation"), report.reconciliation.length ? h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Totals of the report" }, h("table", {},
    h("thead", {}, h("tr", {}, ["page", "counts", "stated", "found", "", "words"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, report.reconciliation.map((line) => h("tr", { class: `status-${line.status.replace(/\W/g, "")}` },
      h("td", {}, line.page), h("td", {}, line.measure), h("td", { class: "number" }, line.stated),
      h("td", { class: "number" }, line.extracted ?? ""), h("td", { title: line.reason }, line.status), h("td", { dir: "auto" }, line.quote)))))) : h("p", { class: "note" }, "The report states no totals."));
  const links = record.links.map((link) => h("li", {}, h("bdi", {}, link.text), h("code", { dir: "ltr" }, link.url)));
  replace(byId("links"), links.length ? links : h("li", { class: "note" }, "none"));
}

export function showHistory(row, app) {
  const { state } = app;
  const undone = new Set(state.actions.filter((action) => action.undoes).map((action) => action.undoes));
  replace(byId("history"), state.history(row.id).map((action) => h("li", { class: undone.has(action.id) ? "undone" : "" },
    h("time", {}, clock(action.when)), " ", h("bdi", {}, action.who), " ", describe(action, row.id, app),
    action.note ? h("q", { dir: "auto" }, action.note) : null,
    undone.has(action.id) || action.undoes ? null : h("button", { type: "button", class: "small", onclick: () => app.undo(action) }, "undo"))).reverse());
}

// A decision in words.
export function describe(action, id, app) {
  if (action.undoes) return `took back: ${app.state.actions.filter((other) => other.id === action.undoes).map((other) => describe(other, id, app))}`;
  if (action.record && action.record.id === id) return action.kind === "split" ? "split this off" : "added this from the ledger";
  const own = (action.changes ?? []).filter((change) => change.incident === id);
  const parts = own.filter((change) => !["text", "pages"].includes(change.field)).map((change) => (change.field === STATUS ? shown(change.to)
    : change.field === NOTE ? "wrote a note" : `${app.labelOf(change.field)}: ${shown(change.from)} → ${shown(change.to)}`));
  return parts.join(" · ") || action.kind;
}
