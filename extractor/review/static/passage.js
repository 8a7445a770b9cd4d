// The paragraph as text: each value's words marked, and words to be selected for a field, by mouse or by keys.

import { byId, h, replace } from "./dom.js";

const EDGES = /^[\s.,;:!?()[\]“”"'’‘«»،؛؟-]+|[\s.,;:!?()[\]“”"'’‘«»،؛؟-]+$/g;

export class Passage {
  constructor(pick, chosen) {
    this.pick = pick;
    this.chosen = chosen; // told when words were selected
    this.box = byId("passage");
    this.anchor = 0;
    this.focus = 0;
    this.box.addEventListener("click", (event) => {
      const mark = event.target.closest("[data-paths]");
      clearTimeout(this.clicked);
      // A second click would select the word: only a single one leads to the field.
      if (mark && event.detail === 1) this.clicked = setTimeout(() => document.getSelection().isCollapsed && this.pick(mark.dataset.paths.split(" ")[0]), 300);
    });
    this.box.addEventListener("pointerup", () => setTimeout(() => this.fromPointer()));
    this.box.addEventListener("keydown", (event) => this.onKey(event));
  }

  show(entry, record, groupOf, labelOf) {
    this.text = record.text;
    this.entry = entry;
    this.words = [...record.text.matchAll(/\S+/g)].map((found) => [found.index, found.index + found[0].length]);
    this.anchor = this.focus = 0;
    const spans = [];
    for (const [path, pieces] of Object.entries(record.evidence)) {
      for (const { start, end } of pieces) if (start !== null && start !== undefined) spans.push([start, end, path]);
    }
    const cuts = [...new Set([0, this.text.length, ...spans.flatMap(([start, end]) => [start, end])])].sort((one, other) => one - other);
    replace(this.box, cuts.slice(1).map((end, number) => {
      const start = cuts[number];
      const paths = [...new Set(spans.filter((span) => span[0] <= start && end <= span[1]).sort((one, other) => (one[1] - one[0]) - (other[1] - other[0])).map((span) => span[2]))];
      const words = this.text.slice(start, end);
      if (!paths.length) return words;
      return h("mark", {
        class: `g-${groupOf(paths[0])}`, "data-paths": paths.join(" "), title: [...new Set(paths.map(labelOf))].join(", "),
      }, words);
    }));
  }

  light(paths) {
    for (const mark of this.box.querySelectorAll("mark")) {
      mark.classList.toggle("lit", mark.dataset.paths.split(" ").some((path) => paths.has(path)));
    }
  }

  lightQuotes(quotes) {
    const ranges = quotes.map((quote) => this.text.indexOf(quote)).map((start, number) => (start < 0 ? null : this.range(start, start + quotes[number].length)));
    if (!window.Highlight) return;
    CSS.highlights.set("doubt", new Highlight(...ranges.filter(Boolean)));
  }

  // ------------------------------------------------------------------ selecting

  range(start, end) {
    const range = document.createRange();
    let offset = 0;
    const walker = document.createTreeWalker(this.box, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const after = offset + node.length;
      if (start >= offset && start <= after) range.setStart(node, start - offset);
      if (end >= offset && end <= after) {
        range.setEnd(node, end - offset);
        break;
      }
      offset = after;
    }
    return range;
  }

  offsetOf(node, at) {
    const before = document.createRange();
    before.setStart(this.box, 0);
    before.setEnd(node, at);
    return before.toString().length;
  }

  fromPointer() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!this.box.contains(range.startContainer) || !this.box.contains(range.endContainer)) return;
    const start = this.offsetOf(range.startContainer, range.startOffset);
    const end = this.offsetOf(range.endContainer, range.endOffset);
    const hit = this.words.map((word, number) => [word, number]).filter(([word]) => word[0] < end && word[1] > start);
    if (!hit.length) return;
    this.anchor = hit[0][1];
    this.focus = hit.at(-1)[1];
    this.paint();
    this.chosen(this.selected());
  }

  begin() {
    this.box.focus();
    this.paint();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rtl = getComputedStyle(this.box).direction === "rtl";
    const steps = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowDown: 8, ArrowUp: -8, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      this.focus = Math.min(this.words.length - 1, Math.max(0, this.focus + steps[event.key]));
      if (!event.shiftKey) this.anchor = this.focus;
      this.paint();
      byId("said").textContent = this.selected()?.quote ?? "";
    } else if (event.key === "Enter") this.chosen(this.selected());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  paint() {
    const [start, end] = this.span();
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(this.range(start, end));
  }

  span() {
    const [low, high] = [Math.min(this.anchor, this.focus), Math.max(this.anchor, this.focus)];
    return this.words.length ? [this.words[low][0], this.words[high][1]] : [0, 0];
  }

  // The selected words as a piece of evidence: without the signs at their edges, and with their boxes on the page.
  selected() {
    let [start, end] = this.span();
    const raw = this.text.slice(start, end);
    const quote = raw.replace(EDGES, "") || raw;
    start += raw.indexOf(quote);
    end = start + quote.length;
    if (!quote) return null;
    const boxes = [];
    for (const [from, to, page, x0, top, x1, bottom] of this.entry.words) {
      if (from >= end || to <= start) continue;
      const last = boxes.at(-1);
      if (last && last[0] === page && top < last[4] && bottom > last[2] && x0 >= last[1]) {
        last[2] = Math.min(last[2], top);
        last[3] = Math.max(last[3], x1);
        last[4] = Math.max(last[4], bottom);
      } else boxes.push([page, x0, top, x1, bottom]);
    }
    return { quote, page: boxes[0]?.[0] ?? this.entry.record.pages[0] ?? null, start, end, boxes, rule: "selected by a reviewer", source: "text" };
  }
}
