import type { Cancel, Clock } from "./clock.js";

/** Upper bound of the first delay; doubles with every failure. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Says when to try again: exponential with full jitter, so that the clients of a restarted server do not all return in the same
 * instant. A waiting attempt can be woken, for example when the browser reports that the network is back.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  #waiting: { readonly action: () => void; readonly cancel: Cancel } | null = null;

  /** `random` returns numbers from 0 up to, not including, 1. */
  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Runs the action after the next delay, which is returned in milliseconds and is never below `leastMs`. */
  schedule(action: () => void, leastMs = 0): number {
    this.cancel();
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures++;
    const delay = leastMs + Math.floor(this.#random() * ceiling);
    const run = () => {
      this.#waiting = null;
      action();
    };
    this.#waiting = { action: run, cancel: this.#clock.after(delay, run) };
    return delay;
  }

  /** Runs the waiting action now, if there is one. */
  wake(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    waiting.cancel();
    waiting.action();
  }

  cancel(): void {
    this.#waiting?.cancel();
    this.#waiting = null;
  }

  /** All is well: the next failure waits briefly again. */
  reset(): void {
    this.#failures = 0;
  }
}
