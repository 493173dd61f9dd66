import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { textBecomes } from "../harness/documents.ts";
import { type Editor, openYWebsocket } from "../harness/editors.ts";
import { frame, NativeSession, protocol } from "../harness/nativeSession.ts";
import { Rest } from "../harness/rest.ts";
import type { Server } from "../harness/server.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { applySync, concatenated, Socket, yMessages } from "../harness/sockets.ts";
import { sqlite } from "../harness/stores.ts";

/** More than Limits:MaxMessageBytes (1 MiB) of native clients and Limits:MaxWholeSyncBytes (16 MiB) of y-websocket clients. */
const tooLong = { native: 1024 * 1024 + 1, yWebsocket: 16 * 1024 * 1024 + 1 };

const lastingText = () => {
  const doc = new Y.Doc();
  doc.getText("t").insert(0, "x");
  return Y.encodeStateAsUpdate(doc);
};

const truncated = lastingText().slice(0, -3);

const onYWebsocket: [what: string, message: Uint8Array | string, close: string][] = [
  ["a text frame", "hello", "text-frame"],
  ["an empty frame", new Uint8Array(0), "malformed-frame"],
  ["a sync message that ends early", new Uint8Array([0, 2, 200, 1]), "malformed-frame"],
  ["a length beyond the frame", new Uint8Array([0, 2, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]), "malformed-frame"],
  ["an unknown kind of message", new Uint8Array([77, 1, 2, 3]), "unknown-message"],
  ["an update that ends early", yMessages.update(truncated), "malformed-update"],
  ["a message above the limit", new Uint8Array(tooLong.yWebsocket), "message-too-big"],
];

const onNative: [what: string, message: Uint8Array | string, close: string][] = [
  ["a text frame", "hello", "text-frame"],
  ["an empty frame", new Uint8Array(0), "malformed-frame"],
  ["a map instead of an array", new Uint8Array([0x80]), "malformed-frame"],
  ["bytes behind the array", concatenated(frame("awareness-request"), new Uint8Array([0])), "malformed-frame"],
  ["too few fields", frame("update", 1), "malformed-frame"],
  ["a string where bytes belong", frame("update", 1, "text"), "malformed-frame"],
  ["a length beyond the frame", new Uint8Array([0x93, 5, 1, 0xc6, 0x7f, 0xff, 0xff, 0xff, 0]), "malformed-frame"],
  ["an unknown kind", frame(99), "unknown-message"],
  ["a kind that only the server sends", frame("notice", "saved", null), "unexpected-message"],
  ["a second hello", frame("hello", null, null, 1, "test", "0"), "unexpected-message"],
  ["an update that ends early", frame("update", 1, truncated), "malformed-update"],
  ["awareness that is no awareness", frame("awareness", new Uint8Array([255])), "malformed-awareness"],
  ["a message above the limit", new Uint8Array(tooLong.native), "message-too-big"],
];

describe("many clients that begin large messages and do not finish them", () => {
  const server = sharedServer(sqlite, { arguments: [`--Limits:MaxReceivingBytes=${64 * 1024 * 1024}`] });

  test("are refused beyond a total, and small edits go on", async () => {
    const [ada, ben] = await twoEditors(server(), "unfinished");
    const hostile = Array.from({ length: 20 }, () => Socket.to(server(), "unfinished"));
    await Promise.all(hostile.map((socket) => socket.opened()));

    for (const socket of hostile) socket.begin(new Uint8Array(15 * 1024 * 1024));

    const refused = await Promise.race(hostile.map((socket) => socket.closed()));
    expect(refused.code).toBe(protocol.closeCodes["overloaded"]);
    await stillEditing(ada, ben);
  });
});

