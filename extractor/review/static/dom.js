// Elements from plain values. Text only ever becomes text: nothing here or elsewhere parses markup.

export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

export function shortDay(iso) {
  return iso ? iso.slice(0, 10) : "no date";
}

// A moment as year-month-day and hour:minute of this place, whatever the browser's language.
export function clock(iso) {
  return iso ? new Date(iso).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" }) : "";
}

// What a value looks like in a sentence.
export function shown(value) {
  if (value === null || value === undefined || value === "") return "empty";
  if (Array.isArray(value)) return value.length ? value.map(shown).join("; ") : "empty";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "object") {
    if ("status" in value && "candidates" in value) return value.name ?? value.status;
    return Object.entries(value).filter(([name, inner]) => inner !== null && inner !== "" && name !== "link" && name !== "source")
      .map(([, inner]) => shown(inner)).join(", ");
  }
  return String(value);
}

export function newId(digits = 32) {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
