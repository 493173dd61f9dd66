import * as Y from "yjs";

// Merging is quadratic in the number of updates of one call; in groups it stays near linear.
const MERGE_GROUP = 64;

/** Local updates that wait for the end of the current tick, then leave as one. */
export class Outbox {
  #updates: Uint8Array[] = [];

  add(update: Uint8Array): void {
    this.#updates.push(update);
  }

  clear(): void {
    this.#updates = [];
  }

  /** Everything waiting, merged into one update; null when nothing waits. */
  take(): Uint8Array | null {
    let updates = this.#updates;
    this.#updates = [];
    while (updates.length > 1) {
      const merged: Uint8Array[] = [];
      for (let start = 0; start < updates.length; start += MERGE_GROUP) {
        merged.push(Y.mergeUpdates(updates.slice(start, start + MERGE_GROUP)));
      }
      updates = merged;
    }
    return updates[0] ?? null;
  }
}
