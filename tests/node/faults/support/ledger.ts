import * as Y from "yjs";
import { openYWebsocket } from "../../harness/editors.ts";
import type { Server } from "../../harness/server.ts";

/** What the server has promised: lines it called durable, and texts of which one must be there. */
export class Ledger {
  readonly #lines = new Map<string, Set<string>>();
  readonly #texts = new Map<string, string[]>();
  /** Written since the last verification. */
  readonly #open = new Set<string>();
  #size = 0;

  /** How many lines were called durable so far. */
  get size(): number {
    return this.#size;
  }

  begin(document: string): void {
    this.#open.add(document);
  }

  /** The line was acknowledged as durable. */
  durable(document: string, line: string): void {
    const lines = this.#lines.get(document) ?? new Set();
    this.#lines.set(document, lines.add(line));
    this.#size++;
    this.#open.add(document);
  }

  /** From now on the whole text is one of these: before the answer the old and the new one, afterwards the new one. */
  text(document: string, ...possible: string[]): void {
    this.#texts.set(document, possible);
    this.#open.add(document);
  }

  /** Reads with an empty client and says what is missing, doubled or invented. */
  async faults(server: Server): Promise<string[]> {
    const found: string[] = [];
    for (const document of this.#open) found.push(...this.#compare(document, await readFresh(server, document)));
    return found;
  }

  /** Everything so far was verified. */
  settle(): void {
    this.#open.clear();
  }

  /** For a last look at everything ever promised. */
  reopen(): void {
    for (const document of [...this.#lines.keys(), ...this.#texts.keys()]) this.#open.add(document);
  }

  #compare(document: string, text: string): string[] {
    const possible = this.#texts.get(document);
    if (possible !== undefined) {
      return possible.includes(text) ? [] : [`${document}: ${JSON.stringify(text)} is none of ${JSON.stringify(possible)}`];
    }
    const kept = text.split("\n").filter((line) => line !== "");
    const lost = [...(this.#lines.get(document) ?? [])].filter((line) => !kept.includes(line)).map((line) => `${document}: lost ${line}`);
    const doubled = kept.filter((line, index) => kept.indexOf(line) !== index).map((line) => `${document}: doubled ${line}`);
    const invented = kept.filter((line) => !line.startsWith(`${document} `)).map((line) => `${document}: invented ${line}`);
    return [...lost, ...doubled, ...invented];
  }
}

export async function readFresh(server: Server, document: string, root = "t"): Promise<string> {
  const reader = openYWebsocket(server, document, new Y.Doc());
  try {
    await reader.synced();
    return reader.doc.getText(root).toString();
  } finally {
    reader.close();
  }
}
