import { describe, expect, test } from "vitest";
import { documentHolds, textBecomes } from "../harness/documents.ts";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { protocol } from "../harness/nativeSession.ts";
import { ownServer } from "../harness/serverPerTest.ts";
import { Socket } from "../harness/sockets.ts";
import { storeKinds } from "../harness/stores.ts";

/** RELIABILITY: SIGTERM to exit within 5 s with the store up; the rest is a busy test machine. */
const stopMilliseconds = 10_000;

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("SIGTERM on %s", (_, kind) => {
  test("ends the process with exit code 0 while editors are connected, and nothing they saw is lost", async (context) => {
    const server = await ownServer(context, kind);
    const ada = openYWebsocket(server, "stopped");
    const ben = openNative(server, "stopped");
    await Promise.all([ada.synced(), ben.synced()]);
    for (let index = 0; index < 200; index++) ada.doc.getText("t").insert(0, `${index} `);
    await textBecomes(ben.doc, "t", ada.doc.getText("t").toString());

    const began = performance.now();
    const exit = await server.stop();
    const seen = ben.doc.getText("t").toString();
    for (const editor of [ada, ben]) editor.close();

    expect(exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(stopMilliseconds);
    await server.restart();
    const fresh = openYWebsocket(server, "stopped");
    await fresh.synced();
    expect(fresh.doc.getText("t").toString()).toBe(seen);
  }, 90_000);

  test("editors come back by themselves when the server does, and go on where they were", async (context) => {
    const server = await ownServer(context, kind);
    const ada = openYWebsocket(server, "back");
    const ben = openNative(server, "back");
    await Promise.all([ada.synced(), ben.synced()]);
    ada.doc.getText("t").insert(0, "before ");
    await textBecomes(ben.doc, "t", "before ");

    await server.stop();
    ada.doc.getText("t").insert(7, "meanwhile ");
    await server.restart();

    await textBecomes(ben.doc, "t", "before meanwhile ");
    ben.doc.getText("t").insert(17, "after");
    await textBecomes(ada.doc, "t", "before meanwhile after");
    await ben.saved();
  }, 90_000);

  test("a document keeps everything over many restarts", async (context) => {
    const server = await ownServer(context, kind);
    for (let start = 0; start < 3; start++) {
      const ada = openNative(server, "many starts");
      await ada.synced();
      expect(ada.doc.getArray("starts").toJSON()).toEqual(Array.from({ length: start }, (_, index) => index));
      ada.doc.getArray("starts").push([start]);
      await ada.saved();
      ada.close();
      expect((await server.stop()).code).toBe(0);
      await server.restart();
    }
    const last = openYWebsocket(server, "many starts");
    await documentHolds("three starts", last.doc, () => last.doc.getArray("starts").length === 3);
  }, 120_000);

  test("sockets are told that the server goes away", async (context) => {
    const server = await ownServer(context, kind);
    const socket = Socket.to(server, "told");
    await socket.receives("the first message of the document", () => true);

    await server.stop();

    expect([protocol.closeCodes["going-away"], protocol.closeCodes["service-restart"]]).toContain((await socket.closed()).code);
  });
});
