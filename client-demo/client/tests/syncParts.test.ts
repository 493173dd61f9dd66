import { expect, test } from "vitest";
import { cutIntoParts, PartCollector } from "../src/syncParts.js";

const update = Uint8Array.from({ length: 10 }, (_, index) => index);
const part = (index: number, parts: number) => ({ kind: "sync-part", bytes: Uint8Array.of(index), part: index, parts, ref: 0 }) as const;

test("no part is larger than allowed", () => {
  expect(cutIntoParts(update, 1, 4).map((frame) => frame.bytes.length)).toEqual([4, 4, 2]);
});

test("parts are numbered from 0 and carry count and ref", () => {
  expect(cutIntoParts(update, 3, 5).map(({ part, parts, ref }) => [part, parts, ref])).toEqual([
    [0, 2, 3],
    [1, 2, 3],
  ]);
});

test("an update that fits exactly is one part", () => {
  expect(cutIntoParts(update, 1, 10)).toHaveLength(1);
});

test("parts join to the update they were cut from", () => {
  const collector = new PartCollector();
  const joined = cutIntoParts(update, 1, 3).map((frame) => collector.add(frame));
  expect(joined).toEqual([null, null, null, update]);
});

test("the collector is ready for the next update", () => {
  const collector = new PartCollector();
  collector.add(part(0, 1));
  expect(collector.add(part(0, 1))).toEqual(Uint8Array.of(0));
});

test.each([
  ["a part is missing", [part(0, 3), part(2, 3)]],
  ["a part comes twice", [part(0, 3), part(0, 3)]],
  ["the first part is not part 0", [part(1, 2)]],
  ["there are no parts at all", [part(0, 0)]],
])("refused as out of order: %s", (_what, frames) => {
  const collector = new PartCollector();
  expect(() => {
    for (const frame of frames) collector.add(frame);
  }).toThrowError(expect.objectContaining({ fault: "out-of-order" }));
});
