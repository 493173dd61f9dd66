import * as Y from "yjs";
import { openYWebsocket } from "../../harness/editors.ts";
import { Rest } from "../../harness/rest.ts";
import type { Server } from "../../harness/server.ts";

/** One author's life in a document: what was sent, in order, and how much of it the server has called durable. */
export class Writing {
  readonly sent: string[] = [];
  durable = 0;
  /** The log entry of the newest durable line, by the server's word. */
  durableSeq = 0;
}

/** What the server has promised: lines it called durable, and texts of which one must be there. */
export class Ledger {
  readonly #writings = new Map<string, Writing[]>();
  readonly #texts = new Map<string, string[]>();
  /** Written since the last verification. */
  readonly #open = new Set<string>();

  /** How many lines were called durable so far. */
  get size(): number {
    return [...this.#writings.values()].flat().reduce((sum, writing) => sum + writing.durable, 0);
  }

  /** Somebody starts to write. */
  begin(document: string): Writing {
    const writing = new Writing();
    this.#writings.set(document, [...(this.#writings.get(document) ?? []), writing]);
    this.#open.add(document);
    return writing;
  }

  /** So many lines of it were acknowledged as durable, the newest as that log entry. */
  durable(document: string, writing: Writing, lines: number, seq: number): void {
    for (; writing.durable < lines; writing.durable++) this.promised(document, writing.sent[writing.durable] as string);
    writing.durableSeq = seq;
    this.#open.add(document);
  }

  /** For who wants to know when. */
  protected promised(_document: string, _line: string): void {}

  /** From now on the whole text is one of these: before the answer the old and the new one, afterwards the new one. */
  text(document: string, ...possible: string[]): void {
    this.#texts.set(document, possible);
    this.#open.add(document);
  }

  /** Reads with an empty client and says what is missing, doubled, invented or out of order. */
  async faults(server: Server): Promise<string[]> {
    const found: string[] = [];
    for (const document of this.#open) found.push(...this.#compare(document, await readFresh(server, document)));
    return found;
  }

  /** Says which acknowledgements named a log entry that is not the one of the line. Needs the whole log. */
  async faultsOfSeq(server: Server): Promise<string[]> {
    const rest = new Rest(server);
    const found: string[] = [];
    for (const document of this.#open) {
      for (const { sent, durable, durableSeq } of this.#writings.get(document) ?? []) {
        if (durable === 0) continue;
        const line = sent[durable - 1] as string;
        const holds = async (seq: number) => linesOf(await rest.textAt(document, "t", seq)).includes(line);
        if (!(await holds(durableSeq))) found.push(`${document}: entry ${durableSeq} does not hold ${line}`);
        if (durableSeq > 1 && (await holds(durableSeq - 1))) found.push(`${document}: ${line} was there before entry ${durableSeq}`);
      }
    }
    return found;
  }

  /** Everything so far was verified. */
  settle(): void {
    this.#open.clear();
  }

  /** For a last look at everything ever promised. */
  reopen(): void {
    for (const document of [...this.#writings.keys(), ...this.#texts.keys()]) this.#open.add(document);
  }

  #compare(document: string, text: string): string[] {
    const possible = this.#texts.get(document);
    if (possible !== undefined) {
      return possible.includes(text) ? [] : [`${document}: ${JSON.stringify(text)} is none of ${JSON.stringify(possible)}`];
    }
    const kept = linesOf(text);
    const places = new Map(kept.map((line, index) => [line, index]));
    const found = kept.filter((line, index) => places.get(line) !== index).map((line) => `${document}: doubled ${line}`);
    const writings = this.#writings.get(document) ?? [];
    const sent = new Set(writings.flatMap((writing) => writing.sent));
    found.push(...[...places.keys()].filter((line) => !sent.has(line)).map((line) => `${document}: invented ${line}`));
    for (const writing of writings) {
      const of = writing.sent.map((line) => places.get(line));
      const end = of.includes(undefined) ? of.indexOf(undefined) : of.length;
      found.push(...writing.sent.slice(end, writing.durable).map((line) => `${document}: lost ${line}`));
      // Each line depends on the one before it, and was put behind it.
      found.push(
        ...writing.sent.filter((_, index) => index > end && of[index] !== undefined).map((line) => `${document}: a gap before ${line}`),
      );
      for (let index = 1; index < end; index++) {
        if ((of[index] as number) < (of[index - 1] as number)) found.push(`${document}: out of order ${writing.sent[index]}`);
      }
    }
    return found;
  }
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

export async function readFresh(server: Server, document: string, root = "t"): Promise<string> {
  const reader = openYWebsocket(server, document, new Y.Doc());
  try {
    await reader.synced();
    return reader.doc.getText(root).toString();
  } finally {
    reader.close();
  }
}
