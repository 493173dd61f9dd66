import { expect, test } from "vitest";
import protocol from "../../../src/CollabServer.Protocol/protocol.json";
import { CloseCode, closeCodeName, mayRetry } from "../src/index.js";

test("close codes are those of protocol.json", () => {
  expect(CloseCode).toEqual(protocol.closeCodes);
});

test("a close code is named as in protocol.json", () => {
  expect(closeCodeName(4409)).toBe("generation-mismatch");
});

test("a code that is not ours has no name", () => {
  expect(closeCodeName(1006)).toBeNull();
});

test.each([4400, 4401, 4409, 4499])("%i means: do not retry as you are", (code) => {
  expect(mayRetry(code)).toBe(false);
});

test.each([1000, 1001, 1006, 1009, 1012, 1013, 4500, 4508])("%i may be retried", (code) => {
  expect(mayRetry(code)).toBe(true);
});
