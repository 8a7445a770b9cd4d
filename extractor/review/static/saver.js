// Decisions on their way to the log: one after the other, kept in the browser until they are confirmed.

import { NOTE, STATUS, touched } from "./state.js";

const AGAIN = 2000; // milliseconds until an unanswered decision is sent once more

export class Saver {
  constructor(store, state, key, hear) {
    this.store = store;
    this.state = state;
    this.key = `extractor-review-${key}`;
    this.hear = hear; // told: (what, detail) with what one of saving, saved, waiting, refused, conflict, changed
    this.sending = false;
    this.stopped = false;
    this.delayed = false; // the last sending failed, and will be repeated
  }

  // Waits until a decision is in the log, or until it is known that it can't be for now.
  async tried(id) {
    const waits = () => this.sending && !this.delayed && this.state.pending.some((action) => action.id === id);
    while (waits()) await new Promise((go) => setTimeout(go, 10));
  }

  // Decisions that an earlier page of this browser could not save.
  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
    const known = new Set(this.state.confirmed.map((action) => action.id));
    const missing = kept.filter((action) => !known.has(action.id));
    this.state.pending.push(...missing);
    this.state.update();
    this.keep();
    if (missing.length) this.send();
    return missing.length;
  }

  keep() {
    if (this.state.pending.length) localStorage.setItem(this.key, JSON.stringify(this.state.pending));
    else localStorage.removeItem(this.key);
  }

  add(action) {
    this.state.pending.push(action);
    this.state.update();
    this.keep();
    this.send();
  }

  async send() {
    if (this.sending || this.stopped) return;
    this.sending = true;
    while (this.state.pending.length && !this.stopped) {
      const action = this.state.pending[0];
      this.hear("saving", this.state.pending.length);
      let answer;
      try {
        answer = await this.store.save(action, this.state.confirmed.length);
      } catch {
        answer = { status: 0 };
      }
      this.delayed = answer.status === 0 || answer.status === 401 || answer.status >= 500;
      if (answer.status === 200) {
        this.take(answer.actions, action);
        if (!this.state.pending.length) this.hear("saved", action);
      } else if (answer.status === 409) {
        this.take(answer.actions, action);
        const theirs = answer.actions.filter((other) => overlap(action, other));
        if (theirs.length) {
          this.stopped = true;
          this.hear("conflict", { mine: action, theirs });
        }
      } else if (this.delayed) {
        this.hear("waiting", answer);
        await new Promise((go) => setTimeout(go, AGAIN));
      } else {
        this.drop(action);
        this.hear("refused", { action, error: answer.error });
      }
    }
    this.sending = false;
  }

  take(actions, mine) {
    const added = this.state.confirm(actions);
    this.keep();
    const others = added.filter((action) => action.id !== mine?.id);
    if (others.length) this.hear("changed", others);
  }

  drop(action) {
    this.state.pending = this.state.pending.filter((other) => other.id !== action.id);
    this.state.update();
    this.keep();
  }

  // After a conflict: `mine` goes on as it is, or is given up.
  settle(mine, keepMine) {
    if (!keepMine) this.drop(mine);
    this.stopped = false;
    this.send();
    if (!this.state.pending.length) this.hear("saved", mine);
  }

  async poll() {
    if (this.sending || this.stopped) return;
    try {
      this.take(await this.store.since(this.state.confirmed.length));
    } catch (error) {
      this.hear("waiting", { status: error.status ?? 0 });
      return;
    }
    if (!this.state.pending.length) this.hear("reached");
  }
}

// Whether two decisions can't both be what was meant without somebody looking at it.
function overlap(mine, theirs) {
  if (mine.undoes || theirs.undoes) return true;
  const ids = touched(mine);
  if (![...touched(theirs)].some((id) => ids.has(id))) return false;
  const fields = new Set((mine.changes ?? []).map((change) => `${change.incident} ${change.field}`));
  const decides = (action) => (action.changes ?? []).some((change) => change.field === STATUS && ids.has(change.incident));
  const notes = (action) => (action.changes ?? []).every((change) => change.field === NOTE);
  if (notes(mine) || notes(theirs)) return false;
  return decides(mine) || decides(theirs) || (theirs.changes ?? []).some((change) => fields.has(`${change.incident} ${change.field}`));
}
