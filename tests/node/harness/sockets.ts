import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { onTestFinished } from "vitest";
import { type RawData, WebSocket } from "ws";
import * as awarenessProtocol from "y-protocols/awareness";
import * as syncProtocol from "y-protocols/sync";
import type * as Y from "yjs";
import type { Server } from "./server.ts";
import { deferred, when, within } from "./waiting.ts";

export interface Closed {
  code: number;
  reason: string;
}

/** A bare WebSocket to a document, for what no well-behaved client sends. */
export class Socket {
  readonly #socket: WebSocket;
  readonly #opened = deferred<void>();
  readonly #closed = deferred<Closed>();
  readonly #listeners = new Set<(message: Uint8Array) => void>();
  readonly received: Uint8Array[] = [];

  constructor(url: string, protocols: string[] = []) {
    this.#socket = new WebSocket(url, protocols, { perMessageDeflate: false });
    this.#socket.on("open", () => this.#opened.resolve());
    this.#socket.on("message", (data: RawData) => {
      const message = new Uint8Array(data as Buffer);
      this.received.push(message);
      for (const listener of this.#listeners) listener(message);
    });
    this.#socket.on("close", (code, reason) => this.#closed.resolve({ code, reason: reason.toString() }));
    this.#socket.on("error", (error) => this.#opened.reject(error));
    this.#opened.promise.catch(() => undefined);
    onTestFinished(() => this.#socket.terminate());
  }

  static to(server: Server, room: string, protocols: string[] = []): Socket {
    return new Socket(`${server.documentsUrl}/${room}`, protocols);
  }

  opened(): Promise<void> {
    return within("the socket to open", this.#opened.promise);
  }

  closed(): Promise<Closed> {
    return within("the server to close the socket", this.#closed.promise);
  }

  /** What the server chose of the offered subprotocols. */
  get subprotocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves with the HTTP status when the server does not answer the handshake with a socket. */
  refused(): Promise<number> {
    const status = new Promise<number>((resolve) =>
      this.#socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0)),
    );
    return within("the handshake to be refused", status);
  }

  send(data: Uint8Array | string): void {
    this.#socket.send(data);
  }

  /** Sends the beginning of a message that is never finished. */
  begin(data: Uint8Array): void {
    this.#socket.send(data, { binary: true, fin: false });
  }

  close(): void {
    this.#socket.close();
  }

  /** Resolves when the socket has closed, however long that takes. */
  get gone(): Promise<Closed> {
    return this.#closed.promise;
  }

  /** Stops reading from the network, as a suspended laptop does. */
  stopReading(): void {
    this.#socket.pause();
  }

  startReading(): void {
    this.#socket.resume();
  }

  /** Returns the function that removes the listener again. */
  onMessage(listener: (message: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when some message received so far or later satisfies the predicate. */
  receives(what: string, satisfies: (message: Uint8Array) => boolean): Promise<void> {
    return when(
      what,
      () => this.received.some(satisfies),
      (check) => this.onMessage(check),
    );
  }
}

/** Messages of the y-protocols as y-websocket frames them, written by the packages that define them. */
export const yMessages = {
  syncStep1: (doc: Y.Doc) => written(0, (encoder) => syncProtocol.writeSyncStep1(encoder, doc)),
  syncStep2: (doc: Y.Doc) => written(0, (encoder) => syncProtocol.writeSyncStep2(encoder, doc)),
  update: (update: Uint8Array) => written(0, (encoder) => syncProtocol.writeUpdate(encoder, update)),
  awareness: (awareness: awarenessProtocol.Awareness, clients: number[]) =>
    written(1, (encoder) => encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(awareness, clients))),
  queryAwareness: () => written(3, () => undefined),
};

function written(kind: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, kind);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** Applies what a y-websocket server sent, as the client does; true when it was sync step 2. */
export function applySync(message: Uint8Array, doc: Y.Doc): boolean {
  const decoder = decoding.createDecoder(message);
  if (decoding.readVarUint(decoder) !== 0) return false;
  const replies = encoding.createEncoder();
  return syncProtocol.readSyncMessage(decoder, replies, doc, "test") === syncProtocol.messageYjsSyncStep2;
}

export function concatenated(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
