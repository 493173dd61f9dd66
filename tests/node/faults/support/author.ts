import * as Y from "yjs";
import { NativeSession, RefusedError } from "../../harness/nativeSession.ts";
import type { Server } from "../../harness/server.ts";
import type { Ledger, Writing } from "./ledger.ts";

const tryAgainLater = 1013;
const mostAttempts = 20;

/** Writes lines, is told that they are durable, and vanishes with everything it knows: nothing is ever sent again. */
export class Author {
  readonly doc = new Y.Doc();
  readonly session: NativeSession;
  readonly #document: string;
  readonly #writing: Writing;

  private constructor(session: NativeSession, document: string, ledger: Ledger, writing: Writing) {
    this.session = session;
    this.#document = document;
    this.#writing = writing;
    session.socket.onMessage(() => {
      if (session.durableRef > writing.durable) ledger.durable(document, writing, session.durableRef, session.durableSeq);
    });
  }

  /** Comes back when the document cannot be loaded just now, as clients do: the store may have been away a moment ago. */
  static async open(server: Server, document: string, ledger: Ledger): Promise<Author> {
    const writing = ledger.begin(document);
    for (let attempt = 1; ; attempt++) {
      try {
        return new Author(await NativeSession.open(server, document), document, ledger, writing);
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== tryAgainLater || attempt === mostAttempts) throw error;
      }
    }
  }

  get sent(): number {
    return this.#writing.sent.length;
  }

  get acknowledged(): number {
    return this.#writing.durable;
  }

  /** Sends a line on its way; returns the number by which the server will call it durable. */
  write(words: string): number {
    const line = `${this.#document} ${words}`;
    const text = this.doc.getText("t");
    const before = Y.encodeStateVector(this.doc);
    text.insert(text.length, `${line}\n`);
    this.#writing.sent.push(line);
    return this.session.send(Y.encodeStateAsUpdate(this.doc, before));
  }

  async writeDurably(words: string): Promise<void> {
    await this.session.durable(this.write(words));
  }

  /** Keeps `ahead` lines on their way until the socket closes. */
  async writeUntilClosed(prefix: string, ahead = 3): Promise<void> {
    const goOn = () => {
      while (this.sent < this.acknowledged + ahead) this.write(`${prefix} line ${this.sent}`);
    };
    this.session.socket.onMessage(goOn);
    goOn();
    await this.session.socket.gone;
  }
}
