import { afterAll, beforeAll, beforeEach, onTestFailed } from "vitest";
import { Server, type ServerOptions } from "./server.ts";
import { skip } from "./skip.ts";
import type { Store, StoreKind } from "./stores.ts";

/** A server that the tests of one `describe` share; they keep apart by document name. Skips them when the store is missing. */
export function sharedServer(kind: StoreKind, options: ServerOptions = {}): () => Server {
  let store: Store | undefined;
  let server: Server | undefined;

  beforeAll(async () => {
    if (kind.missing !== undefined) return;
    store = await kind.create();
    server = await Server.start(store, options);
  });

  beforeEach((context) => {
    if (kind.missing !== undefined) skip(context, kind.missing);
    onTestFailed(() => console.error(`the server wrote:\n${server?.log.slice(-8_000)}`));
  });

  afterAll(async () => {
    await server?.dispose();
    await store?.dispose();
  });

  return () => {
    if (server === undefined) throw new Error("the server is started before the first test, not while tests are collected");
    return server;
  };
}
