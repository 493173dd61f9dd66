import { describe, expect, inject, onTestFinished, test } from "vitest";
import { converge, textBecomes } from "../harness/documents.ts";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { ownServer } from "../harness/serverPerTest.ts";
import { skip } from "../harness/skip.ts";
import { PostgresStore, parseNpgsql, postgreSql, type Store } from "../harness/stores.ts";
import { TcpProxy } from "../harness/tcpProxy.ts";

describe("PostgreSQL restarts while people edit", () => {
  test("they go on editing, are told that nothing is saved, and everything is saved afterwards", async (context) => {
    if (postgreSql.missing !== undefined) skip(context, postgreSql.missing);
    const { store, proxy } = await storeBehindProxy();
    const server = await ownServer(context, { name: "PostgreSQL", missing: undefined, create: async () => store });
    const ada = openNative(server, "outage");
    const ben = openYWebsocket(server, "outage");
    await Promise.all([ada.synced(), ben.synced()]);
    ada.doc.getText("t").insert(0, "before ");
    await ada.saved();

    proxy.takeAway();
    ada.doc.getText("t").insert(7, "during ");
    await textBecomes(ben.doc, "t", "before during ");
    await ada.noticed("not-saved");
    expect(ada.provider.saved).toBe(false);
    ben.doc.getText("t").insert(14, "and ben");
    await textBecomes(ada.doc, "t", "before during and ben");

    proxy.giveBack();
    await ada.noticed("saved");
    await ada.saved();
    await converge([ada.doc, ben.doc]);
    expect([ada.connections, ben.connections]).toEqual([1, 1]);
    // The log has an order: when this edit is in it, so is what Ben typed before, which y-websocket has no word for.
    ada.doc.getMap("m").set("after", "the outage");
    await ada.saved();

    for (const editor of [ada, ben]) editor.close();
    await server.kill();
    await server.restart();
    const fresh = openYWebsocket(server, "outage");
    await fresh.synced();
    expect(fresh.doc.getText("t").toString()).toBe("before during and ben");
  }, 90_000);

  test("a document that nobody has open is refused, never shown empty", async (context) => {
    if (postgreSql.missing !== undefined) skip(context, postgreSql.missing);
    const { store, proxy } = await storeBehindProxy();
    const server = await ownServer(context, { name: "PostgreSQL", missing: undefined, create: async () => store });
    const ada = openNative(server, "cold");
    await ada.synced();
    ada.doc.getText("t").insert(0, "content");
    await ada.saved();
    ada.close();
    await server.kill();
    await server.restart();

    proxy.takeAway();
    const ben = openYWebsocket(server, "cold");
    const closed = new Promise<number>((resolve) => ben.provider.once("connection-close", (event) => resolve(event?.code ?? 0)));
    expect(await closed).toBe(1013);
    expect(ben.provider.synced).toBe(false);

    proxy.giveBack();
    await textBecomes(ben.doc, "t", "content");
  }, 90_000);
});

async function storeBehindProxy(): Promise<{ store: Store; proxy: TcpProxy }> {
  const store = await PostgresStore.create();
  const postgres = inject("postgres");
  if ("missing" in postgres) throw new Error(postgres.missing);
  const { host, port } = parseNpgsql(postgres.connectionString);
  const target = host?.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host: host ?? "127.0.0.1", port: port ?? 5432 };
  const proxy = await TcpProxy.to(target);
  onTestFinished(() => proxy.dispose());
  const moved = `${store.connectionString.replace(/\b(Host|Port)=[^;]*;?/gi, "")};Host=127.0.0.1;Port=${proxy.port}`;
  const configuration = ["--Storage:Provider=PostgreSql", `--ConnectionStrings:Collab=${moved}`];
  return { store: { configuration, dispose: () => store.dispose() }, proxy };
}
