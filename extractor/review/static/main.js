// The page: loads, shows one incident at a time, and turns keys and clicks into decisions.

import { askConflict, askField, askLedger, askMerge, askText, showKeys } from "./dialogs.js";
import { byId, clock, h, newId, replace, shortDay } from "./dom.js";
import { Form } from "./form.js";
import { describe, showAround, showChecks, showGlance, showHistory } from "./panels.js";
import { Passage } from "./passage.js";
import { PlacePanel } from "./place.js";
import { Queue, STATES } from "./queue.js";
import { Saver } from "./saver.js";
import { Sheet } from "./sheet.js";
import { NOTE, STATUS, State, getPath } from "./state.js";
import { ServerStore, StaticStore } from "./store.js";

const POLL = 3000; // milliseconds between two looks at what others decided

const KEYS = [
  ["a", "accept, and on to the next", (app) => app.decide("accepted", true)],
  ["A", "accept, and stay", (app) => app.decide("accepted", false)],
  ["r", "reject, and on to the next", (app) => app.decide("rejected", true)],
  ["f", "flag for another look, and on", (app) => app.decide("flagged", true)],
  ["o", "open it again", (app) => app.decide("open", false)],
  ["u", "undo the last decision", (app) => app.undoLast()],
  ["j", "next in the queue", (app) => app.go(1)],
  ["k", "previous in the queue", (app) => app.go(-1)],
  ["d", "next doubt", (app) => app.nextDoubt()],
  ["s", "select words in the paragraph: arrows move, Shift extends, Enter chooses the field", (app) => app.passage.begin()],
  ["e", "edit the first field", (app) => app.form.focus("date.start")],
  ["1 … 9", "choose that place on the map", null],
  ["l", "search the gazetteer", () => byId("place-search")?.focus()],
  ["c", "write a note", (app) => app.note()],
  ["x", "split: another incident of this paragraph", (app) => app.split()],
  ["m", "merge with another incident", (app) => app.merge()],
  ["n", "add a missed incident from the ledger", (app) => app.addMissed()],
  ["/", "search the queue", () => { app.openQueue(); byId("search").focus(); }],
  ["q", "to the queue", () => { app.openQueue(); byId("queue").focus(); }],
  ["+", "larger page", (app) => app.zoom(1.25)],
  ["-", "smaller page", (app) => app.zoom(0.8)],
  ["Esc", "out of a field or window", null],
  ["?", "these keys", (app) => app.help()],
];

class App {
  async start() {
    const data = byId("data");
    this.live = !data;
    this.store = this.live ? new ServerStore() : new StaticStore(JSON.parse(data.textContent));
    const overview = await this.store.overview();
    if (!this.live) this.store.sharpness = overview.sharpness;
    this.key = overview.key;
    this.who = localStorage.getItem(`extractor-who-${this.key}`) ?? overview.who;
    this.single = localStorage.getItem("extractor-single") !== "no";
    this.entries = new Map();
    this.reports = new Map();
    this.state = new State(overview);
    this.saver = new Saver(this.store, this.state, this.key, (what, detail) => this.hear(what, detail));
    this.queue = new Queue(this.state, (id) => this.select(id));
    this.sheet = new Sheet(this.store, (path) => this.pick(path));
    this.passage = new Passage((path) => this.pick(path), (piece) => this.setField(piece));
    this.form = new Form(this.state, this);
    this.place = new PlacePanel(this.state, this);
    byId("title").textContent = overview.out;
    document.title = `Review of ${overview.out}`;
    byId("who").value = this.who;
    byId("who").addEventListener("change", (event) => {
      this.who = event.target.value.trim() || overview.who;
      event.target.value = this.who;
      localStorage.setItem(`extractor-who-${this.key}`, this.who);
    });
    for (const button of document.querySelectorAll("[data-key]")) {
      const [, , act] = KEYS.find(([key]) => key === button.dataset.key);
      button.addEventListener("click", () => act(this));
    }
    byId("toggle-queue").addEventListener("click", () => this.openQueue(!document.body.classList.contains("queue-open")));
    byId("download").addEventListener("click", () => this.download());
    byId("download").hidden = this.live;
    document.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("beforeunload", (event) => {
      if (!this.live && this.state.actions.length > (this.downloaded ?? 0)) event.preventDefault();
    });
    this.saver.restore();
    this.queue.refresh();
    const wanted = location.hash.slice(1);
    const first = this.state.base.has(wanted) ? wanted : this.queue.shown[0]?.id ?? this.state.ids()[0];
    if (first) await this.select(first);
    else replace(byId("record-title"), "Nothing to review");
    if (this.live) setInterval(() => document.visibilityState === "visible" && this.saver.poll(), POLL);
    document.body.classList.add("loaded");
  }

