// Windows that ask: which field the words are for, what others decided meanwhile, what to merge with, what to add.

import { byId, h, replace, shortDay } from "./dom.js";

export const TARGETS = [
  ["d", "date.start"], ["t", "date.time_of_day"], ["e", "event_type"], ["w", "weapons"], ["a", "perpetrators"], ["p", "place.name"],
  ["y", "place.kind"], ["s", "place.site"], ["g", "place.governorate"], ["o", "other_places"], ["k", "killed.total"],
  ["c", "killed.children"], ["f", "killed.women"], ["m", "killed.men"], ["b", "killed.fighters"], ["i", "injured.total"],
  ["j", "injured.children"], ["l", "injured.women"], ["x", "missing.total"], ["z", "detained.total"],
  ["v", "victims.named"], ["r", "target.text"], ["h", "control.then"], ["n", "control.now"],
];

// A dialog that closes with a value, or with null.
export function ask(title, content, { label = null } = {}) {
  const dialog = byId("dialog");
  return new Promise((answer) => {
    let result = null;
    const close = (value = null) => {
      result = value;
      dialog.close();
    };
    replace(dialog, h("h2", { id: "dialog-title" }, title), content(close), h("p", { class: "dialog-foot" }, h("button", { type: "button", onclick: () => close(null) }, label ?? "Close"), h("kbd", {}, "Esc")));
    dialog.addEventListener("close", () => {
      dialog.onkeydown = null;
      answer(result);
    }, { once: true });
    dialog.showModal();
  });
}

export function askField(piece, app) {
  return ask("Which field do these words set?", (close) => {
    byId("dialog").onkeydown = (event) => {
      const found = TARGETS.find(([key]) => key === event.key.toLowerCase());
      if (found && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        event.stopPropagation(); // by then the window is closed, and the key would mean something else
        close(found[1]);
      }
    };
    return [h("blockquote", { dir: "auto" }, piece.quote), h("div", { class: "targets" }, TARGETS.map(([key, path]) => h("button", {
      type: "button", class: `g-${app.state.fieldOf.get(path).group}`, "aria-keyshortcuts": key, "data-target": path, onclick: () => close(path),
    }, h("kbd", { "aria-hidden": "true" }, key), app.state.fieldOf.get(path).label)))];
  });
}

export function askConflict(mine, theirs, app) {
  const line = (action) => h("li", {}, h("bdi", {}, action.who), ": ", app.describe(action));
  return ask("Somebody else decided meanwhile", (close) => [
    h("p", {}, "Nothing is lost: their decision is saved, yours is not yet."),
    h("h3", {}, "Theirs"), h("ul", {}, theirs.map(line)), h("h3", {}, "Yours"), h("ul", {}, line(mine)),
    h("p", { class: "buttons" },
      h("button", { type: "button", class: "main", "data-answer": "theirs", onclick: () => close("theirs") }, "Leave it as they decided"),
      h("button", { type: "button", "data-answer": "mine", onclick: () => close("mine") }, "Save mine on top")),
  ], { label: "Leave it as they decided" });
}

export function askMerge(row, app) {
  const others = [...app.state.base.values()].filter((other) => other.report === row.report && other.id !== row.id)
    .map((other) => app.state.row(other.id)).filter((other) => !other.gone && other.state !== "merged")
    .sort((one, other) => Math.abs(one.order - row.order) - Math.abs(other.order - row.order));
  return ask("Which incident tells the same event?", (close) => [
    h("p", { class: "note" }, "This one stays, takes what it lacks from the other, and its words. The other is marked as merged."),
    h("ul", { class: "pick" }, others.slice(0, 30).map((other) => h("li", {}, h("button", { type: "button", "data-pick": other.id, onclick: () => close(other.id) },
      h("bdi", {}, `${shortDay(other.date)} · ${other.place ?? "no place"} · ${other.killed ?? "?"} killed`), h("span", { class: "excerpt", dir: "auto" }, other.text.slice(0, 160)))))),
  ]);
}

export function askLedger(report, lines) {
  return ask("Paragraphs that became no incident", (close) => [
    h("p", { class: "note" }, lines.length ? "Choose the one that tells an incident that was missed." : "None: every paragraph that speaks of attacks or victims became an incident."),
    h("ul", { class: "pick" }, lines.map((line, number) => h("li", {}, h("button", { type: "button", "data-pick": number, onclick: () => close(line) },
      h("strong", {}, `page ${line.page}: ${line.reason}`), h("span", { class: "excerpt", dir: "auto" }, line.text))))),
  ]);
}

export function askText(title, label, value) {
  return ask(title, (close) => {
    const box = h("textarea", { id: "dialog-text", rows: 4, dir: "auto", value, maxlength: 2000 });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.stopPropagation();
      close(box.value.trim());
    });
    return [h("label", { for: "dialog-text" }, label), box, h("p", { class: "buttons" }, h("button", { type: "button", class: "main", onclick: () => close(box.value.trim()) }, "Save"), h("kbd", {}, "Ctrl Enter"))];
  }, { label: "Cancel" });
}

export function showKeys(keys, single, toggle) {
  return ask("Keys", () => [
    h("table", { class: "keys" }, h("tbody", {}, keys.map(([key, what]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, what))))),
    h("p", {}, h("label", {}, h("input", { type: "checkbox", checked: single, onchange: (event) => toggle(event.target.checked) }), " single keys are on")),
  ]);
}
