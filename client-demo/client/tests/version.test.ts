import { expect, test } from "vitest";
import manifest from "../package.json";
import { CLIENT_NAME, CLIENT_VERSION } from "../src/version.js";

test("the client introduces itself as its package", () => {
  expect([CLIENT_NAME, CLIENT_VERSION]).toEqual([manifest.name, manifest.version]);
});