  // ------------------------------------------------------------------ showing

  entry(id) {
    if (!this.entries.has(id)) {
      if (this.entries.size > 60) this.entries.delete(this.entries.keys().next().value);
      const made = this.state.actions.find((action) => action.record?.id === id);
      const wanted = made ? this.saved(made) : this.store.incident(id);
      const entry = wanted.catch((error) => (made ? null : Promise.reject(error))).then((found) => found ?? this.madeEntry(made));
      entry.catch(() => this.entries.delete(id));
      this.entries.set(id, entry);
    }
    return this.entries.get(id);
  }

  // An incident that was made here, as the server has it once its making is in the log; null while it can't be.
  async saved(made) {
    if (!this.live) return null;
    await this.saver.tried(made.id);
    if (!this.state.pending.some((action) => action.id === made.id)) return this.store.incident(made.record.id);
    this.entries.delete(made.record.id);
    return null;
  }

  // An incident that was made here and is not in the log yet: its words are those of the one it came from.
  async madeEntry(action) {
    const origin = this.state.base.get(action.incident) && action.kind === "split" ? await this.entry(action.incident) : null;
    return { record: action.record, report: this.state.base.get(action.record.id).report, words: origin?.words ?? [] };
  }

  report(number) {
    if (!this.reports.has(number)) this.reports.set(number, this.store.report(number));
    return this.reports.get(number);
  }

  async select(id) {
    if (!this.state.base.has(id)) return;
    this.current = id;
    byId("record").setAttribute("aria-busy", "true");
    this.queue.mark(id);
    history.replaceState(null, "", `#${id}`);
    let entry;
    let report;
    try {
      entry = await this.entry(id);
      report = await this.report(entry.report);
    } catch (error) {
      if (error.status) this.banner(`This incident can’t be shown: ${error.message}`);
      else this.hear("waiting", { status: 0 });
      return;
    }
    if (this.current !== id) return;
    this.shown = { entry, report };
    this.render();
    byId("record").removeAttribute("aria-busy");
    byId("record").scrollTop = 0;
    const row = this.state.row(id);
    this.say(`${shortDay(row.date)}, ${row.place ?? "no place"}, ${STATES[row.state]}, ${row.checks.length} doubts`);
    const next = this.queue.next(1);
    if (next && next !== id) this.entry(next).then((found) => this.preload(found)).catch(() => null);
  }

  async preload(entry) {
    const { drawn } = await this.report(entry.report);
    for (const page of drawn && this.live ? entry.record.pages : []) {
      new Image().src = this.store.picture(entry.report, page, Math.max(1, (window.devicePixelRatio || 1) * 1.5 * this.sheet.zoom));
    }
  }

