import * as Y from "yjs";
import type { Limits } from "../../src/index.js";
import { cutIntoParts } from "../../src/syncParts.js";
import { endOfTick, type FakeNetwork, type FakeSocket, ROOMY } from "./fakeNetwork.js";

/** A server that follows the script of the protocol step by step, each step when the test says so. Its document is a real Yjs one. */
export class FakeServer {
  readonly doc = new Y.Doc();
  generation = new Uint8Array(16).fill(7);
  permission = "write";
  limits: Limits = ROOMY;
  readonly #network: FakeNetwork;

  constructor(network: FakeNetwork) {
    this.#network = network;
  }

  get socket(): FakeSocket {
    return this.#network.last;
  }

  welcome(): void {
    this.socket.open();
    this.socket.deliver({
      kind: "welcome",
      generation: this.generation,
      permission: this.permission,
      user: null,
      durableSeq: 0,
      limits: this.limits,
      sessionId: "s1",
    });
  }

  asksForSync(): void {
    this.socket.deliver({ kind: "sync-request", stateVector: Y.encodeStateVector(this.doc) });
  }

  /** Answers the newest sync request of the client. */
  answersSync(): void {
    const request = this.socket.frames("sync-request").at(-1);
    if (request === undefined) throw new Error("The client asked for nothing.");
    const update = Y.encodeStateAsUpdate(this.doc, request.stateVector);
    for (const part of cutIntoParts(update, 0, this.limits.maxSyncPartBytes)) this.socket.deliver(part);
  }

  /** Welcome, both syncs; the client's answer is applied and not acknowledged. */
  async joins(): Promise<void> {
    this.welcome();
    this.asksForSync();
    this.answersSync();
    await endOfTick();
    this.takesUpdates();
  }

  /** Applies everything the client sent on this socket. */
  takesUpdates(): void {
    for (const { update } of this.socket.frames("update")) Y.applyUpdate(this.doc, update);
    for (const { bytes, parts } of this.socket.frames("sync-part")) if (parts === 1) Y.applyUpdate(this.doc, bytes);
  }

  acknowledges(durableRef: number, appliedRef = durableRef): void {
    this.socket.deliver({ kind: "ack", appliedRef, durableRef, seq: durableRef });
  }

  get lastRef(): number {
    return Math.max(
      0,
      ...this.socket.frames("update").map((frame) => frame.ref),
      ...this.socket.frames("sync-part").map((frame) => frame.ref),
    );
  }
}
