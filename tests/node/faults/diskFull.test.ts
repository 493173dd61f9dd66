import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, type TestContext, test } from "vitest";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { protocol } from "../harness/nativeSession.ts";
import { Server } from "../harness/server.ts";
import { skip } from "../harness/skip.ts";
import type { Store } from "../harness/stores.ts";
import { eventually } from "../harness/waiting.ts";
import { Author } from "./support/author.ts";
import { cycles, cyclesMilliseconds } from "./support/cycles.ts";
import { Ledger } from "./support/ledger.ts";
import { OwnPostgres } from "./support/ownPostgres.ts";
import { SmallDisk } from "./support/smallDisk.ts";
import { catchesUp, goesOnUnsaved } from "./support/unsaved.ts";

/**
 * The disk of the store fills up while people edit, and is emptied again. What was written before and what can still be written into space
 * that files have already may go on being acknowledged; nothing else is.
 */
describe("a full disk", () => {
  test(
    "under SQLite: people go on editing and are told; with space again everything is saved by itself",
    async (context) => {
      const disk = mount(context, 24);
      const file = join(disk.folder, "collab.db");
      const store: Store = { configuration: [`--ConnectionStrings:Collab=Data Source=${file}`], dispose: async () => undefined };
      await editOnFullDisk(disk, store, {});
    },
    cyclesMilliseconds(),
  );

  test(
    "under PostgreSQL: the same, and if its log is full so that it crashes, once somebody has started it again",
    async (context) => {
      const { disk, postgres } = postgresOnSmallDisk(context);
      await editOnFullDisk(disk, postgres.newStore(), {});
      await editOnFullDisk(disk, postgres.newStore(), {
        onceFull: async () => {
          // Segments of the log are made in advance, and after a crash there may be many; one of the next finds no space.
          const panics = () => postgres.log.split("PANIC:").length;
          const before = panics();
          const next = "SELECT pg_switch_wal(), pg_logical_emit_message(true, '', 'x')";
          for (let segment = 0; segment < 20 && panics() === before; segment++) await postgres.query(next).catch(() => undefined);
          expect(postgres.log).toMatch(/PANIC:.*No space left on device/);
        },
        onceEmpty: async () => {
          if (!postgres.isRunning) postgres.start();
        },
      });
    },
    cyclesMilliseconds(),
  );
});

function mount(context: TestContext, megabytes: number): SmallDisk {
  const disk = SmallDisk.mount(megabytes);
  if (!(disk instanceof SmallDisk)) skip(context, disk.missing);
  onTestFinished(() => disk.unmount());
  return disk;
}

function postgresOnSmallDisk(context: TestContext): { disk: SmallDisk; postgres: OwnPostgres } {
  const disk = mount(context, 160);
  const folder = join(disk.folder, "postgres");
  mkdirSync(folder);
  const postgres = OwnPostgres.start(folder);
  if (!(postgres instanceof OwnPostgres)) skip(context, postgres.missing);
  onTestFinished(() => postgres.dispose());
  return { disk, postgres };
}

interface Moments {
  onceFull?(): Promise<void>;
  onceEmpty?(): Promise<void>;
}

async function editOnFullDisk(disk: SmallDisk, store: Store, moments: Moments): Promise<void> {
  const server = await Server.start(store);
  onTestFinished(() => server.dispose());
  const { pid } = server;
  const ledger = new Ledger();
  const ada = openNative(server, "full");
  const ben = openYWebsocket(server, "full");
  await Promise.all([ada.synced(), ben.synced()]);
  for (let cycle = 0; cycle < cycles(); cycle++) {
    ada.doc.getMap("m").set("cycle", cycle);
    await ada.saved();
    const heard = ada.notices.length;

    const hog = await Author.open(server, `hog ${cycle}`, ledger);
    disk.fill();
    await moments.onceFull?.();
    await usesUpWhatIsLeft(hog);
    const told = await goesOnUnsaved(server, { ada, ben }, noise(60_000));
    const acknowledged = hog.acknowledged;
    disk.empty();
    await moments.onceEmpty?.();
    const began = performance.now();
    await catchesUp({ ada, ben }, heard);
    const recovered = performance.now() - began;
    await eventually(
      "the author who filled the rest to be acknowledged as well",
      () => hog.acknowledged,
      (lines) => lines === hog.sent,
    );
    console.info(
      `full: ${acknowledged} lines fitted, told after ${Math.round(told)} ms, all saved ${Math.round(recovered)} ms after there was space`,
    );
    hog.session.socket.close();
  }

  expect(server.pid).toBe(pid);
  await server.kill();
  await server.restart();
  expect(await ledger.faults(server)).toEqual([]);
  const fresh = openYWebsocket(server, "full");
  await fresh.synced();
  expect(fresh.doc.getText("t").toString() === ada.doc.getText("t").toString(), "a fresh reader has what Ada has").toBe(true);
}

/** Writes long lines until one is not acknowledged: files may have room of their own on a full disk. */
async function usesUpWhatIsLeft(author: Author): Promise<void> {
  const isStuck = () => author.session.frames.some((frame) => frame[0] === protocol.kinds["notice"] && frame[1] === "not-saved");
  while (!isStuck()) {
    const line = author.write(`${author.sent} ${noise(20_000)}`);
    await eventually(
      "an acknowledgement or a notice",
      () => isStuck() || author.session.durableRef >= line,
      (heard) => heard,
    );
  }
}

/** Text that no database can compress away. */
const noise = (length: number) => randomBytes(length).toString("base64").slice(0, length);