  render() {
    const { entry, report } = this.shown;
    const focused = document.activeElement?.dataset?.path;
    const record = this.state.record(entry.record);
    const row = this.state.row(record.id);
    this.record = record;
    const facts = this.state.reports[entry.report];
    document.body.dataset.status = row.state;
    replace(byId("record-title"), h("bdi", {}, `${shortDay(record.date.start)} · ${record.place.name ?? "no place"}`));
    replace(byId("record-status"), h("span", { class: `badge state-${row.state}` }, STATES[row.state]),
      row.who ? h("span", {}, ` by `, h("bdi", {}, row.who), ` ${clock(row.when)}`) : null);
    replace(byId("record-where"), h("bdi", {}, facts.title ?? facts.file), ` · page ${record.pages.join(", ") || "?"} · `,
      record.sections.map((section, number) => [number ? " › " : "", h("bdi", {}, section)]));
    byId("record-note").hidden = !row.note;
    byId("record-note").textContent = row.note ?? "";
    const groupOf = (path) => this.fieldFor(path)?.group ?? "other";
    this.passage.show({ ...entry, record }, record, groupOf, (path) => this.labelOf(path));
    this.sheet.show(entry, record, report, groupOf);
    showGlance(record, groupOf, (path) => this.pick(path));
    this.form.show(record, row);
    this.place.show(record);
    showChecks(record, row, this);
    showAround(record, row, report, this);
    showHistory(row, this);
    if (focused) document.querySelector(`[data-path="${CSS.escape(focused)}"]`)?.focus();
  }

  // After something was decided, here or elsewhere.
  refresh() {
    this.queue.refresh();
    if (this.shown && this.current === this.shown.entry.record.id) this.render();
  }

  // The field that a path lies in; checks write "other_places[1].link".
  fieldFor(written) {
    const path = written.replace(/\[(\d+)\]/g, ".$1");
    return this.state.fieldOf.get(path) ?? this.state.fields.find((field) => path.startsWith(`${field.path}.`));
  }

  labelOf(path) {
    return path === STATUS ? "Decision" : path === NOTE ? "Note" : this.fieldFor(path)?.label ?? path;
  }

  describe(action) {
    return describe(action, [...new Set((action.changes ?? []).map((change) => change.incident))][0] ?? action.incident, this);
  }

  // Lights the words of some fields, in the text and on the page.
  light(fields) {
    const paths = new Set(Object.keys(this.record?.evidence ?? {}).filter((path) => fields.some((field) => path === field || path.startsWith(`${field}.`))));
    this.passage.light(paths);
    this.sheet.light(paths);
  }

  pick(path) {
    this.form.focus(this.fieldFor(path)?.path ?? path);
  }

  doubt(check) {
    this.light(check.fields);
    this.passage.lightQuotes(check.quotes);
  }

  say(text) {
    byId("said").textContent = text;
  }

  banner(text, action = null) {
    byId("banner").hidden = !text;
    replace(byId("banner"), text ?? "", action);
  }

  // ------------------------------------------------------------------ deciding

  // Whether the incident under review is the one that is shown: nobody decides about what they don't see.
  get ready() {
    if (this.shown && this.current === this.record?.id) return true;
    this.say("Still loading");
    return false;
  }

  act(kind, changes, more = {}) {
    if (!this.ready) return;
    const { record } = this;
    const facts = this.state.reports[this.state.base.get(more.incident ?? record.id).report];
    const action = {
      id: newId(), kind, who: this.who, when: new Date().toISOString().replace(/\.\d+Z$/, "Z"), file: facts.file, sha256: facts.sha256,
      incident: record.id, changes, ...more,
    };
    this.saver.add(action);
    this.refresh();
  }

  decide(status, onward) {
    if (!this.ready) return;
    const row = this.state.row(this.current);
    const kind = { accepted: "accept", rejected: "reject", flagged: "flag", open: "reopen" }[status];
    const next = onward ? this.queue.next(1, true) : null;
    if (row.state !== status) this.act(kind, [{ incident: this.current, field: STATUS, from: row.status, to: status }]);
    if (next) this.select(next);
    else if (onward) {
      this.queue.refresh();
      this.say(`${STATES[status]}. Nothing else waits in this queue.`);
    } else this.say(STATES[status]);
  }

  undo(action) {
    this.act("undo", [], { undoes: action.id, incident: action.incident });
    this.say(`Taken back: ${this.describe(action)}`);
  }

