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
    this.doubtful = new Set(record.checks.flatMap((check) => check.fields.map((path) => path.replace(/\[(\d+)\]/g, ".$1"))));
    const lines = [];
    for (const field of this.state.fields) {
      if (field.type === "link") continue;
      if (field.short) lines.at(-1).push(field);
      else lines.push([field]);
    }
    const filled = (line) => line.some((field) => ALWAYS.has(field.path) || this.row.set.has(field.path) || !isEmpty(getPath(record, field.path)));
    const hidden = lines.filter((line) => !filled(line));
    const open = this.box.querySelector("details")?.open;
    replace(this.box, lines.filter(filled).map((line) => this.line(line)),
      hidden.length ? h("details", { class: "more", open }, h("summary", {}, "Further fields, all empty: ", hidden.map(([field]) => field.label.toLowerCase()).join(", ")), hidden.map((line) => this.line(line))) : null);
  }

  // A field and those that belong to it, on one line, with the words that they rest on below.
  line(fields) {
    const [first] = fields;
    const paths = fields.map((field) => field.path);
    const doubtful = paths.some((path) => [...this.doubtful].some((other) => below(other, path) || below(path, other)));
    const id = `field-${first.path}`;
    const rows = first.type === "rows";
    return h("div", {
      class: `field g-${first.group}${doubtful ? " doubtful" : ""}${paths.some((path) => this.row.set.has(path)) ? " edited" : ""}`, "data-field": first.path,
      role: "group", "aria-labelledby": `${id}-label`, onfocusin: () => this.app.light(paths), onpointerenter: () => this.app.light(paths),
    },
      h("span", { class: "label" }, h("span", { id: `${id}-label` }, first.label), rows ? this.adder(first, getPath(this.record, first.path)) : null),
      h("div", { class: "value" }, rows ? this.rows(first, getPath(this.record, first.path)) : fields.filter((field) => !this.superfluous(field)).map((field) => this.part(field))),
      this.evidence(fields));
  }

  // The ends of a number that is known, and how exact none is: they would only repeat it.
  superfluous(field) {
    const [head, last] = field.path.split(".");
    if (!COUNTS.includes(head) || !["qualifier", "min", "max"].includes(last)) return false;
    const count = this.record[head];
    if (last === "qualifier") return isEmpty(count.total) && isEmpty(count.qualifier) && isEmpty(count.min) && isEmpty(count.max);
    return ["exact", null].includes(count.qualifier) && count.min === count.total && count.max === count.total;
  }

  part(field) {
    const value = getPath(this.record, field.path);
    const input = this.input(field, value, `field-${field.path}`, (to) => this.set(field, to), field.label);
    return h("span", { class: `part ${field.type}${isEmpty(value) ? " empty" : ""}` }, field.short ? h("span", { class: "short", "aria-hidden": "true" }, field.short) : null, input);
  }

  input(field, value, id, change, label = null) {
    const common = { id, "data-path": id, "aria-label": label };
    if (field.type === "choice" || field.type === "flag") {
      const choices = field.type === "flag" ? ["yes", "no"] : field.choices;
      const now = field.type === "flag" ? { true: "yes", false: "no" }[value] ?? "" : value ?? "";
      return h("select", { ...common, onchange: (event) => change(read(field, event.target.value)) },
        h("option", { value: "", selected: now === "" }, "—"), choices.map((choice) => h("option", { value: choice, selected: choice === now }, choice)));
    }
    const list = field.words ? `words-${field.words}` : null;
    const text = Array.isArray(value) ? value.join("; ") : value ?? "";
    const input = h("input", {
      ...common, list, value: String(text), "data-was": String(text), dir: "auto", autocomplete: "off", spellcheck: "false",
      type: "text", inputmode: ["number", "date"].includes(field.type) ? "numeric" : null, placeholder: field.type === "date" ? "year-month-day" : null,
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
    return rows.map((row, number) => h("div", { class: "cells" },
      field.columns.map((column) => this.input(column, row[column.name], `cell-${field.path}.${number}.${column.name}`,
        (to) => this.setRows(field, rows.map((other, at) => (at === number ? { ...other, ...this.cell(field, column, to) } : other)),
          rows.map((_, at) => (at === number ? { at, without: column.name } : { at }))),
        `${field.label} ${number + 1}: ${column.label}`)),
      h("button", {
        type: "button", class: "small", "aria-label": `Remove ${shown(row)}`,
        onclick: () => this.setRows(field, rows.filter((_, at) => at !== number), rows.map((_, at) => ({ at })).filter(({ at }) => at !== number)),
      }, "×")));
  }

  adder(field, rows) {
    return h("button", {
      type: "button", class: "small add", "aria-label": `Add to ${field.label.toLowerCase()}`, "data-path": `field-${field.path}`,
      onclick: () => this.setRows(field, [...rows, this.emptyRow(field)], rows.map((_, at) => ({ at }))),
    }, "+");
  }

  setRows(field, to, from) {
    this.set(field, to, this.movedEvidence(field, from));
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

  evidence(fields) {
    const pieces = Object.entries(this.record.evidence).filter(([path]) => fields.some((field) => below(path, field.path))).flatMap(([, found]) => found);
    const quotes = [...new Map(pieces.map((piece) => [piece.quote, piece])).values()];
    return h("div", { class: "quotes" }, quotes.map((piece) => h("q", {
      dir: "auto", title: `${piece.source}${piece.page ? `, page ${piece.page}` : ""}: ${piece.rule}`,
    }, piece.source === "text" || piece.source === "table" ? piece.quote : `${piece.source}: ${piece.quote}`)));
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
      for (const name of ["min", "max"]) changed.set(`${head}.${name}`, { to, evidence: {} });
      changed.set(`${head}.qualifier`, { to: to === null ? null : "exact", evidence: {} });
    }
    if (path === "date.start") {
      const whole = { to, evidence: renamed(evidence, path, "date.end") };
      if (now("date.end") === now("date.start") || now("date.end") === null || to === null || now("date.end") < to) changed.set("date.end", whole);
      changed.set("date.precision", { to: to === null ? "none" : "day", evidence: renamed(evidence, path, "date.precision") });
    }
    if (path === "place.name" && to !== now(path)) changed.set("place.link", { to: null, evidence: {} });
    return [...changed].filter(([name, change]) => JSON.stringify(now(name)) !== JSON.stringify(change.to) || Object.keys(change.evidence).length)
      .map(([name, change]) => ({ incident: this.record.id, field: name, from: now(name), ...change }));
  }

  // Puts words that were selected into a field: with what they say, or else with the cursor in the field.
  async setByWords(path, piece) {
    const field = this.state.fieldOf.get(path);
    const { record } = this;
    const column = field.columns[0]?.name;
    const free = field.type === "text" && !field.words;
    const asked = column ? `${path}.${column}` : path;
    const { value } = free ? { value: piece.quote } : await this.app.store.read(asked, piece.quote, record.id);
    if (this.record.id !== record.id) return this.app.say("Not set: another incident is under review by now");
    const now = getPath(this.record, path);
    if (field.type === "rows") {
      const evidence = { ...this.movedEvidence(field, now.map((_, at) => ({ at }))), [`${path}.${now.length}.${column}`]: [piece] };
      this.set(field, [...now, { ...this.emptyRow(field), [column]: value ?? piece.quote }], evidence);
    } else if (field.type === "list") {
      this.set(field, [...now, value ?? piece.quote], { [path]: [...(this.record.evidence[path] ?? []), piece] });
    } else if (value !== null && value !== undefined) {
      this.set(field, value, { [path]: [piece] });
    } else this.typed(field, piece);
  }

  // What the words say must be typed: the next value of the field rests on them.
  typed(field, piece) {
    this.focus(field.path);
    this.app.say(`Type what “${piece.quote}” says.`);
    byId(`field-${field.path}`).addEventListener("change", (event) => {
      event.stopImmediatePropagation();
      try {
        this.set(field, read(field, event.target.value), { [field.path]: [piece] });
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

function isEmpty(value) {
  return value === null || value === undefined || value === false || (Array.isArray(value) && !value.length);
}

function renamed(evidence, from, to) {
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
  if (field.type === "date") {
    const day = new Date(`${written}T00:00:00Z`);
    if (!/^\d{4}-\d\d-\d\d$/.test(written) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== written) throw new Error("A day as year-month-day, 2017-10-31.");
  }
  if (field.type === "flag") return written === "yes";
  return written;
}
