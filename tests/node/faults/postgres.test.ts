import { afterAll, beforeAll, describe, expect, onTestFinished, type TestContext, test } from "vitest";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { Server } from "../harness/server.ts";
import { skip } from "../harness/skip.ts";
import { Socket } from "../harness/sockets.ts";
import { eventually } from "../harness/waiting.ts";
import { Author } from "./support/author.ts";
import { cycles, cyclesMilliseconds } from "./support/cycles.ts";
import { Ledger } from "./support/ledger.ts";
import { OwnPostgres } from "./support/ownPostgres.ts";
import { catchesUp, goesOnUnsaved } from "./support/unsaved.ts";

/** Faults of a whole PostgreSQL, while people edit. Authors here never send anything twice. */
describe("PostgreSQL", () => {
  let own: OwnPostgres | { missing: string };
  beforeAll(() => {
    own = OwnPostgres.start();
  });
  afterAll(() => {
    if (own instanceof OwnPostgres) own.dispose();
  });

  async function start(context: TestContext) {
    if (!(own instanceof OwnPostgres)) skip(context, own.missing);
    const server = await Server.start(own.newStore());
    onTestFinished(() => server.dispose());
    return { postgres: own, server, ledger: new Ledger() };
  }

  test(
    "frozen: people go on editing and are told; a document nobody has open is refused; afterwards everything is saved",
    async (context) => {
      const { postgres, server } = await start(context);
      const ada = openNative(server, "frozen");
      const ben = openYWebsocket(server, "frozen");
      await Promise.all([ada.synced(), ben.synced()]);
      for (let cycle = 0; cycle < cycles(); cycle++) {
        ada.doc.getMap("m").set("cycle", cycle);
        await ada.saved();
        const heard = ada.notices.length;

        postgres.freeze();
        const told = await goesOnUnsaved(server, { ada, ben }, `frozen ${cycle}`);
        const began = performance.now();
        expect((await Socket.to(server, `cold ${cycle}`).closed()).code).toBe(1013);
        const refused = performance.now() - began;
        postgres.thaw();

        await catchesUp({ ada, ben }, heard);
        console.info(`frozen: told after ${Math.round(told)} ms, refused after ${Math.round(refused)} ms`);
      }
      await server.kill();
      await server.restart();
      const fresh = openYWebsocket(server, "frozen");
      await fresh.synced();
      expect(fresh.doc.getText("t").toString() === ada.doc.getText("t").toString(), "a fresh reader has what Ada has").toBe(true);
    },
    cyclesMilliseconds(),
  );

  test("frozen while the server is asked to stop: it waits for what is unsaved, and ends with exit code 0 when that is written", async (context) => {
    const { postgres, server } = await start(context);
    const ada = openNative(server, "stopped late");
    await ada.synced();
    ada.doc.getText("t").insert(0, "saved, ");
    await ada.saved();

    postgres.freeze();
    ada.doc.getText("t").insert(7, "on its way");
    await ada.noticed("not-saved", 0);
    const ended = server.stop();
    await eventually(
      "the server to be stopping",
      () => server.log,
      (log) => log.includes("Stopping: "),
    );
    postgres.thaw();

    expect(await ended).toEqual({ code: 0, signal: null });
    ada.close();
    await server.restart();
    const fresh = openYWebsocket(server, "stopped late");
    await fresh.synced();
    expect(fresh.doc.getText("t").toString()).toBe("saved, on its way");
  }, 90_000);

  test("frozen for good when the server is asked to stop: it ends in seconds with exit code 1, and names what is not saved", async (context) => {
    const { postgres, server } = await start(context);
    const [ada, ben] = [openNative(server, "unsaved document"), openNative(server, "saved document")];
    await Promise.all([ada.synced(), ben.synced()]);
    ben.doc.getText("t").insert(0, "saved");
    await ben.saved();

    postgres.freeze();
    ada.doc.getText("t").insert(0, "never written");
    await ada.noticed("not-saved", 0);
    const exit = await server.stop();
    postgres.thaw();

    expect(exit).toEqual({ code: 1, signal: null });
    expect(server.log).toContain("in: unsaved document. None of them was acknowledged.");
  }, 90_000);

  test(
    "crashed and started again under load: nothing acknowledged is lost, everything is acknowledged afterwards",
    async (context) => {
      const { postgres, server, ledger } = await start(context);
      for (let cycle = 0; cycle < cycles(); cycle++) {
        await underLoad(server, ledger, `crash ${cycle}`, async () => {
          postgres.crash();
          postgres.start();
        });
      }
      await verifyAfterKill(server, ledger);
    },
    cyclesMilliseconds(),
  );

  test(
    "its connections ended again and again: nothing is lost or written twice",
    async (context) => {
      const { postgres, server, ledger } = await start(context);
      let ended = 0;
      for (let cycle = 0; cycle < cycles(); cycle++) {
        await underLoad(server, ledger, `storm ${cycle}`, async () => {
          for (const enough = ended + 20; ended < enough; ) ended += await postgres.terminateConnections();
        });
      }
      console.info(`${ended} connections ended`);
      await verifyAfterKill(server, ledger);
    },
    cyclesMilliseconds(),
  );

  test(
    "down while the server is killed: only what was not acknowledged may be lost",
    async (context) => {
      const { postgres, server, ledger } = await start(context);
      for (let cycle = 0; cycle < cycles(); cycle++) {
        const author = await Author.open(server, `down ${cycle}`, ledger);
        const writing = author.writeUntilClosed(`cycle ${cycle}`);
        await acknowledges(author, 10);
        postgres.crash();
        await author.session.receives("notice", (notice) => notice[1] === "not-saved");
        await server.kill();
        await writing;
        postgres.start();
        await server.restart();
        expect(await ledger.faults(server)).toEqual([]);
        ledger.settle();
      }
    },
    cyclesMilliseconds(),
  );
});

/** Three authors write without a pause while the fault happens; afterwards each is acknowledged more, on the connection it had. */
async function underLoad(server: Server, ledger: Ledger, name: string, fault: () => Promise<void>): Promise<void> {
  const authors = await Promise.all([0, 1, 2].map((number) => Author.open(server, `${name}/${number}`, ledger)));
  const writing = authors.map((author) => author.writeUntilClosed(name));
  await Promise.all(authors.map((author) => acknowledges(author, 10)));
  await fault();
  await Promise.all(authors.map((author) => acknowledges(author, author.acknowledged + 10)));
  for (const author of authors) author.session.socket.close();
  await Promise.all(writing);
}

async function acknowledges(author: Author, lines: number): Promise<void> {
  await eventually(
    `${lines} acknowledged lines`,
    () => author.acknowledged,
    (acknowledged) => acknowledged >= lines,
    60_000,
  );
}

async function verifyAfterKill(server: Server, ledger: Ledger): Promise<void> {
  await server.kill();
  await server.restart();
  expect(await ledger.faults(server)).toEqual([]);
  console.info(`${ledger.size} acknowledged lines kept`);
}
