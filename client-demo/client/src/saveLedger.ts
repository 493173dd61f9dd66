/**
 * Knows whether every local edit is in the server's log.
 *
 * An edit starts *uncovered*. When an update that holds it is sent, the update's ref *covers* it. It is saved when the server
 * acknowledges that ref, or a later one, as durable. Refs belong to one connection: when it ends, whatever was covered but
 * not acknowledged is uncovered again, and only what the next connection sends can cover it.
 */
export class SaveLedger {
  #uncovered = false;
  #coveringRef = 0;
  #lastRef = 0;
  #durableRef = 0;

  get saved(): boolean {
    return !this.#uncovered && this.#durableRef >= this.#coveringRef;
  }

  /** An edit was made that the server may not have. */
  edited(): void {
    this.#uncovered = true;
  }

  /** An update holding every edit so far is being sent; returns the ref to send it under. */
  cover(): number {
    const ref = ++this.#lastRef;
    if (this.#uncovered) this.#coveringRef = ref;
    this.#uncovered = false;
    return ref;
  }

  /** The server has committed every update up to this ref. */
  durableUpTo(ref: number): void {
    // A server that acknowledges what was never sent must not make later edits look saved.
    this.#durableRef = Math.max(this.#durableRef, Math.min(ref, this.#lastRef));
  }

  /** The server will not take an update: what it held must be sent again. */
  refused(): void {
    this.#uncovered = true;
  }

  /** The connection ended and its refs with it. */
  startAfresh(): void {
    this.#uncovered = !this.saved;
    this.#coveringRef = 0;
    this.#lastRef = 0;
    this.#durableRef = 0;
  }
}
