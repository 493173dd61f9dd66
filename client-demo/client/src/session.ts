import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { CollabError, FrameError } from "./errors.js";
import type { Frame, Limits, SyncPart, Welcome } from "./frames.js";
import { Outbox } from "./outbox.js";
import { applyPresence, ownPresence } from "./presence.js";
import type { SaveLedger } from "./saveLedger.js";
import { cutIntoParts, PartCollector } from "./syncParts.js";

// Array header, kind, channel-free fields and length prefixes of any update or sync-part frame stay below this.
const FRAME_OVERHEAD_BYTES = 64;

/** What a session tells its provider. */
export interface SessionEvents {
  /** The document now holds everything the server had. */
  synced(): void;
  /** Parts of the first sync that arrived, and how many there are. */
  progress(part: number, parts: number): void;
  /** The ledger may say something new. */
  ledgerChanged(): void;
  failed(error: CollabError): void;
  /** The conversation cannot go on: what we hold exceeds what the server accepts. */
  hopeless(error: CollabError): void;
}

/** Document and presence, kept in step with the server over one welcomed connection. */
export class Session {
  readonly #doc: Y.Doc;
  readonly #awareness: Awareness;
  readonly #ledger: SaveLedger;
  readonly #send: (frame: Frame) => void;
  readonly #origin: object;
  readonly #events: SessionEvents;
  readonly limits: Limits;
  readonly #outbox = new Outbox();
  readonly #parts = new PartCollector();
  #canWrite: boolean;
  /** What the server had when it last asked; null until it asks, and until then no update may be sent. */
  #serverState: Uint8Array | null = null;
  /** The server turned an update down, so the next one must hold everything the server lacks. */
  #owesEverything = false;
  #presenceChanged = false;
  #flushScheduled = false;
  #over = false;

  /** `origin` marks the transactions that apply the server's updates. */
  constructor(
    parts: { doc: Y.Doc; awareness: Awareness; ledger: SaveLedger; send: (frame: Frame) => void; origin: object },
    welcome: Welcome,
    events: SessionEvents,
  ) {
    this.#doc = parts.doc;
    this.#awareness = parts.awareness;
    this.#ledger = parts.ledger;
    this.#send = parts.send;
    this.#origin = parts.origin;
    this.#events = events;
    this.limits = welcome.limits;
    this.#canWrite = mayWrite(welcome.permission);
  }

  start(): void {
    // Small and first: who is here is known before a large document has arrived.
    this.#send({ kind: "awareness-request" });
    this.#requestSync();
    this.presenceChanged();
  }

  /** A local edit happened; it leaves at the end of the current tick. */
  edited(update: Uint8Array): void {
    this.#outbox.add(update);
    this.#scheduleFlush();
  }

  presenceChanged(): void {
    this.#presenceChanged = true;
    this.#scheduleFlush();
  }

  permissionChanged(permission: string): void {
    this.#canWrite = mayWrite(permission);
    this.#owesEverything = true;
    this.#scheduleFlush();
  }