describe("hostile clients", () => {
  const server = sharedServer(sqlite);

  test.each(onYWebsocket)("%s on the y-websocket dialect closes that socket only", async (what, message, close) => {
    const [ada, ben] = await twoEditors(server(), `y ${what}`);
    const hostile = Socket.to(server(), encodeURIComponent(`y ${what}`));
    await hostile.opened();

    hostile.send(message);

    expect((await hostile.closed()).code).toBe(protocol.closeCodes[close]);
    await stillEditing(ada, ben);
  });

  test.each(onNative)("%s on the native dialect closes that socket only", async (what, message, close) => {
    const [ada, ben] = await twoEditors(server(), `native ${what}`);
    const hostile = await NativeSession.open(server(), `native ${what}`);

    hostile.socket.send(message);

    const closed = await hostile.socket.closed();
    expect(closed.code).toBe(protocol.closeCodes[close]);
    expect(closed.reason).not.toBe("");
    await stillEditing(ada, ben);
  });

  test("a native client that does not start with hello is closed", async () => {
    const rude = Socket.to(server(), "rude", [protocol.subprotocol]);
    await rude.opened();

    rude.send(frame("awareness-request"));

    expect((await rude.closed()).code).toBe(protocol.closeCodes["unexpected-message"]);
  });

  test("a native client that never says hello is closed", async () => {
    const silent = Socket.to(server(), "silent", [protocol.subprotocol]);
    await silent.opened();

    expect((await silent.closed()).code).toBe(protocol.closeCodes["hello-timeout"]);
  });

  test("an unknown subprotocol is refused before there is a socket", async () => {
    expect(await Socket.to(server(), "refused", ["soap.v1"]).refused()).toBe(400);
  });

  test("the first known subprotocol is taken and y-websocket can be asked for by name", async () => {
    const socket = Socket.to(server(), "by name", ["soap.v1", "y-websocket", protocol.subprotocol]);
    await socket.opened();

    expect(socket.subprotocol).toBe("y-websocket");
  });

  test("several y-protocol messages in one frame are all taken", async () => {
    const typed = new Y.Doc();
    typed.getText("t").insert(0, "first");
    const first = Y.encodeStateAsUpdate(typed);
    const before = Y.encodeStateVector(typed);
    typed.getText("t").insert(5, " second");
    const second = Y.encodeStateAsUpdate(typed, before);
    const socket = Socket.to(server(), "several");
    await socket.opened();

    const fresh = new Y.Doc();
    socket.send(concatenated(yMessages.update(first), yMessages.queryAwareness(), yMessages.update(second), yMessages.syncStep1(fresh)));

    await socket.receives("sync step 2", (message) => applySync(message, fresh) && fresh.getText("t").length > 0);
    expect(fresh.getText("t").toString()).toBe("first second");
    expect(await new Rest(server()).text("several", "t")).toBe("first second");
  });

  test("an update that nobody can integrate yet waits without harm and is used when its cause arrives", async () => {
    const [ada, ben] = await twoEditors(server(), "pending");
    const typed = new Y.Doc();
    typed.getText("t").insert(0, "cause ");
    const cause = Y.encodeStateAsUpdate(typed);
    const before = Y.encodeStateVector(typed);
    typed.getText("t").insert(6, "effect ");
    const effect = Y.encodeStateAsUpdate(typed, before);
    const session = await NativeSession.open(server(), "pending");

    await session.durable(session.send(effect));
    await stillEditing(ada, ben);
    await session.durable(session.send(cause));

    await textBecomes(ada.doc, "t", "cause effect ");
  });
});

async function twoEditors(server: Server, room: string): Promise<[Editor, Editor]> {
  const editors: [Editor, Editor] = [openYWebsocket(server, encodeURIComponent(room)), openYWebsocket(server, encodeURIComponent(room))];
  await Promise.all(editors.map((editor) => editor.synced()));
  return editors;
}

async function stillEditing(ada: Editor, ben: Editor): Promise<void> {
  ada.doc.getText("still").insert(0, "still here");
  await textBecomes(ben.doc, "still", "still here");
  expect([ada.connections, ben.connections]).toEqual([1, 1]);
}
