import { expect, test } from "vitest";
import * as Y from "yjs";
import { endOfTick, type FakeSocket } from "./fakes/fakeNetwork.js";
import { scene } from "./fakes/scene.js";

/**
 * Random lives of one editor and a server that crashes, forgets what it had not committed, loses acknowledgements and turns updates
 * down. Two promises are held against it: whenever the client says "saved", every local edit is in the server's log; and once the
 * trouble ends, everything is saved.
 */
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
const LIVES = 150;
const STEPS = 60;
const GIVEN_SEED = process.env["COLLAB_SEED"];
const seeds = GIVEN_SEED === undefined ? Array.from({ length: LIVES }, (_, index) => index + 1) : [Number(GIVEN_SEED)];

test(`saved means in the log, in ${seeds.length} random lives`, { timeout: 60_000 }, async () => {
  for (const seed of seeds) {
    await live(seed).catch((error: unknown) => {
      throw new Error(`COLLAB_SEED=${seed}`, { cause: error });
    });
  }
});

async function live(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const chance = (count: number) => Math.floor(random() * count);
  const { clock, network, provider, doc, text } = scene({ doc: docOf(1) });
  const server = new CrashingServer();
  const mine: Uint8Array[] = [];
  doc.on("update", (update, origin) => {
    if (origin !== provider) mine.push(update);
  });

  const actions: (() => void)[] = [
    () => text.insert(chance(text.length + 1), "ab"),
    () => text.insert(chance(text.length + 1), "c"),
    () => text.length > 0 && text.delete(chance(text.length), 1),
    () => server.take(network.last),
    () => server.take(network.last),
    () => server.commit(),
    () => server.acknowledge(network.last),
    () => server.turnDownNext(),
    () => server.recover(network.last),
    () => server.editBySomebodyElse(network.last, chance),
    () => network.last.drop(),
    () => server.crash(network.last),
    () => clock.advance(5_000),
  ];
  const check = (step: string) => {
    if (provider.saved && !mine.every((update) => holds(server.log, update))) throw new Error(`Said saved after ${step}, and is not.`);
  };
  for (let step = 0; step < STEPS; step++) {
    actions[chance(actions.length)]?.();
    check(`step ${step}`);
    if (chance(3) > 0) await endOfTick();
    check(`tick ${step}`);
  }

  network.last.drop();
  clock.advance(60_000);
  await endOfTick();
  for (let round = 0; round < 3; round++) {
    server.recover(network.last);
    await endOfTick();
    server.take(network.last);
    await endOfTick();
    server.commit();
    server.acknowledge(network.last);
  }
  check("the end");
  expect([provider.status, provider.synced, provider.saved]).toEqual(["connected", true, true]);
  provider.destroy();
}

/** Memory and log as two documents; only the log survives a crash. */
class CrashingServer {
  log = docOf(2);
  #memory = docOf(2);
  #uncommitted: Uint8Array[] = [];
  #socket: FakeSocket | null = null;
  #read = 0;
  #appliedRef = 0;
  #durableRef = 0;
  #turnsDown = false;
  #nextSomebody = 100;

  /** Reads every frame that has arrived. */
  take(socket: FakeSocket): void {
    if (socket !== this.#socket) {
      this.#socket = socket;
      this.#read = 0;
      this.#appliedRef = 0;
      this.#durableRef = 0;
      socket.open();
    }
    for (; this.#read < socket.sent.length; this.#read++) {
      const frame = socket.sent[this.#read];
      if (frame?.kind === "hello") {
        const limits = { maxMessageBytes: 1 << 20, maxSyncPartBytes: 1 << 16, maxUpdateBytes: 1 << 20, maxAwarenessBytes: 1 << 16 };
        const generation = new Uint8Array(16);
        socket.deliver({ kind: "welcome", generation, permission: "write", user: null, durableSeq: 0, limits, sessionId: "s" });
        socket.deliver({ kind: "sync-request", stateVector: Y.encodeStateVector(this.#memory) });
      } else if (frame?.kind === "sync-request") {
        const bytes = Y.encodeStateAsUpdate(this.#memory, frame.stateVector);
        socket.deliver({ kind: "sync-part", bytes, part: 0, parts: 1, ref: 0 });
      } else if (frame?.kind === "update") {
        if (this.#turnsDown) {
          this.#turnsDown = false;
          socket.deliver({ kind: "error", code: "overloaded", message: "Later.", ref: frame.ref });
        } else {
          this.#apply(frame.update);
          this.#appliedRef = frame.ref;
        }
      }
    }
  }

  commit(): void {
    for (const update of this.#uncommitted) Y.applyUpdate(this.log, update);
    this.#uncommitted = [];
    this.#durableRef = this.#appliedRef;
  }

  acknowledge(socket: FakeSocket): void {
    if (socket !== this.#socket) return;
    socket.deliver({ kind: "ack", appliedRef: this.#appliedRef, durableRef: this.#durableRef, seq: 0 });
  }

  turnDownNext(): void {
    this.#turnsDown = true;
  }

  recover(socket: FakeSocket): void {
    this.#turnsDown = false;
    if (socket === this.#socket) socket.deliver({ kind: "notice", code: "saved", data: null });
  }

  editBySomebodyElse(socket: FakeSocket, chance: (count: number) => number): void {
    const somebody = docOf(this.#nextSomebody++);
    Y.applyUpdate(somebody, Y.encodeStateAsUpdate(this.#memory));
    const before = Y.encodeStateVector(somebody);
    const text = somebody.getText("text");
    text.insert(chance(text.length + 1), "Z");
    const update = Y.encodeStateAsUpdate(somebody, before);
    this.#apply(update);
    if (socket === this.#socket) socket.deliver({ kind: "update", ref: 0, update });
  }

  crash(socket: FakeSocket): void {
    this.#uncommitted = [];
    this.#memory = docOf(2);
    Y.applyUpdate(this.#memory, Y.encodeStateAsUpdate(this.log));
    this.#socket = null;
    socket.drop();
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.#memory, update);
    this.#uncommitted.push(update);
  }
}

function docOf(clientId: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  return doc;
}

/** True when the update would change nothing. */
function holds(doc: Y.Doc, update: Uint8Array): boolean {
  const copy = docOf(3);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  let changed = false;
  copy.on("update", () => {
    changed = true;
  });
  Y.applyUpdate(copy, update);
  return !changed && copy.store.pendingStructs === null && copy.store.pendingDs === null;
}

// mulberry32
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
