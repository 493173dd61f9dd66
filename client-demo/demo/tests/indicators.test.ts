import { expect, test } from "vitest";
import { type Situation, savedIndication } from "../src/indicators.js";

const calm: Situation = { status: "connected", synced: true, saved: true, storageTrouble: false, permission: "write" };

test.each<[string, Partial<Situation>]>([
  ["All changes saved", {}],
  ["Saving…", { saved: false }],
  ["Not saved: the server cannot write", { saved: false, storageTrouble: true }],
  ["Not saved: the server refused", { saved: false, status: "refused", synced: false }],
  ["Offline, changes kept in this tab", { saved: false, status: "disconnected", synced: false }],
  ["Offline, changes kept in this tab", { saved: false, status: "connecting", synced: false }],
  ["All changes saved", { status: "disconnected", synced: false }],
  ["All changes saved", { storageTrouble: true }],
  ["Loading…", { synced: false }],
  ["Read only", { permission: "read" }],
  ["", { status: "connecting", synced: false, permission: null }],
])("says “%s” when %o", (text, difference) => {
  expect(savedIndication({ ...calm, ...difference }).text).toBe(text);
});
