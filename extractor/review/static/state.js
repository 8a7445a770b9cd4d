// What the records say after everybody's decisions. The same rules as in replay.py.

export const STATUS = "review.status";
export const NOTE = "review.note";

const ROW_OF = {
  "date.start": "date", "place.name": "place", "place.governorate": "governorate", event_type: "event",
  "killed.total": "killed", "injured.total": "injured", text: "text",
};

export function effective(actions) {
  const undone = new Set();
  const kept = [];
  for (const action of actions.toReversed()) {
    if (undone.has(action.id)) continue;
    if (action.undoes) undone.add(action.undoes);
    else kept.push(action);
  }
  return kept.reverse();
}

export function touched(action) {
  const ids = new Set([action.incident, ...(action.changes ?? []).map((change) => change.incident)]);
  if (action.record) ids.add(action.record.id);
  return ids;
}

export function getPath(record, path) {
  return path.split(".").reduce((inner, name) => inner?.[name], record);
}

function setPath(record, path, value) {
  const names = path.split(".");
  const last = names.pop();
  names.reduce((inner, name) => inner[name], record)[last] = value;
}

export function below(path, field) {
  return path === field || path.startsWith(`${field}.`);
}

export function applied(record, actions) {
  const result = structuredClone(record);
  for (const action of actions) {
    for (const change of action.changes ?? []) {
      if (change.incident !== record.id || change.field === STATUS || change.field === NOTE) continue;
      setPath(result, change.field, structuredClone(change.to ?? (Array.isArray(getPath(result, change.field)) ? [] : null)));
      const kept = Object.entries(result.evidence).filter(([path]) => !below(path, change.field));
      result.evidence = { ...Object.fromEntries(kept), ...structuredClone(change.evidence ?? {}) };
    }
  }
  return result;
}

export class State {
  constructor(overview) {
    this.reports = overview.reports;
    this.fields = overview.fields;
    this.fieldOf = new Map(overview.fields.map((field) => [field.path, field]));
    this.words = overview.words;
    this.landmarks = overview.landmarks;
    this.loaded = overview.loaded;
    this.again = overview.again;
    this.base = new Map();
    overview.rows.forEach((row, order) => this.base.set(row.id, { ...row, order }));
    for (const row of overview.made) this.addRow(row);
    this.confirmed = overview.actions;
    this.pending = [];
    this.update();
  }

  get actions() {
    return [...this.confirmed, ...this.pending];
  }

  addRow(row) {
    if (this.base.has(row.id)) return;
    const beside = row.origin ? this.base.get(row.origin)?.order : null;
    this.base.set(row.id, { ...row, order: beside === undefined || beside === null ? this.base.size : beside + 0.5, made: true });
  }

  // Takes in decisions that the log holds now; those that were pending are so no longer.
  confirm(actions) {
    const known = new Set(this.confirmed.map((action) => action.id));
    const added = actions.filter((action) => !known.has(action.id));
    const now = new Set(added.map((action) => action.id));
    this.confirmed.push(...added);
    this.pending = this.pending.filter((action) => !now.has(action.id));
    this.update();
    return added;
  }

  update() {
    const all = this.actions;
    this.order = new Map(all.map((action, number) => [action.id, number]));
    this.holding = effective(all);
    this.own = new Map();
    for (const action of this.holding) {
      if (action.record) this.addRow(madeRow(action, this.base.get(action.incident)));
      for (const id of touched(action)) {
        if (!this.own.has(id)) this.own.set(id, []);
        this.own.get(id).push(action);
      }
    }
    this.cache = new Map();
  }

  // The row of an incident as it stands now: its values, status, who decided and when, why it must be looked at again.
  row(id) {
    if (this.cache.has(id)) return this.cache.get(id);
    const base = this.base.get(id);
    const row = { ...base, status: "open", who: null, when: null, note: null, set: new Set(), again: this.again[id] ?? [], gone: false };
    const own = this.own.get(id) ?? [];
    if (base.made && !base.lost && !own.some((action) => action.record?.id === id)) row.gone = true;
    for (const action of own) {
      for (const change of action.changes ?? []) {
        if (change.incident !== id) continue;
        row.who = action.who;
        row.when = action.when;
        if (change.field === STATUS) {
          row.status = change.to;
          if (this.order.get(action.id) >= this.loaded) row.again = [];
        } else if (change.field === NOTE) row.note = change.to ?? null;
        else {
          row.set.add(change.field);
          if (change.field in ROW_OF) row[ROW_OF[change.field]] = change.to ?? null;
        }
      }
    }
    if (row.again.length) row.was = row.status;
    row.state = row.again.length ? "again" : row.status;
    this.cache.set(id, row);
    return row;
  }

  ids() {
    return [...this.base.keys()].filter((id) => !this.row(id).gone);
  }

  record(base) {
    return applied(base, this.own.get(base.id) ?? []);
  }

  history(id) {
    return this.actions.filter((action) => touched(action).has(id) || (action.undoes && this.undoneOn(action, id)));
  }

  undoneOn(action, id) {
    const target = this.actions.find((other) => other.id === action.undoes);
    return target ? touched(target).has(id) : false;
  }
}

export function madeRow(action, beside) {
  const record = action.record;
  return {
    id: record.id, report: beside?.report ?? action.report ?? 0, page: record.pages?.[0] ?? null, date: record.date?.start ?? null,
    place: record.place?.name ?? null, governorate: record.place?.governorate ?? null, event: record.event_type ?? null,
    killed: record.killed?.total ?? null, injured: record.injured?.total ?? null, confidence: record.confidence ?? null,
    checks: (record.checks ?? []).map((check) => [check.code, check.severity]), filled: [], text: record.text, origin: action.incident,
  };
}
