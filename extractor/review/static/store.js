// Where the page gets its data from: the server that gave it, or the file that it stands in itself.

export class ServerStore {
  async get(path) {
    const answer = await fetch(path, { credentials: "same-origin" });
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { status: answer.status });
    return answer.json();
  }
  overview() { return this.get("/api/overview"); }
  incident(id) { return this.get(`/api/incidents/${encodeURIComponent(id)}`); }
  report(number) { return this.get(`/api/reports/${number}`); }
  picture(report, page, scale) { return `/api/reports/${report}/pages/${page}?scale=${scale}`; }
  since(known) { return this.get(`/api/actions?known=${known}`); }
  places(name, governorate) {
    return this.get(`/api/places?${new URLSearchParams({ name, governorate: governorate ?? "" })}`);
  }
  read(field, words, incident) {
    return this.get(`/api/read?${new URLSearchParams({ field, words, incident })}`);
  }
  async save(action, known) {
    const answer = await fetch("/api/actions", {
      method: "POST", credentials: "same-origin", headers: { "content-type": "application/json" },
      body: JSON.stringify({ action, known }),
    });
    const data = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : { error: await answer.text() };
    return { status: answer.status, ...data };
  }
}

export class StaticStore {
  constructor(data) {
    this.data = data;
    this.kept = [];
  }
  async overview() { return this.data.overview; }
  async incident(id) { return this.data.incidents[id]; }
  async report(number) { return this.data.reports[number]; }
  picture(report, page) { return this.data.pictures[`${report}/${page}`]; }
  async since() { return []; }
  async places() { return []; }
  async read(field, words) {
    const numbers = words.match(/\d[\d,]*/g) ?? [];
    return { value: numbers.length === 1 ? Number(numbers[0].replaceAll(",", "")) : null };
  }
  async save(action) {
    this.kept.push(action);
    return { status: 200, actions: [action] };
  }
}
