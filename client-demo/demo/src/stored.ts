/** A value kept in this browser; unreadable or forbidden storage counts as empty. */
export class Stored<T> {
  readonly #key: string;
  readonly #parse: (value: unknown) => T | null;

  constructor(key: string, parse: (value: unknown) => T | null) {
    this.#key = `collabserver.${key}`;
    this.#parse = parse;
  }

  read(): T | null {
    try {
      return this.#parse(JSON.parse(localStorage.getItem(this.#key) ?? "null"));
    } catch {
      return null;
    }
  }

  write(value: T): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Private windows and full storage: the page works without.
    }
  }
}
