import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, onTestFinished } from "vitest";
import type { Server } from "../harness/server.ts";
import { skip } from "../harness/skip.ts";

const executable = process.env["COLLAB_TEST_CHROMIUM"] ?? "/usr/bin/chromium";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** One Chromium for the tests of a `describe`, which skip where there is none. */
export function sharedBrowser(): () => Browser {
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (existsSync(executable)) browser = await chromium.launch({ executablePath: executable, headless: true, args: quiet });
  });

  beforeEach((context) => {
    if (browser === undefined) skip(context, `no Chromium at ${executable}; COLLAB_TEST_CHROMIUM names another`);
  });

  afterAll(() => browser?.close());

  return () => browser as Browser;
}

/** A person at a browser of their own: own storage, own clipboard, one page on the demo. */
export class DemoPage {
  readonly page: Page;
  readonly #errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.#errors.push(String(error)));
  }

  static async open(browser: Browser, server: Server, document: string): Promise<DemoPage> {
    return DemoPage.openAddress(browser, `${server.url}/?${new URLSearchParams({ doc: document })}`);
  }

  static async openAddress(browser: Browser, address: string): Promise<DemoPage> {
    const context: BrowserContext = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    onTestFinished(() => context.close());
    const demo = new DemoPage(await context.newPage());
    onTestFailed(async () =>
      console.error(`the page shows:\n${await demo.page.locator("body").textContent()}\n${demo.#errors.join("\n")}`),
    );
    await demo.page.goto(address);
    await demo.shows("status", "Connected");
    await demo.saved();
    return demo;
  }

  part(testId: string) {
    return this.page.getByTestId(testId);
  }

  get text() {
    return this.part("editor").locator(".cm-content");
  }

  /** Types at the end of the text. */
  async type(text: string): Promise<void> {
    await this.text.click();
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.type(text);
  }

  async reads(text: string, milliseconds = 15_000): Promise<void> {
    await expect.poll(() => this.text.textContent(), { timeout: milliseconds, message: `the text "${text}"` }).toBe(text);
  }

  async shows(testId: string, text: string | RegExp, milliseconds = 15_000): Promise<void> {
    const matching = typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.part(testId).textContent(), { timeout: milliseconds, message: `${testId}: ${text}` }).toEqual(matching);
  }

  saved(milliseconds?: number): Promise<void> {
    return this.shows("saved", "All changes saved", milliseconds);
  }

  /** Everything that went wrong in the page's scripts since it was opened. */
  get errors(): readonly string[] {
    return this.#errors;
  }
}
