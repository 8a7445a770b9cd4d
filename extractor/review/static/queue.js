// The queue: all incidents that pass the filters, as a list of which only the visible part is in the page.

import { byId, h, replace, shortDay } from "./dom.js";

const HEIGHT = 58; // pixels of a row, as in review.css
const BEYOND = 6; // rows drawn above and below the visible ones

export const STATES = {
  again: "look again", open: "open", flagged: "flagged", accepted: "accepted", rejected: "rejected", merged: "merged",
};

export class Queue {
  constructor(state, choose) {
    this.state = state;
    this.choose = choose;
    this.list = byId("queue");
    this.inner = byId("queue-rows");
    this.shown = [];
    this.current = null;
    this.filters = { status: "todo", report: "", publisher: "", check: "", confidence: "", field: "", text: "", order: "worst" };
    this.list.addEventListener("scroll", () => this.draw());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-id]");
      if (row) this.choose(row.dataset.id);
    });
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => this.draw()).observe(this.list);
    for (const control of document.querySelectorAll("[data-filter]")) {
      control.addEventListener("input", () => {
        this.filters[control.dataset.filter] = control.value;
        this.refresh();
        this.list.scrollTop = 0;
      });
    }
    this.fillFilters();
  }

  fillFilters() {
    const publishers = [...new Set(this.state.reports.map((report) => report.publisher).filter(Boolean))].sort();
    options("filter-report", this.state.reports.map((report) => [report.number, report.file]));
    options("filter-publisher", publishers.map((name) => [name, name]));
    const checks = new Map();
    for (const row of this.state.base.values()) for (const [code] of row.checks) checks.set(code, (checks.get(code) ?? 0) + 1);
    options("filter-check", [["any", "any check"], ...[...checks].sort().map(([code, count]) => [code, `${code} (${count})`])]);
    const groups = [...new Set(this.state.fields.map((field) => field.path.split(".")[0]))];
    options("filter-field", groups.flatMap((name) => [[`+${name}`, `has ${name}`], [`-${name}`, `lacks ${name}`]]));
  }

  passes(row) {
    const { status, report, publisher, check, confidence, field, text } = this.filters;
    if (status === "todo" ? !["open", "again", "flagged"].includes(row.state) : status && row.state !== status) return false;
    if (report !== "" && row.report !== Number(report)) return false;
    if (publisher && this.state.reports[row.report].publisher !== publisher) return false;
    if (check && !(check === "any" ? row.checks.length : row.checks.some(([code]) => code === check))) return false;
    if (confidence && !((row.confidence ?? 0) < Number(confidence))) return false;
    if (field && row.filled.includes(field.slice(1)) !== (field[0] === "+")) return false;
    return !text || `${row.id} ${row.date} ${row.place} ${row.governorate} ${row.text}`.toLowerCase().includes(text.toLowerCase());
  }

  refresh() {
    const rows = this.state.ids().map((id) => this.state.row(id));
    // The one under review stays where it is, so that accepting it does not make the list jump away.
    this.shown = rows.filter((row) => row.id === this.current || this.passes(row));
    this.shown.sort(this.filters.order === "worst" ? worstFirst : (one, other) => one.order - other.order);
    this.place = new Map(this.shown.map((row, number) => [row.id, number]));
    const counts = { accepted: 0, rejected: 0, flagged: 0, again: 0, open: 0, merged: 0 };
    for (const row of rows) counts[row.state] += 1;
    const done = counts.accepted + counts.rejected + counts.merged;
    byId("progress").max = Math.max(rows.length, 1);
    byId("progress").value = done;
    byId("counts").textContent = `${done} of ${rows.length} decided · ${counts.accepted} accepted, ${counts.rejected} rejected`
      + (counts.merged ? `, ${counts.merged} merged` : "") + (counts.flagged ? ` · ${counts.flagged} flagged` : "")
      + (counts.again ? ` · ${counts.again} to look at again` : "");
    byId("queue-count").textContent = `${this.shown.length} in the queue`;
    this.inner.style.height = `${this.shown.length * HEIGHT}px`;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.list.scrollTop / HEIGHT) - BEYOND);
    const last = Math.min(this.shown.length, Math.ceil((this.list.scrollTop + this.list.clientHeight) / HEIGHT) + BEYOND);
    replace(this.inner, this.shown.slice(first, last).map((row, number) => this.rowElement(row, first + number)));
    const active = this.place?.has(this.current) ? `row-${this.current}` : null;
    if (active && byId(active)) this.list.setAttribute("aria-activedescendant", active);
    else this.list.removeAttribute("aria-activedescendant");
  }

  rowElement(row, number) {
    const doubts = row.checks.length;
    const element = h("div", {
      class: `row state-${row.state}`, role: "option", id: `row-${row.id}`, "data-id": row.id,
      "aria-selected": row.id === this.current ? "true" : "false", "aria-setsize": this.shown.length, "aria-posinset": number + 1,
    },
      h("span", { class: "row-head" },
        h("bdi", { class: "row-title" }, `${shortDay(row.date)} · ${row.place ?? "no place"}`),
        h("span", { class: `badge state-${row.state}` }, STATES[row.state])),
      h("span", { class: "row-line" },
        h("bdi", {}, [row.event, row.killed === null ? null : `${row.killed} killed`, row.injured === null ? null : `${row.injured} injured`]
          .filter(Boolean).join(", ") || "nothing read"),
        doubts ? h("span", { class: "doubts", title: row.checks.map(([code]) => code).join(", ") }, doubts === 1 ? "1 doubt" : `${doubts} doubts`) : null,
        row.confidence === null ? null : h("span", { class: "confidence" }, row.confidence.toFixed(2))));
    element.style.top = `${number * HEIGHT}px`;
    return element;
  }

  mark(id) {
    this.current = id;
    this.refresh();
    const number = this.place.get(id);
    if (number === undefined) return;
    const top = number * HEIGHT;
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    else if (top + HEIGHT > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = top + HEIGHT - this.list.clientHeight;
    this.draw();
  }

  // The incident `by` places further in the queue; with `undecided`, the next one that waits for a decision.
  next(by, undecided = false) {
    const from = this.place.get(this.current) ?? -1;
    if (!undecided) return this.shown[Math.min(this.shown.length - 1, Math.max(0, from + by))]?.id ?? null;
    const waits = (row) => row.id !== this.current && ["open", "again"].includes(row.state);
    return (this.shown.slice(from + 1).find(waits) ?? this.shown.find(waits))?.id ?? null;
  }

  onKey(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const from = this.place.get(this.current) ?? 0;
    const to = Math.min(this.shown.length - 1, Math.max(0, from + steps[event.key]));
    if (this.shown[to]) this.choose(this.shown[to].id);
  }
}

function worstFirst(one, other) {
  return (other.again.length > 0) - (one.again.length > 0)
    || (one.confidence ?? 0) - (other.confidence ?? 0)
    || other.checks.length - one.checks.length
    || one.order - other.order;
}

function options(id, pairs) {
  byId(id).append(...pairs.map(([value, label]) => h("option", { value: String(value) }, label)));
}
