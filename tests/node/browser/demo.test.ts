import { describe, expect, test } from "vitest";
import { textBecomes } from "../harness/documents.ts";
import { openYWebsocket } from "../harness/editors.ts";
import { Rest } from "../harness/rest.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { ownServer } from "../harness/serverPerTest.ts";
import { sqlite, storeKinds } from "../harness/stores.ts";
import { DemoPage, sharedBrowser } from "./browser.ts";

const demoMilliseconds = 60_000;

/** Clients wait up to 30 s between attempts when a server stays away for long, as it can on a busy test machine. */
const comeBackMilliseconds = 45_000;

describe("the demo in Chromium", () => {
  const browser = sharedBrowser();
  const server = sharedServer(sqlite);

  test("two pages see each other's typing, names and cursors", { timeout: demoMilliseconds }, async () => {
    const ada = await DemoPage.open(browser(), server(), "two pages");
    const ben = await DemoPage.open(browser(), server(), "two pages");
    await ada.part("user-name").fill("Ada");
    await ben.part("user-name").fill("Ben");

    await ada.type("Hello Ben. ");
    await ben.reads("Hello Ben. ");
    await ben.type("Hello Ada.");
    await ada.reads("Hello Ben. Hello Ada.");

    await expect.poll(() => ada.page.locator(".collab-caret-name").allTextContents()).toEqual(["Ben"]);
    await expect.poll(() => ben.page.locator(".collab-caret-name").allTextContents()).toEqual(["Ada"]);
    await expect.poll(() => ada.part("people").getAttribute("data-count")).toBe("2");

    await ben.page.close();
    await expect.poll(() => ada.part("people").getAttribute("data-count"), { timeout: 10_000 }).toBe("1");
    expect([...ada.errors, ...ben.errors]).toEqual([]);
  });

  test("a page opened later, and one of another client, see the same text", { timeout: demoMilliseconds }, async () => {
    const ada = await DemoPage.open(browser(), server(), "opened later");
    await ada.type("Written before.");
    await ada.saved();

    const cleo = await DemoPage.open(browser(), server(), "opened later");
    await cleo.reads("Written before.");
    const theirs = openYWebsocket(server(), "opened later");
    await textBecomes(theirs.doc, "text", "Written before.");
    theirs.doc.getText("text").insert(0, "[y-websocket] ");
    await ada.reads("[y-websocket] Written before.");
  });

  test("a restore reaches both pages, from the page that asks for it and over REST", { timeout: demoMilliseconds }, async () => {
    const ada = await DemoPage.open(browser(), server(), "restored");
    const ben = await DemoPage.open(browser(), server(), "restored");
    await ada.type("The first draft.");
    await ada.saved();
    await ada.part("version-label").fill("First draft");
    await ada.part("save-version").click();
    await ada.shows("version-list", "First draft");
    const [version] = await new Rest(server()).versions("restored");
    await ben.type(" And something nobody wanted.");
    await ada.reads("The first draft. And something nobody wanted.");
    await ben.saved();

    await ada.part(`restore-${version?.id}`).click();

    await Promise.all([ada.reads("The first draft."), ben.reads("The first draft.")]);
    await expect.poll(async () => (await new Rest(server()).versions("restored")).map(({ kind }) => kind)).toContain("before-restore");
    const safety = (await new Rest(server()).versions("restored")).find(({ kind }) => kind === "before-restore");
    await new Rest(server()).restore("restored", safety?.id ?? 0);
    await Promise.all([ada, ben].map((page) => page.reads("The first draft. And something nobody wanted.")));
    await ben.type(" Typing goes on.");
    await ada.reads("The first draft. And something nobody wanted. Typing goes on.");
  });

  test("the share link opens the same document", { timeout: demoMilliseconds }, async () => {
    const ada = await DemoPage.open(browser(), server(), "share/me 100% ü");
    await ada.type("Come in.");
    await ada.saved();
    await ada.part("share").click();
    const link = await ada.page.evaluate(() => navigator.clipboard.readText());

    const guest = await DemoPage.openAddress(browser(), link);

    await guest.reads("Come in.");
    expect(await guest.part("document-name").inputValue()).toBe("share/me 100% ü");
  });

  test("another document is opened by its name", { timeout: demoMilliseconds }, async () => {
    const ada = await DemoPage.open(browser(), server(), "here");
    await ada.type("Only here.");
    await ada.saved();

    await ada.part("document-name").fill("there");
    await ada.part("open-document").click();
    await ada.page.waitForURL(/doc=there/);
    await ada.saved();

    expect(await ada.text.textContent()).not.toContain("Only here.");
  });
});

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("the demo in Chromium on %s", (_, kind) => {
  const browser = sharedBrowser();

  test("pages go on after the server was killed and started again", { timeout: 3 * demoMilliseconds }, async (context) => {
    const server = await ownServer(context, kind);
    const ada = await DemoPage.open(browser(), server, "restarted");
    const ben = await DemoPage.open(browser(), server, "restarted");
    await ada.type("Before. ");
    await ada.saved();
    await ben.reads("Before. ");

    await server.kill();
    await ada.shows("status", /Offline|Connecting/);
    await ada.type("Meanwhile. ");
    await ada.shows("saved", /Offline/);
    await server.restart();

    await Promise.all([ada.saved(comeBackMilliseconds), ben.reads("Before. Meanwhile. ", comeBackMilliseconds)]);
    await ben.type("After.");
    await ada.reads("Before. Meanwhile. After.");
    const cleo = await DemoPage.open(browser(), server, "restarted");
    await cleo.reads("Before. Meanwhile. After.");
  });
});
