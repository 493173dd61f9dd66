import { describe, expect, test } from "vitest";
import { textBecomes } from "../harness/documents.ts";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { sqlite } from "../harness/stores.ts";

/** npm y-websocket hangs up when it heard nothing for 30 s; it looks every 3 s. */
const longerThanPatienceMilliseconds = 35_000;

describe("nobody types for longer than clients wait for a sign of life", () => {
  const server = sharedServer(sqlite);

  // Real time: the client's watchdog cannot be hurried without replacing the clock that its socket depends on.
  test("everyone stays connected, also who shows no presence", async () => {
    const ada = openYWebsocket(server(), "idle");
    const invisible = openYWebsocket(server(), "idle");
    invisible.awareness.setLocalState(null);
    const alone = openYWebsocket(server(), "idle alone");
    const ours = openNative(server(), "idle");
    const all = [ada, invisible, alone, ours];
    await Promise.all(all.map((editor) => editor.synced()));

    await new Promise((resolve) => setTimeout(resolve, longerThanPatienceMilliseconds));

    expect(all.map((editor) => editor.connections)).toEqual([1, 1, 1, 1]);
    expect(all.map((editor) => editor.connected)).toEqual([true, true, true, true]);
    ada.doc.getText("t").insert(0, "awake");
    await textBecomes(invisible.doc, "t", "awake");
  }, 90_000);
});
