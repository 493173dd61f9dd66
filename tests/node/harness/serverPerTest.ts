import { onTestFailed, onTestFinished, type TestContext } from "vitest";
import { Server, type ServerOptions } from "./server.ts";
import { skip } from "./skip.ts";
import type { Store, StoreKind } from "./stores.ts";

/** A server of this test's own, to be killed, stopped and restarted, on a store of its own. */
export async function ownServer(context: TestContext, kind: StoreKind, options: ServerOptions = {}): Promise<Server> {
  return (await ownServerAndStore(context, kind, options)).server;
}

export async function ownServerAndStore(
  context: TestContext,
  kind: StoreKind,
  options: ServerOptions = {},
): Promise<{ server: Server; store: Store }> {
  const store = await ownStore(context, kind);
  const server = await Server.start(store, options);
  onTestFinished(() => server.dispose());
  onTestFailed(() => console.error(`the server wrote:\n${server.log.slice(-8_000)}`));
  return { server, store };
}

/** An empty store, removed after the test. */
export async function ownStore(context: TestContext, kind: StoreKind): Promise<Store> {
  if (kind.missing !== undefined) skip(context, kind.missing);
  const store = await kind.create();
  onTestFinished(() => store.dispose());
  return store;
}
