import type { Cancel, Clock } from "./clock.js";

const PING_EVERY_MS = 15_000;

/**
 * Pings, and reports a dead connection when nothing at all was heard for two periods (30 s), the second of which began with a ping.
 * Silence is counted from the ping and not from the last message, because a tab in the background may run its timers only once a
 * minute: it must not take its own late timer for a dead server. Bytes that leave count as a sign of life too: a large upload over
 * a slow line keeps our ping, and so its answer, waiting behind it.
 */
export class Liveness {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #dead: () => void;
  readonly #bytesToLeave: () => number;
  #heardSincePing = true;
  #bytesToLeaveThen = 0;
  #cancel: Cancel;

  /** `bytesToLeave` says how much was given to the socket and has not left yet. */
  constructor(clock: Clock, ping: () => void, dead: () => void, bytesToLeave: () => number) {
    this.#clock = clock;
    this.#ping = ping;
    this.#dead = dead;
    this.#bytesToLeave = bytesToLeave;
    this.#cancel = this.#nextTick();
  }

  heard(): void {
    this.#heardSincePing = true;
  }

  stop(): void {
    this.#cancel();
  }

  #nextTick(): Cancel {
    return this.#clock.after(PING_EVERY_MS, () => {
      if (!this.#heardSincePing && this.#bytesToLeave() >= this.#bytesToLeaveThen) {
        this.#dead();
        return;
      }
      this.#heardSincePing = false;
      this.#cancel = this.#nextTick();
      this.#ping();
      this.#bytesToLeaveThen = this.#bytesToLeave();
    });
  }
}