  /** The server takes updates again. */
  serverRecovered(): void {
    if (this.#owesEverything) this.#scheduleFlush();
  }

  /** The server dropped frames for us. */
  resync(): void {
    this.#requestSync();
  }

  take(frame: Frame): void {
    switch (frame.kind) {
      case "sync-request":
        this.#serverState = frame.stateVector;
        this.#answer(frame.stateVector);
        break;
      case "sync-part":
        this.#takePart(frame);
        break;
      case "update":
        if (!this.#apply(frame.update)) this.#requestSync();
        break;
      case "ack":
        this.#ledger.durableUpTo(frame.durableRef);
        this.#events.ledgerChanged();
        break;
      case "awareness":
        applyPresence(this.#awareness, frame.update, this.#origin);
        break;
      case "awareness-request":
        this.presenceChanged();
        break;
      default:
        throw new FrameError("out-of-order", `A server does not send ${frame.kind}.`);
    }
  }

  /** The server turned down the update sent under this ref. */
  refused(): void {
    this.#owesEverything = true;
    this.#ledger.refused();
    this.#events.ledgerChanged();
  }

  /** Sends what waits, without waiting for the end of the tick. */
  flush(): void {
    this.#flushScheduled = false;
    if (this.#over) return;
    this.#flushUpdates();
    if (this.#presenceChanged) this.#sendPresence();
  }

  end(): void {
    this.#over = true;
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled || this.#over) return;
    this.#flushScheduled = true;
    queueMicrotask(() => this.flush());
  }

  #flushUpdates(): void {
    // Until the server asks, its question will be the occasion; a reader's edits stay uncovered.
    if (this.#serverState === null || !this.#canWrite) return;
    const update = this.#outbox.take();
    if (this.#owesEverything) this.#answer(this.#serverState);
    else if (update !== null) this.#sendUpdate(update);
  }

  #answer(stateVector: Uint8Array): void {
    const update = diff(this.#doc, stateVector);
    if (!this.#canWrite) return;
    // Also an empty answer is sent: an update the last connection lost the acknowledgement of may be in the server's memory and
    // not yet in its log, and only the acknowledgement of the answer tells.
    this.#outbox.clear();
    this.#owesEverything = false;
    if (holdsMoreThan(this.#doc, stateVector)) this.#ledger.edited();
    this.#sendUpdate(update);
  }

  #sendUpdate(update: Uint8Array): void {
    const { maxUpdateBytes, maxSyncPartBytes, maxMessageBytes } = this.limits;
    if (update.length > maxUpdateBytes) {
      this.#events.hopeless(tooLarge("update-too-large", "The unsaved edits", update.length, maxUpdateBytes));
      return;
    }
    const ref = this.#ledger.cover();
    const partBytes = Math.max(1, Math.min(maxSyncPartBytes, maxMessageBytes - FRAME_OVERHEAD_BYTES));
    if (update.length <= partBytes) this.#send({ kind: "update", ref, update });
    else for (const part of cutIntoParts(update, ref, partBytes)) this.#send(part);
    this.#events.ledgerChanged();
  }

  #sendPresence(): void {
    this.#presenceChanged = false;
    const update = ownPresence(this.#awareness);
    const allowed = this.limits.maxAwarenessBytes;
    if (update.length <= allowed) this.#send({ kind: "awareness", update });
    else this.#events.failed(tooLarge("awareness-too-large", "The presence state", update.length, allowed));
  }

  #requestSync(): void {
    this.#send({ kind: "sync-request", stateVector: Y.encodeStateVector(this.#doc) });
  }

  #takePart(frame: SyncPart): void {
    const update = this.#parts.add(frame);
    this.#events.progress(frame.part + 1, frame.parts);
    if (update === null) return;
    if (!this.#apply(update)) throw new FrameError("wrong-field", "The server's state is not a Yjs update.");
    this.#events.synced();
  }

  /** False when the update could not be applied, or an observer of the document threw. */
  #apply(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.#doc, update, this.#origin);
      return true;
    } catch (cause) {
      this.#events.failed(
        new CollabError({ kind: "local", code: "update-not-applied" }, "An update of the server could not be applied.", { cause }),
      );
      return false;
    }
  }
}

function mayWrite(permission: string): boolean {
  return permission === "write" || permission === "admin";
}

function diff(doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  try {
    return Y.encodeStateAsUpdate(doc, stateVector);
  } catch (cause) {
    throw new FrameError("wrong-field", `The server's state vector is malformed: ${String(cause)}`);
  }
}

/** True when the document has items the state vector lacks. Deletions are not counted in a state vector. */
function holdsMoreThan(doc: Y.Doc, stateVector: Uint8Array): boolean {
  const theirs = Y.decodeStateVector(stateVector);
  const ours = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...ours].some(([client, clock]) => clock > (theirs.get(client) ?? 0));
}

function tooLarge(code: "update-too-large" | "awareness-too-large", what: string, size: number, allowed: number): CollabError {
  return new CollabError({ kind: "limit", code, size, allowed }, `${what} take ${size} bytes; the server accepts ${allowed}.`);
}
