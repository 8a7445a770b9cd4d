// Where it happened: the gazetteer's candidates to choose from, and a map of points alone, drawn here.

import { byId, h, replace, svg } from "./dom.js";

const SIZE = [360, 220];
const LEAST = 0.25; // degrees that the map shows at least: about 25 km

export class PlacePanel {
  constructor(state, app) {
    this.state = state;
    this.app = app;
    this.box = byId("place");
  }

  show(record) {
    this.record = record;
    const link = record.place.link;
    this.offer(link?.candidates ?? []);
  }

  offer(candidates) {
    this.candidates = candidates;
    const { place, links } = this.record;
    const link = place.link;
    const points = links.filter((one) => one.kind === "map" && one.lat !== null);
    const chosen = link && ["linked", "report link"].includes(link.status) ? link : null;
    const said = !place.name ? "No place was read." : !link ? "Not on the map: choose one, or leave it open."
      : chosen ? `${link.name ?? place.name}: ${link.reason ?? ""}` : `Not settled: ${link.reason ?? link.status}`;
    replace(this.box,
      h("p", { class: "note", dir: "auto" }, said),
      candidates.length ? h("ol", { class: "candidates" }, candidates.map((one, number) => h("li", {},
        h("button", {
          type: "button", class: chosen?.id === one.id ? "chosen" : "", "aria-pressed": chosen?.id === one.id ? "true" : "false",
          "aria-keyshortcuts": String(number + 1), "data-candidate": number, onclick: () => this.choose(number),
        }, h("kbd", { "aria-hidden": "true" }, String(number + 1)), h("bdi", {}, one.name),
          h("span", { class: "areas", dir: "auto" }, one.admin.map((area) => area.name).join(" / ") || one.id),
          h("span", { class: "score" }, one.score.toFixed(2)))))) : null,
      h("div", { class: "place-tools" },
        this.app.live ? h("label", {}, "Search the gazetteer ", h("input", {
          type: "search", id: "place-search", dir: "auto", autocomplete: "off", value: "",
          onchange: (event) => this.search(event.target.value),
        })) : null,
        chosen ? h("button", { type: "button", class: "small", onclick: () => this.unlink() }, "Take it off the map") : null),
      this.map(chosen, candidates, points),
      points.length ? h("p", { class: "note" }, points.map((one) => h("span", { class: "address" }, `Report’s own link over “${one.text}”: `, h("bdi", { dir: "ltr" }, `${one.lat}, ${one.lon}`)))) : null);
  }

  async search(name) {
    const { record } = this;
    const found = name.trim() ? await this.app.store.places(name.trim(), null) : [];
    if (this.record !== record) return; // something else is shown by now
    this.offer(found.length ? found : this.record.place.link?.candidates ?? []);
    this.app.say(found.length ? `${found.length} places are called so` : "The gazetteer knows no place of that name");
  }

  choose(number) {
    const one = this.candidates[number];
    if (!one) return;
    const to = {
      status: "linked", id: one.id, name: one.name, lat: one.lat, lon: one.lon, admin: one.admin, precision: null, score: one.score,
      source: "reviewer", reason: "chosen by a reviewer", candidates: this.candidates,
    };
    this.app.act("edit", [{ incident: this.record.id, field: "place.link", from: this.record.place.link, to, evidence: {} }]);
  }

  unlink() {
    this.app.act("edit", [{ incident: this.record.id, field: "place.link", from: this.record.place.link, to: null, evidence: {} }]);
  }

  map(chosen, candidates, links) {
    const marks = [
      ...candidates.map((one, number) => ({ ...one, kind: "candidate", label: String(number + 1) })),
      ...links.map((one) => ({ ...one, kind: "report-link", label: "report" })),
      ...this.record.other_places.filter((one) => one.link && one.link.lat !== null).map((one) => ({ lat: one.link.lat, lon: one.link.lon, kind: "other", label: one.name })),
    ].filter((one) => one.lat !== null && one.lon !== null);
    if (chosen && chosen.lat !== null) marks.push({ lat: chosen.lat, lon: chosen.lon, kind: "chosen", label: "" });
    if (!marks.length) return null;
    const view = new View(marks);
    const near = readable(this.state.landmarks.filter(([, lat, lon]) => view.holds(lat, lon)), view);
    const described = marks.map((one) => `${one.kind.replace("-", " ")} ${one.label}`.trim()).join(", ");
    return h("figure", {}, svg("svg", { class: "map", viewBox: `0 0 ${SIZE[0]} ${SIZE[1]}`, role: "img", "aria-label": `Map of points: ${described}` },
      svg("rect", { class: "ground", x: 0, y: 0, width: SIZE[0], height: SIZE[1] }),
      near.map(([name, lat, lon]) => [
        svg("circle", { class: "landmark", cx: view.x(lon), cy: view.y(lat), r: 2 }),
        svg("text", { class: "landmark-name", x: view.x(lon) + 4, y: view.y(lat) + 3 }, name)]),
      marks.map((one) => point(one, view.x(one.lon), view.y(one.lat))),
      svg("line", { class: "scale", x1: 10, x2: 10 + view.bar.pixels, y1: SIZE[1] - 10, y2: SIZE[1] - 10 }),
      svg("text", { class: "scale-name", x: 14 + view.bar.pixels, y: SIZE[1] - 7 }, `${view.bar.km} km`)));
  }
}

// The landmarks whose names do not lie over one another.
function readable(landmarks, view) {
  const kept = [];
  for (const landmark of landmarks) {
    const [x, y] = [view.x(landmark[2]), view.y(landmark[1])];
    if (kept.every((one) => Math.abs(one.y - y) > 11 || Math.abs(one.x - x) > 70)) kept.push({ landmark, x, y });
  }
  return kept.map((one) => one.landmark);
}

function point(one, x, y) {
  if (one.kind === "report-link") return svg("path", { class: "report-link", d: `M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x - 6} ${y + 6}L${x + 6} ${y - 6}` });
  if (one.kind === "chosen") return svg("circle", { class: "chosen", cx: x, cy: y, r: 11 });
  return svg("g", {}, svg("circle", { class: one.kind, cx: x, cy: y, r: one.kind === "candidate" ? 7 : 4 }),
    svg("text", { class: `${one.kind}-name`, x: one.kind === "candidate" ? x : x + 7, y: y + 3 }, one.label));
}

// Degrees to pixels: east and west shrunk as they are at that latitude.
class View {
  constructor(marks) {
    const lats = marks.map((one) => one.lat);
    const lons = marks.map((one) => one.lon);
    this.lat = (Math.min(...lats) + Math.max(...lats)) / 2;
    this.lon = (Math.min(...lons) + Math.max(...lons)) / 2;
    this.narrow = Math.cos((this.lat * Math.PI) / 180);
    const high = Math.max(LEAST, (Math.max(...lats) - Math.min(...lats)) * 1.4);
    const wide = Math.max(LEAST, (Math.max(...lons) - Math.min(...lons)) * this.narrow * 1.4);
    this.degree = Math.min(SIZE[1] / high, SIZE[0] / wide);
    const km = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => (one / 111.2) * this.degree > 40) ?? 1000;
    this.bar = { km, pixels: (km / 111.2) * this.degree };
  }
  x(lon) { return SIZE[0] / 2 + (lon - this.lon) * this.narrow * this.degree; }
  y(lat) { return SIZE[1] / 2 - (lat - this.lat) * this.degree; }
  holds(lat, lon) {
    const [x, y] = [this.x(lon), this.y(lat)];
    return x > 0 && x < SIZE[0] - 30 && y > 8 && y < SIZE[1] - 4;
  }
}
