// The page as printed, with the paragraph framed and each value's words boxed in its field's colour.

import { byId, h, replace, svg } from "./dom.js";

const ROOM = 4; // points around the paragraph

export class Sheet {
  constructor(store, pick) {
    this.store = store;
    this.pick = pick;
    this.box = byId("sheets");
    this.zoom = Number(localStorage.getItem("extractor-zoom")) || 1;
    this.setZoom(this.zoom);
  }

  setZoom(zoom) {
    this.zoom = Math.min(3, Math.max(0.5, zoom));
    localStorage.setItem("extractor-zoom", this.zoom);
    this.box.style.setProperty("--zoom", this.zoom);
  }

  show(entry, record, report, groupOf) {
    const key = `${entry.report} ${record.pages}`;
    if (!report.drawn) {
      this.key = null;
      replace(this.box, h("p", { class: "note" }, report.found
        ? "This report is plain text: there is no page to show. Its words stand in the paragraph."
        : "The report’s file was not found, so its page can’t be shown. Start the review with --files and the folder that holds it."));
      return;
    }
    if (key !== this.key) {
      this.key = key;
      const scale = Math.max(1, (window.devicePixelRatio || 1) * 1.5 * this.zoom);
      replace(this.box, record.pages.map((page) => this.page(entry.report, page, scale)));
    }
    for (const sheet of this.box.querySelectorAll(".sheet")) this.mark(sheet, entry.words, record, groupOf);
    this.reveal();
  }

  page(report, page, scale) {
    const picture = h("img", { alt: `Page ${page} as printed`, src: this.store.picture(report, page, scale), draggable: "false" });
    const marks = svg("svg", { class: "marks", "aria-hidden": "true" });
    const sheet = h("div", { class: "sheet", "data-page": page, "data-scale": scale }, picture, marks,
      h("span", { class: "page-number" }, `page ${page}`));
    picture.addEventListener("load", () => {
      sheet.classList.add("ready");
      this.size(sheet, picture);
      this.reveal();
    });
    picture.addEventListener("error", () => replace(sheet, h("p", { class: "note" }, `Page ${page} can’t be drawn.`)));
    return sheet;
  }

  // The boxes are in points; the picture tells how many the page has by its own size and its sharpness.
  size(sheet, picture) {
    const sharpness = nearest(Number(sheet.dataset.scale));
    const scale = this.store.sharpness ?? sharpness;
    sheet.querySelector(".marks").setAttribute("viewBox", `0 0 ${picture.naturalWidth / scale} ${picture.naturalHeight / scale}`);
  }

  mark(sheet, words, record, groupOf) {
    const page = Number(sheet.dataset.page);
    const marks = sheet.querySelector(".marks");
    const boxes = [];
    for (const [path, pieces] of Object.entries(record.evidence)) {
      for (const piece of pieces) {
        for (const [where, x0, top, x1, bottom] of piece.boxes) {
          if (where !== page) continue;
          boxes.push(svg("rect", {
            class: `box g-${groupOf(path)}`, "data-path": path, x: x0 - 1, y: top - 1, width: x1 - x0 + 2, height: bottom - top + 2, rx: 1.5,
            onclick: () => this.pick(path),
          }));
        }
      }
    }
    marks.replaceChildren(...frames(words, page).map(([x0, top, x1, bottom]) => svg("rect", {
      class: "frame", x: x0 - ROOM, y: top - ROOM, width: x1 - x0 + 2 * ROOM, height: bottom - top + 2 * ROOM, rx: 3,
    })), ...boxes);
  }

  reveal() {
    const first = this.box.querySelector(".sheet.ready .frame") ?? this.box.querySelector(".sheet.ready .box");
    if (!first) return;
    const target = first.getBoundingClientRect();
    const around = this.box.getBoundingClientRect();
    this.box.scrollTop += target.top - around.top - Math.max(20, (around.height - target.height) / 2);
    this.box.scrollLeft += target.left - around.left - Math.max(0, (around.width - target.width) / 2);
  }

  light(paths) {
    for (const box of this.box.querySelectorAll(".box")) box.classList.toggle("lit", paths.has(box.dataset.path));
  }
}

export const SHARPNESS = [1, 1.5, 2, 3]; // as in server.py

function nearest(scale) {
  return SHARPNESS.reduce((best, one) => (Math.abs(one - scale) < Math.abs(best - scale) ? one : best));
}

// The words of a paragraph on one page as rectangles, a new one where the next word stands higher up: in another column.
function frames(words, page) {
  const found = [];
  for (const [, , where, x0, top, x1, bottom] of words) {
    if (where !== page) continue;
    const last = found.at(-1);
    if (last && bottom > last[1]) {
      last[0] = Math.min(last[0], x0);
      last[1] = Math.min(last[1], top);
      last[2] = Math.max(last[2], x1);
      last[3] = Math.max(last[3], bottom);
    } else found.push([x0, top, x1, bottom]);
  }
  return found;
}
