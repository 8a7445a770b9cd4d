// The fields of an incident as a form. What is changed is a decision at once; what it rests on stands beside it.

import { byId, h, replace, shown } from "./dom.js";
import { below, getPath } from "./state.js";

const ALWAYS = new Set([
  "date.start", "date.end", "event_type", "weapons", "perpetrators", "place.name", "place.kind", "place.governorate", "killed.total",
  "killed.children", "killed.women", "injured.total", "control.then",
]); // shown even when empty: what is missing must be seen
const COUNTS = ["killed", "injured", "missing", "detained"];

export class Form {
  constructor(state, app) {
    this.state = state;
    this.app = app;
    this.box = byId("fields");
    for (const [name, words] of Object.entries(state.words)) {
      document.body.append(h("datalist", { id: `words-${name}` }, words.map((word) => h("option", { value: word }))));
    }
  }

  show(record, row) {
    this.record = record;
    this.row = row;
    this.doubtful = new Set(record.checks.flatMap((check) => check.fields));
    const visible = [];
    const hidden = [];
    for (const field of this.state.fields) {
      if (field.type === "link") continue;
      const value = getPath(record, field.path);
      const empty = value === null || (Array.isArray(value) && !value.length);
      (empty && !ALWAYS.has(field.path) && !row.set.has(field.path) ? hidden : visible).push(field);
    }
    const open = this.box.querySelector("details")?.open;
    replace(this.box, visible.map((field) => this.line(field)),
      hidden.length ? h("details", { class: "more", open }, h("summary", {}, `${hidden.length} further fields, all empty`), hidden.map((field) => this.line(field))) : null);
  }

  line(field) {
    const value = getPath(this.record, field.path);
    const doubtful = [...this.doubtful].some((path) => below(path, field.path) || below(field.path, path));
    const id = `field-${field.path}`;
    const rows = field.type === "rows";
    return h("div", {
      class: `field g-${field.group}${doubtful ? " doubtful" : ""}${this.row.set.has(field.path) ? " edited" : ""}`, "data-field": field.path,
      role: rows ? "group" : null, "aria-labelledby": rows ? `${id}-label` : null,
      onfocusin: () => this.app.light([field.path]), onpointerenter: () => this.app.light([field.path]),
    },
      h(rows ? "span" : "label", { for: rows ? null : id, id: rows ? `${id}-label` : null, class: "label" }, field.label),
      h("div", { class: "value" }, rows ? this.rows(field, value) : this.input(field, value, id, (to) => this.set(field, to))),
      this.evidence(field));
  }

  input(field, value, id, change, label = null) {
    const common = { id, "data-path": id, "aria-label": label, "aria-describedby": id?.startsWith("field-") ? `${id}-quotes` : null };
    if (field.type === "choice" || field.type === "flag") {
      const choices = field.type === "flag" ? ["yes", "no"] : field.choices;
      const now = field.type === "flag" ? { true: "yes", false: "no" }[value] ?? "" : value ?? "";
      return h("select", { ...common, onchange: (event) => change(read(field, event.target.value)) },
        h("option", { value: "", selected: now === "" }, "—"), choices.map((choice) => h("option", { value: choice, selected: choice === now }, choice)));
    }
    const list = field.words ? `words-${field.words}` : null;
    const text = Array.isArray(value) ? value.join("; ") : value ?? "";
    const input = h("input", {
      ...common, list, value: String(text), dir: "auto", autocomplete: "off", spellcheck: "false",
      type: field.type === "date" ? "date" : "text", inputmode: field.type === "number" ? "numeric" : null,
      onchange: (event) => {
        try {
          event.target.setCustomValidity("");
          change(read(field, event.target.value));
        } catch (error) {
          event.target.setCustomValidity(error.message);
          event.target.reportValidity();
        }
      },
    });
    return input;
  }

  rows(field, rows) {
    const put = (to, from) => this.set(field, to, this.movedEvidence(field, from));
    return [
      rows.map((row, number) => h("div", { class: "cells" },
        field.columns.map((column) => this.input(column, row[column.name], `cell-${field.path}.${number}.${column.name}`,
          (to) => put(rows.map((other, at) => (at === number ? { ...other, ...this.cell(field, column, to) } : other)),
            rows.map((_, at) => (at === number ? { at, without: column.name } : { at }))),
          `${field.label} ${number + 1}: ${column.label}`)),
        h("button", {
          type: "button", class: "small", "aria-label": `Remove ${shown(row)}`,
          onclick: () => put(rows.filter((_, at) => at !== number), rows.map((_, at) => ({ at })).filter(({ at }) => at !== number)),
        }, "×"))),
      h("button", {
        type: "button", class: "small add", "aria-label": `Add to ${field.label.toLowerCase()}`, "data-path": `field-${field.path}`,
        onclick: () => put([...rows, this.emptyRow(field)], rows.map((_, at) => ({ at }))),
      }, "+"),
    ];
  }

  cell(field, column, to) {
    // A place that is called otherwise is another place: its point on the map goes.
    return field.path === "other_places" && column.name === "name" ? { name: to ?? "", link: null } : { [column.name]: to };
  }

  emptyRow(field) {
    const row = Object.fromEntries(field.columns.map((column) => [column.name, null]));
    if (field.path === "perpetrators") return { ...row, certainty: "stated", source: "text" };
    if (field.path === "other_places") return { ...row, name: "", role: "near", link: null };
    return row;
  }

