import { describe, expect, test } from "vitest";
import { presence } from "../harness/awareness.ts";
import { openNative } from "../harness/editors.ts";
import { NativeSession, protocol } from "../harness/nativeSession.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { sqlite } from "../harness/stores.ts";
import { eventually, when } from "../harness/waiting.ts";

const megabyte = 1024 * 1024;
const message = new Uint8Array(60 * 1024);
const floodMessages = 2048;

/** Ada waits for Ben, or her own messages would be what fills the server. */
async function flood(ada: ReturnType<typeof openNative>, ben: ReturnType<typeof openNative>, arrived: () => number): Promise<void> {
  for (let sent = 0; sent < floodMessages; ) {
    for (let index = 0; index < 16; index++, sent++) ada.provider.send("flood", message);
    await when(
      `message ${sent}`,
      () => arrived() === sent,
      (check) => ben.provider.on("message", check),
    );
  }
}

describe("a reader that stops reading", () => {
  // The close frame can only arrive when the reader reads again: time enough to look at the memory before.
  const server = sharedServer(sqlite, { arguments: ["--Sockets:CloseDeadline=00:00:30", "--Sockets:SendDeadline=00:01:00"] });

  test("is closed as slow, costs little memory, and the others go on", async () => {
    const ada = openNative(server(), "slow");
    const ben = openNative(server(), "slow");
    await Promise.all([ada.synced(), ben.synced()]);
    const slow = [];
    for (let reader = 0; reader < 5; reader++) slow.push(await NativeSession.open(server(), "slow", 100 + reader));
    let arrived = 0;
    ben.provider.on("message", () => arrived++);
    const before = server().residentBytes;

    for (const reader of slow) reader.socket.stopReading();
    await flood(ada, ben, () => arrived);

    // What the slow readers did not take is far more than the network's buffers hold.
    const grown = server().residentBytes - before;
    expect(grown / megabyte).toBeLessThan((floodMessages * message.length) / megabyte / 2);

    for (const reader of slow) reader.socket.startReading();
    for (const reader of slow) expect((await reader.socket.closed()).code).toBe(protocol.closeCodes["slow-reader"]);
    ada.awareness.setLocalStateField("still", "here");
    await presence(ben.awareness, "Ada", (states) => states.get(ada.doc.clientID)?.["still"] === "here");
    expect([ada.connections, ben.connections]).toEqual([1, 1]);
  }, 120_000);
});

describe("a reader that never reads again", () => {
  const server = sharedServer(sqlite, { arguments: ["--Sockets:CloseDeadline=00:00:01", "--Sockets:SendDeadline=00:00:01"] });

  test("is cut off after the deadline, without having heard why", async () => {
    const ada = openNative(server(), "cut");
    const ben = openNative(server(), "cut");
    await Promise.all([ada.synced(), ben.synced()]);
    const before = server().openSockets;
    const slow = await NativeSession.open(server(), "cut", 100);
    let arrived = 0;
    ben.provider.on("message", () => arrived++);

    slow.socket.stopReading();
    await flood(ada, ben, () => arrived);

    await eventually(
      "the server to let go of the socket",
      () => server().openSockets,
      (open) => open <= before,
    );
    slow.socket.startReading();
    expect((await slow.socket.closed()).code).not.toBe(protocol.closeCodes["slow-reader"]);
    expect([ada.connections, ben.connections]).toEqual([1, 1]);
  }, 120_000);
});
