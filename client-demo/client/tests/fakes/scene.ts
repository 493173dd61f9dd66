import { onTestFinished } from "vitest";
import * as Y from "yjs";
import { CollabProvider, type CollabProviderOptions } from "../../src/index.js";
import { FakeClock } from "./fakeClock.js";
import { FakeNetwork } from "./fakeNetwork.js";
import { FakeServer } from "./fakeServer.js";

/** A provider, the server at its other end and the clock both live by. */
export function scene(options: CollabProviderOptions & { readonly doc?: Y.Doc } = {}) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const server = new FakeServer(network);
  const doc = options.doc ?? new Y.Doc();
  const provider = new CollabProvider("ws://host/ws/doc", "notes", doc, {
    WebSocket: network.WebSocket,
    clock,
    random: () => 0.5,
    ...options,
  });
  const errors: string[] = [];
  provider.on("error", (error) => errors.push(error.code));
  onTestFinished(() => provider.destroy());
  return { clock, network, server, doc, text: doc.getText("text"), provider, errors };
}