  undoLast() {
    const last = this.state.holding.filter((action) => action.who === this.who).at(-1);
    if (!last) return this.say("Nothing to undo");
    const to = last.incident;
    this.undo(last);
    if (this.state.base.has(to) && to !== this.current) this.select(to);
  }

  async note() {
    const row = this.state.row(this.current);
    if (!this.ready) return;
    const text = await askText("Note", "For whoever reads this decision later", row.note ?? "");
    if (text !== null && text !== (row.note ?? "")) this.act("note", [{ incident: this.current, field: NOTE, from: row.note, to: text || null }]);
  }

  async setField(piece) {
    if (!piece) return;
    const path = await askField(piece, this);
    if (path) await this.form.setByWords(path, piece);
  }

  split() {
    if (!this.ready) return;
    const record = structuredClone(this.record);
    record.id = newId(16);
    record.checks = [];
    record.confidence = null;
    record.why = ["split off by a reviewer"];
    delete record.review;
    this.act("split", [], { record });
    this.queue.refresh();
    this.select(record.id);
    this.say("Split: this is the new incident. Correct what differs, then accept it.");
  }

  async merge() {
    if (!this.ready) return;
    const other = await askMerge(this.state.row(this.current), this);
    if (!other) return;
    const theirs = this.state.record((await this.entry(other)).record);
    const changes = merged(this.record, theirs, this.state.fields);
    changes.push({ incident: other, field: STATUS, from: this.state.row(other).status, to: "merged" });
    this.act("merge", changes);
    this.say("Merged");
  }

  async addMissed() {
    if (!this.ready) return;
    const report = this.shown.report;
    const line = await askLedger(report, report.unused);
    if (!line) return;
    const record = {
      ...emptied(this.record), id: newId(16), text: line.text, pages: [line.page], why: ["added by a reviewer from the ledger"],
    };
    this.act("add", [], { record });
    await this.select(record.id);
    this.passage.begin();
    this.say("Added. Select words in the paragraph to fill its fields.");
  }

  go(by) {
    const id = this.queue.next(by);
    if (id) this.select(id);
  }

  async nextDoubt() {
    const doubts = [...byId("checks").querySelectorAll("[data-doubt]")];
    const at = doubts.indexOf(document.activeElement);
    if (at + 1 < doubts.length) return doubts[at + 1].focus();
    const from = this.queue.place.get(this.current) ?? -1;
    const next = this.queue.shown.slice(from + 1).find((row) => row.checks.length || row.again.length);
    if (!next) return this.say("No further doubts in this queue");
    await this.select(next.id);
    byId("checks").querySelector("[data-doubt]")?.focus();
  }

  zoom(by) {
    this.sheet.setZoom(this.sheet.zoom * by);
    this.sheet.reveal();
  }

  openQueue(open = true) {
    document.body.classList.toggle("queue-open", open);
    byId("toggle-queue").setAttribute("aria-expanded", String(open));
    this.queue.draw();
  }

  help() {
    showKeys(KEYS, this.single, (on) => {
      this.single = on;
      localStorage.setItem("extractor-single", on ? "yes" : "no");
    });
  }

