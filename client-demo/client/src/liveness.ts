import type { Cancel, Clock } from "./clock.js";

const PING_EVERY_MS = 15_000;

/**
 * Pings, and reports a dead connection when nothing at all was heard for two periods (30 s), the second of which began with a ping.
 * Silence is counted from the ping and not from the last message, because a tab in the background may run its timers only once a
 * minute: it must not take its own late timer for a dead server.
 */
export class Liveness {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #heardSincePing = true;
  #cancel: Cancel;

  constructor(clock: Clock, ping: () => void, dead: () => void) {
    this.#clock = clock;
    this.#ping = ping;
    this.#dead = dead;
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
      if (!this.#heardSincePing) {
        this.#dead();
        return;
      }
      this.#heardSincePing = false;
      this.#cancel = this.#nextTick();
      this.#ping();
    });
  }
}
