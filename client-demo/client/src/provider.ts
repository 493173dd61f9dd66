import { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { Backoff } from "./backoff.js";
import { type Clock, systemClock } from "./clock.js";
import { CloseCode, closeCodeName, mayRetry } from "./closeCodes.js";
import { type Closure, Connection } from "./connection.js";
import { CollabError } from "./errors.js";
import { Events } from "./events.js";
import { type Frame, type Hello, type Welcome, writeFrame } from "./frames.js";
import { forgetOthers, renewPresence } from "./presence.js";
import { SaveLedger } from "./saveLedger.js";
import { Session } from "./session.js";
import { CLIENT_NAME, CLIENT_VERSION } from "./version.js";
import type { WebSocketConstructor } from "./webSocket.js";

/** A connection that lasted this long was a success: the next failure waits briefly again. One that a server ends sooner was not. */
const SUCCESS_AFTER_MS = 10_000;

/**
 * `disconnected`: not connected; the next attempt is scheduled unless {@link CollabProvider.disconnect} was called.
 * `connecting`: from the attempt to the server's welcome.
 * `connected`: welcomed. See `synced` for whether the document is complete.
 * `refused`: the server will not have us as we are; nothing more happens until {@link CollabProvider.connect} is called.
 */
export type ConnectionStatus = "connecting" | "connected" | "disconnected" | "refused";

export interface CollabProviderOptions {
  /** Connect at once (default) or wait for `connect()`. */
  readonly connect?: boolean;
  /** Access token, or a function that fetches one; it is asked again for every connection. */
  readonly token?: string | (() => string | Promise<string>);
  /** Presence to share; made for the document when absent. */
  readonly awareness?: Awareness;
  /** The document generation the given document belongs to, if it was kept from an earlier session. */
  readonly generation?: Uint8Array;
  /** The WebSocket class where there is no global one. */
  readonly WebSocket?: WebSocketConstructor;
  readonly clock?: Clock;
  /** Numbers from 0 up to, not including, 1; spreads reconnects. */
  readonly random?: () => number;
}

/** Events and the value each listener receives. */
export interface CollabProviderEvents {
  status: ConnectionStatus;
  /** True when the document holds everything the server had when it was asked; false when the connection is lost. */
  synced: boolean;
  /** Every local edit is committed to the server's log. */
  saved: undefined;
  /** A local edit exists that is not committed yet. */
  unsaved: undefined;
  /** The session's permission, user and limits. */
  welcome: Welcome;
  /** Progress of a large first sync. */
  progress: { readonly part: number; readonly parts: number };
  /** An application message of another client. */
  message: { readonly channel: string; readonly value: unknown };
  /** Something the user should know; codes are those of protocol.json. */
  notice: { readonly code: string; readonly data: Readonly<Record<string, unknown>> | null };
  /** A connection or an attempt ended. `retryInMs` is null when there will be no other attempt. */
  closed: { readonly code: number; readonly reason: string; readonly retryInMs: number | null };
  error: CollabError;
}

/** Keeps a Yjs document and its presence in step with a CollabServer document, and knows what is saved. */
export class CollabProvider {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly url: string;
  readonly #options: CollabProviderOptions;
  readonly #ownsAwareness: boolean;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #ledger = new SaveLedger();
  readonly #events = new Events<CollabProviderEvents>();
  #token: CollabProviderOptions["token"];
  #generation: Uint8Array | null;
  #status: ConnectionStatus = "disconnected";
  #synced = false;
  #saidSaved: boolean;
  #permission: string | null = null;
  #storageTrouble = false;
  #retryAfterMs = 0;
  #welcomedAt = Number.POSITIVE_INFINITY;
  /** The current attempt or connection; replaced by the next one, which makes late answers of the old one recognisable. */
  #attempt: object | null = null;
  #connection: Connection | null = null;
  #session: Session | null = null;

  /** `base` is the address of the endpoint, for example `wss://example.org/ws/doc`. */
  constructor(base: string, document: string, doc: Y.Doc, options: CollabProviderOptions = {}) {
    this.url = `${base.replace(/\/+$/, "")}/${encodeURIComponent(document)}`;
    this.doc = doc;
    this.#options = options;
    this.#ownsAwareness = options.awareness === undefined;
    this.awareness = options.awareness ?? new Awareness(doc);
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(this.#clock, options.random ?? Math.random);
    this.#token = options.token;
    this.#generation = options.generation ?? null;
    // Whether the server has what the document already holds is not known before it is asked.
    if (doc.store.clients.size > 0) this.#ledger.edited();
    this.#saidSaved = this.#ledger.saved;
    doc.on("update", this.#onDocUpdate);
    this.awareness.on("update", this.#onPresence);
    globalThis.addEventListener?.("online", this.#onOnline);
    if (options.connect !== false) this.connect();
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get synced(): boolean {
    return this.#synced;
  }

  /** True only when every local edit is committed to the server's log. */
  get saved(): boolean {
    return this.#ledger.saved;
  }

  /** What to ask before the page goes away. */
  get hasUnsavedChanges(): boolean {
    return !this.#ledger.saved;
  }

  /** The server said that it cannot write to its log at the moment. */
  get storageTrouble(): boolean {
    return this.#storageTrouble;
  }

  /** What this session may do: `read`, `comment`, `write` or `admin`; null before the first welcome. */
  get permission(): string | null {
    return this.#permission;
  }

  /** Which incarnation of the document the local copy belongs to; null before the first welcome. Keep it with a stored copy. */
  get generation(): Uint8Array | null {
    return this.#generation;
  }

  /** Returns the function that removes the listener again. */
  on<Name extends keyof CollabProviderEvents>(name: Name, listener: (value: CollabProviderEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  off<Name extends keyof CollabProviderEvents>(name: Name, listener: (value: CollabProviderEvents[Name]) => void): void {
    this.#events.off(name, listener);
  }

  connect(): void {
    if (this.#attempt !== null) return;
    this.#backoff.cancel();
    void this.#open();
  }

  disconnect(): void {
    this.#backoff.cancel();
    this.#session?.flush();
    const connection = this.#connection;
    this.#endAttempt();
    connection?.close();
    this.#setStatus("disconnected");
  }

  /** Ends everything and removes every listener. The document itself stays usable. */
  destroy(): void {
    this.disconnect();
    this.doc.off("update", this.#onDocUpdate);
    this.awareness.off("update", this.#onPresence);
    globalThis.removeEventListener?.("online", this.#onOnline);
    if (this.#ownsAwareness) this.awareness.destroy();
    this.#events.clear();
  }

  /**
   * Sends a value to everybody else in the document. It is not kept: who is not connected does not get it.
   * @throws {CollabError} `not-connected` or `message-too-large`.
   */
  send(channel: string, value: unknown): void {
    if (this.#connection === null || this.#session === null) {
      throw new CollabError({ kind: "local", code: "not-connected" }, "Messages can be sent while connected.");
    }
    const frame: Frame = { kind: "message", channel, value };
    const size = writeFrame(frame).length;
    const allowed = this.#session.limits.maxMessageBytes;
    if (size > allowed) {
      const detail = { kind: "limit", code: "message-too-large", size, allowed } as const;
      throw new CollabError(detail, `The message takes ${size} bytes; the server accepts ${allowed}.`);
    }
    this.#connection.send(frame);
  }

  /** Uses a new token from now on, also on the open connection. */
  setToken(token: string): void {
    this.#token = token;
    if (this.#session !== null) this.#connection?.send({ kind: "token", token });
  }

  readonly #onDocUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#ledger.edited();
    this.#session?.edited(update);
    this.#announceSaved();
  };

  readonly #onPresence = ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>): void => {
    if ([added, updated, removed].some((clients) => clients.includes(this.awareness.clientID))) this.#session?.presenceChanged();
  };

  readonly #onOnline = (): void => this.#backoff.wake();

  async #open(): Promise<void> {
    const attempt = {};
    this.#attempt = attempt;
    this.#setStatus("connecting");
    const isCurrent = () => this.#attempt === attempt;
    let token: string | null;
    try {
      token = (typeof this.#token === "function" ? await this.#token() : this.#token) ?? null;
    } catch (cause) {
      if (!isCurrent()) return;
      this.#report(new CollabError({ kind: "local", code: "token-unavailable" }, "No access token could be fetched.", { cause }));
      this.#closed({ code: CloseCode.unauthorized, reason: "no token", byServer: false, fault: null });
      return;
    }
    if (!isCurrent()) return;
    const WebSocket = this.#options.WebSocket ?? globalThis.WebSocket;
    try {
      this.#connection = new Connection(this.url, WebSocket, this.#clock, this.#hello(token), {
        welcomed: (welcome) => this.#welcomed(welcome),
        received: (frame) => this.#received(frame),
        closed: (closure) => this.#closed(closure),
      });
    } catch (cause) {
      // The constructor throws for an address it will never open: not a WebSocket URL, or insecure from a secure page.
      this.#giveUp(new CollabError({ kind: "local", code: "bad-address" }, `No WebSocket can be opened to ${this.url}.`, { cause }));
    }
  }

  #hello(token: string | null): Hello {
    return {
      kind: "hello",
      token,
      generation: this.#generation,
      clientId: this.doc.clientID,
      clientName: CLIENT_NAME,
      clientVersion: CLIENT_VERSION,
    };
  }

  #welcomed(welcome: Welcome): void {
    if (this.#generation !== null && !sameBytes(this.#generation, welcome.generation)) {
      const detail = { kind: "refused", code: "generation-mismatch", closeCode: CloseCode["generation-mismatch"] } as const;
      this.#giveUp(new CollabError(detail, "The document on the server was replaced; the local copy does not belong to it."));
      return;
    }
    this.#generation ??= welcome.generation.slice();
    this.#permission = welcome.permission;
    this.#welcomedAt = this.#clock.now();
    const parts = {
      doc: this.doc,
      awareness: this.awareness,
      ledger: this.#ledger,
      send: (frame: Frame) => this.#connection?.send(frame),
      origin: this,
    };
    this.#session = new Session(parts, welcome, {
      synced: () => this.#setSynced(true),
      progress: (part, total) => this.#events.emit("progress", { part, parts: total }),
      ledgerChanged: () => this.#announceSaved(),
      failed: (error) => this.#report(error),
      hopeless: (error) => this.#giveUp(error),
    });
    this.#setStatus("connected");
    this.#events.emit("welcome", welcome);
    renewPresence(this.awareness);
    this.#session?.start();
  }

  #received(frame: Frame): void {
    switch (frame.kind) {
      case "message":
        this.#events.emit("message", { channel: frame.channel, value: frame.value });
        break;
      case "notice":
        this.#noticed(frame.code, frame.data);
        break;
      case "error":
        if (frame.ref !== null) this.#session?.refused();
        this.#report(new CollabError({ kind: "server", code: frame.code, ref: frame.ref }, frame.message));
        break;
      default:
        this.#session?.take(frame);
    }
  }

  #noticed(code: string, data: Readonly<Record<string, unknown>> | null): void {
    switch (code) {
      case "not-saved":
        this.#storageTrouble = true;
        break;
      case "saved":
        this.#storageTrouble = false;
        this.#session?.serverRecovered();
        break;
      case "permission-changed":
        if (typeof data?.["permission"] === "string") {
          this.#permission = data["permission"];
          this.#session?.permissionChanged(this.#permission);
        }
        break;
      case "resync":
        this.#session?.resync();
        break;
      case "going-away":
        if (typeof data?.["delayMs"] === "number") this.#retryAfterMs = data["delayMs"];
        break;
    }
    this.#events.emit("notice", { code, data });
  }

  #closed(closure: Closure): void {
    const { code, reason, byServer, fault } = closure;
    this.#endAttempt();
    if (fault !== null) this.#report(new CollabError({ kind: "frame", code: fault.fault }, fault.message, { cause: fault }));
    if (byServer && !mayRetry(code)) {
      this.#setStatus("refused");
      this.#events.emit("closed", { code, reason, retryInMs: null });
      const name = closeCodeName(code) ?? String(code);
      this.#report(new CollabError({ kind: "refused", code: name, closeCode: code }, reason || `The server refused: ${name}.`));
      return;
    }
    if (this.#clock.now() - this.#welcomedAt >= SUCCESS_AFTER_MS) this.#backoff.reset();
    this.#welcomedAt = Number.POSITIVE_INFINITY;
    const retryInMs = this.#backoff.schedule(() => void this.#open(), this.#retryAfterMs);
    this.#retryAfterMs = 0;
    this.#setStatus("disconnected");
    this.#events.emit("closed", { code, reason, retryInMs });
  }

  #giveUp(error: CollabError): void {
    const connection = this.#connection;
    this.#endAttempt();
    connection?.close();
    this.#setStatus("refused");
    this.#report(error);
  }

  #endAttempt(): void {
    this.#attempt = null;
    this.#connection = null;
    this.#session?.end();
    this.#session = null;
    this.#storageTrouble = false;
    this.#ledger.startAfresh();
    forgetOthers(this.awareness, this);
    this.#setSynced(false);
    this.#announceSaved();
  }

  #setStatus(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#events.emit("status", status);
  }

  #setSynced(synced: boolean): void {
    if (synced === this.#synced) return;
    this.#synced = synced;
    this.#events.emit("synced", synced);
  }

  #announceSaved(): void {
    const saved = this.#ledger.saved;
    if (saved === this.#saidSaved) return;
    this.#saidSaved = saved;
    this.#events.emit(saved ? "saved" : "unsaved", undefined);
  }

  #report(error: CollabError): void {
    if (!this.#events.emit("error", error)) console.error(error);
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