  // The evidence of rows that stay, under their new numbers; that of a cell that was typed over is gone.
  movedEvidence(field, from) {
    const moved = {};
    from.forEach(({ at, without }, number) => {
      const prefix = `${field.path}.${at}.`;
      for (const [path, pieces] of Object.entries(this.record.evidence)) {
        if (path.startsWith(prefix) && path !== prefix + without) moved[`${field.path}.${number}.${path.slice(prefix.length)}`] = pieces;
      }
    });
    return moved;
  }

  evidence(field) {
    const pieces = Object.entries(this.record.evidence).filter(([path]) => below(path, field.path)).flatMap(([, found]) => found);
    const quotes = [...new Map(pieces.map((piece) => [piece.quote, piece])).values()];
    return h("div", { class: "quotes", id: `field-${field.path}-quotes` }, quotes.map((piece) => h("q", {
      dir: "auto", title: `${piece.source}${piece.page ? `, page ${piece.page}` : ""}: ${piece.rule}`,
    }, piece.quote)));
  }

  // One field to a value; what follows from it goes along in the same decision.
  set(field, to, evidence = {}) {
    const changes = this.changes(field.path, to, evidence);
    if (changes.length) this.app.act("edit", changes);
  }

  changes(path, to, evidence = {}) {
    const changed = new Map([[path, { to, evidence }]]);
    const [head, last] = path.split(".");
    const now = (name) => getPath(this.record, name);
    if (COUNTS.includes(head) && last === "total") {
      const own = evidence[path] ? { [`${head}.min`]: [], [`${head}.max`]: [] } : {};
      for (const name of Object.keys(own)) own[name] = evidence[path];
      for (const name of ["min", "max"]) changed.set(`${head}.${name}`, { to, evidence: {} });
      changed.set(`${head}.qualifier`, { to: to === null ? null : "exact", evidence: {} });
    }
    if (path === "date.start") {
      const whole = { to, evidence: moved(evidence, path, "date.end") };
      if (now("date.end") === now("date.start") || now("date.end") === null || to === null || now("date.end") < to) changed.set("date.end", whole);
      changed.set("date.precision", { to: to === null ? "none" : "day", evidence: moved(evidence, path, "date.precision") });
    }
    if (path === "place.name" && to !== now(path)) changed.set("place.link", { to: null, evidence: {} });
    return [...changed].filter(([name, change]) => JSON.stringify(now(name)) !== JSON.stringify(change.to) || Object.keys(change.evidence).length)
      .map(([name, change]) => ({ incident: this.record.id, field: name, from: now(name), ...change }));
  }

  // Puts words that were selected into a field: with what they say, or else with the cursor in the field.
  async setByWords(path, piece) {
    const field = this.state.fieldOf.get(path);
    if (field.type === "rows") {
      const rows = getPath(this.record, path);
      const { value } = await this.app.store.read(`${path}.${field.columns[0].name}`, piece.quote, this.record.id);
      const row = { ...this.emptyRow(field), [field.columns[0].name]: value ?? piece.quote };
      const evidence = { ...this.movedEvidence(field, rows.map((_, at) => ({ at }))), [`${path}.${rows.length}.${field.columns[0].name}`]: [piece] };
      this.app.act("edit", [{ incident: this.record.id, field: path, from: rows, to: [...rows, row], evidence }]);
      return;
    }
    if (field.type === "list") {
      const now = getPath(this.record, path);
      const { value } = await this.app.store.read(path, piece.quote, this.record.id);
      this.app.act("edit", this.changes(path, [...now, value ?? piece.quote], { [path]: [...(this.record.evidence[path] ?? []), piece] }));
      return;
    }
    const free = field.type === "text" && !field.words;
    const { value } = free ? { value: piece.quote } : await this.app.store.read(path, piece.quote, this.record.id);
    if (value !== null && value !== undefined) {
      this.app.act("edit", this.changes(path, value, { [path]: [piece] }));
      return;
    }
    this.focus(path);
    const input = byId(`field-${path}`);
    this.app.say(`Type what “${piece.quote}” says.`);
    input.addEventListener("change", (event) => {
      event.stopImmediatePropagation();
      try {
        this.app.act("edit", this.changes(path, read(field, input.value), { [path]: [piece] }));
      } catch (error) {
        this.app.say(error.message);
      }
    }, { once: true, capture: true });
  }

  focus(path) {
    const target = this.box.querySelector(`[data-path="field-${CSS.escape(path)}"]`) ?? this.box.querySelector(`[data-path^="cell-${CSS.escape(path)}"]`);
    if (!target) return;
    const details = target.closest("details");
    if (details) details.open = true;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }
}

function moved(evidence, from, to) {
  return evidence[from] ? { [to]: evidence[from] } : {};
}

// What was typed as a value; raises an Error that says what is wanted.
function read(field, text) {
  const written = text.trim();
  if (field.type === "list") return written.split(/[;؛]/).map((part) => part.trim()).filter(Boolean);
  if (written === "") return null;
  if (field.type === "number") {
    if (!/^\d{1,9}$/.test(written)) throw new Error("A whole number, or nothing where the text gives none.");
    return Number(written);
  }
  if (field.type === "flag") return written === "yes";
  return written;
}
