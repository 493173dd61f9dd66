import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openYWebsocket } from "../harness/editors.ts";
import { runToExit } from "../harness/server.ts";
import { ownServer, ownStore } from "../harness/serverPerTest.ts";
import { type SqliteStore, sqlite, storeKinds } from "../harness/stores.ts";

const anyPort = "--urls=http://127.0.0.1:0";
const production = { ASPNETCORE_ENVIRONMENT: "Production" };
const exitCodes = { configuration: 2, store: 3 };

describe("a start that cannot succeed says why and ends", () => {
  test("wrong configuration: every fault is named", async () => {
    const { code, output } = await runToExit([anyPort, "--Storage:Provider=Oracle", "--Limits:MaxMessageBytes=1"]);

    expect(code, output).toBe(exitCodes.configuration);
    expect(output).toContain("Storage:Provider");
    expect(output).toContain("MaxMessageBytes");
  });

  test.each([
    ["Limits:MaxMessageBytes", "many"],
    ["Sockets:PingInterval", "often"],
    ["Access:Mode", "Closed"],
  ])("a setting that is no number, time or known word: %s", async (setting, value) => {
    const { code, output } = await runToExit([anyPort, `--${setting}=${value}`]);

    expect(code, output).toBe(exitCodes.configuration);
    expect(output).toContain(setting);
    expect(output).not.toContain("   at ");
  });

  test("a file of settings that is not JSON", async (context) => {
    const store = (await ownStore(context, sqlite)) as SqliteStore;
    await writeFile(join(store.folder, "appsettings.json"), "{ oops");

    const { code, output } = await runToExit([anyPort, `--contentRoot=${store.folder}`]);

    expect(code, output).toBe(exitCodes.configuration);
    expect(output).toContain("appsettings.json");
    expect(output).not.toContain("   at ");
  });

  test.for(["nonsense", "http://127.0.0.1:99999", "http://192.0.2.1:5000"])("an address that is none of ours: %s", async (url, context) => {
    const store = await ownStore(context, sqlite);

    const { code, output } = await runToExit([`--urls=${url}`, ...store.configuration]);

    expect(code, output).toBe(exitCodes.configuration);
    expect(output).toContain("could not start");
  });

  test("SQLite: a folder that cannot exist", async (context) => {
    const store = (await ownStore(context, sqlite)) as SqliteStore;
    const file = join(store.folder, "file");
    await writeFile(file, "");

    const { code, output } = await runToExit([anyPort, `--ConnectionStrings:Collab=Data Source=${join(file, "collab.db")}`]);

    expect(code, output).toBe(exitCodes.store);
    expect(output).toContain(file);
    expect(output).not.toContain("   at ");
  });

  test("SQLite: a folder that takes no files", async () => {
    const { code, output } = await runToExit([anyPort, "--ConnectionStrings:Collab=Data Source=/proc/collab.db"]);

    expect(code, output).toBe(exitCodes.store);
    expect(output).toContain("/proc/collab.db");
  });

  test("SQLite: a file that is no database", async (context) => {
    const store = (await ownStore(context, sqlite)) as SqliteStore;
    await writeFile(store.file, "These are not the bytes you are looking for.".repeat(100));

    const { code, output } = await runToExit([anyPort, ...store.configuration]);

    expect(code, output).toBe(exitCodes.store);
    expect(output).toContain("not a database");
  });

  test("PostgreSQL: nobody answers", async () => {
    const port = await portThatNobodyHas();

    const { code, output } = await runToExit([
      anyPort,
      "--Storage:Provider=PostgreSql",
      `--ConnectionStrings:Collab=Host=127.0.0.1;Port=${port};Username=nobody;Database=nothing`,
    ]);

    expect(code, output).toBe(exitCodes.store);
    expect(output).toContain(`127.0.0.1:${port}`);
  });

  test("an address that is taken", async (context) => {
    const server = await ownServer(context, sqlite);
    const store = await ownStore(context, sqlite);

    const { code, output } = await runToExit([`--urls=${server.url}`, ...store.configuration]);

    expect(code, output).not.toBe(0);
    expect(output).toContain("address already in use");
  });

  test("production without a word about access", async (context) => {
    const store = await ownStore(context, sqlite);

    const { code, output } = await runToExit([anyPort, ...store.configuration], production);

    expect(code, output).toBe(exitCodes.configuration);
    expect(output).toContain("Access:Mode");
  });
});

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("in production on %s", (_, kind) => {
  test("the schema is made by the command migrate, not by a start", async (context) => {
    const store = await ownStore(context, kind);
    const open = "--Access:Mode=Open";

    const early = await runToExit([anyPort, open, ...store.configuration], production);
    expect(early.code, early.output).toBe(exitCodes.store);
    expect(early.output).toContain("migrate");

    const migrated = await runToExit(["migrate", ...store.configuration], production);
    expect(migrated.code, migrated.output).toBe(0);
    const again = await runToExit(["migrate", ...store.configuration], production);
    expect(again.code, again.output).toBe(0);

    const server = await ownServer(
      context,
      { ...kind, missing: undefined, create: async () => store },
      { arguments: [open], environment: production },
    );
    const ada = openYWebsocket(server, "in production");
    await ada.synced();
  });
});

async function portThatNobodyHas(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