  onKey(event) {
    const target = event.target;
    const writing = target.matches("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape" && !byId("dialog").open) {
      CSS.highlights?.delete("doubt");
      this.openQueue(false);
      target.blur();
      return byId("record").focus({ preventScroll: true });
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !byId("dialog").open) {
      target.blur();
      return this.decide("accepted", true);
    }
    if (writing || byId("dialog").open || !this.single || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key)) return this.place.choose(Number(event.key) - 1);
    const found = KEYS.find(([key]) => key === event.key);
    if (!found?.[2]) return;
    event.preventDefault();
    found[2](this);
  }

  // ------------------------------------------------------------------ saving

  async hear(what, detail) {
    const box = byId("saved");
    box.dataset.state = what;
    if (what === "saving") box.textContent = detail > 1 ? `saving ${detail}…` : "saving…";
    else if (what === "saved") box.textContent = this.live ? `saved ${clock(new Date().toISOString()).slice(11)}` : `${this.state.actions.length} to download`;
    else if (what === "changed") {
      this.say(`${detail.map((action) => action.who).join(", ")} decided something`);
      const typing = document.activeElement;
      if (typing?.matches("#fields input") && typing.value !== typing.dataset.was) {
        typing.addEventListener("blur", () => setTimeout(() => this.refresh()), { once: true }); // what is being typed stays
        this.queue.refresh();
      } else this.refresh();
    } else if (what === "reached") {
      if (byId("banner").dataset.kind === "waiting") this.banner("");
      byId("banner").dataset.kind = "";
    } else if (what === "waiting") {
      const count = this.state.pending.length;
      box.textContent = count ? `${count} not saved` : "no server";
      byId("banner").dataset.kind = "waiting";
      this.banner(detail.status === 401
        ? `The review was started anew: open the new link that it printed, in this browser. ${kept(count)}`
        : detail.status >= 500 ? `Not saved: ${detail.error ?? "the review failed"}. ${kept(count)}`
          : `The review does not answer. ${kept(count)}`,
      count ? h("button", { type: "button", onclick: () => this.download(this.state.pending) }, "Download what is not saved") : null);
    } else if (what === "refused") {
      box.textContent = "not saved";
      this.banner(`This decision was not saved: ${detail.error}`);
      this.refresh();
    } else if (what === "conflict") {
      this.refresh();
      const answer = await askConflict(detail.mine, detail.theirs, this);
      this.saver.settle(detail.mine, answer === "mine");
      this.refresh();
    }
    if (what === "saved" && byId("banner").dataset.kind === "waiting") {
      byId("banner").dataset.kind = "";
      this.banner("");
    }
  }

  download(actions = this.state.actions) {
    const lines = actions.map((action) => `${JSON.stringify(action)}\n`).join("");
    const address = URL.createObjectURL(new Blob([lines], { type: "application/x-ndjson" }));
    const link = h("a", { href: address, download: "decisions.jsonl" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    this.downloaded = actions.length;
  }
}

function kept(count) {
  return count ? `${count} decisions are kept in this browser and are saved as soon as it can be reached.` : "Nothing waits to be saved.";
}

// What `one` takes over from `other`: values where it has none, with their evidence, and the words if they are others.
function merged(one, other, fields) {
  const changes = [];
  const shift = one.text.includes(other.text) ? one.text.indexOf(other.text) : one.text.length + 1;
  if (!one.text.includes(other.text)) {
    changes.push({ incident: one.id, field: "text", from: one.text, to: `${one.text}\n${other.text}` });
    const pages = [...new Set([...one.pages, ...other.pages])].sort((a, b) => a - b);
    if (pages.length > one.pages.length) changes.push({ incident: one.id, field: "pages", from: one.pages, to: pages });
  }
  const empty = (value) => value === null || value === undefined || value === "none" || (Array.isArray(value) && !value.length);
  for (const { path } of fields) {
    const value = getPath(other, path);
    if (!empty(getPath(one, path)) || empty(value)) continue;
    const evidence = {};
    for (const [where, pieces] of Object.entries(other.evidence)) {
      if (where !== path && !where.startsWith(`${path}.`)) continue;
      evidence[where] = pieces.map((piece) => (piece.start === null ? piece : { ...piece, start: piece.start + shift, end: piece.end + shift }));
    }
    changes.push({ incident: one.id, field: path, from: getPath(one, path), to: value, evidence });
  }
  return changes;
}

// A record of the same shape in which nothing is said.
function emptied(value) {
  const bare = (inner, name) => {
    if (name === "evidence") return {};
    if (name === "link") return null;
    if (name === "precision") return "none";
    if (Array.isArray(inner)) return [];
    if (inner && typeof inner === "object") return Object.fromEntries(Object.entries(inner).map(([key, part]) => [key, bare(part, key)]));
    return typeof inner === "boolean" && name === "joint" ? false : null;
  };
  return bare(value, "");
}

const app = new App();
app.start();
