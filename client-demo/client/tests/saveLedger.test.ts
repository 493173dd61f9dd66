import { expect, test } from "vitest";
import { SaveLedger } from "../src/saveLedger.js";

test("without edits everything is saved", () => {
  expect(new SaveLedger().saved).toBe(true);
});

test("an edit is unsaved before it is sent", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  expect(ledger.saved).toBe(false);
});

test("an edit is unsaved after it is sent", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  ledger.cover();
  expect(ledger.saved).toBe(false);
});

test("an edit is saved when its ref is durable", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  ledger.durableUpTo(ledger.cover());
  expect(ledger.saved).toBe(true);
});

test("an acknowledgement of a later ref covers earlier ones", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  ledger.cover();
  ledger.edited();
  const second = ledger.cover();
  ledger.durableUpTo(second);
  expect(ledger.saved).toBe(true);
});

test("an acknowledgement of an earlier ref does not save a later edit", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  const first = ledger.cover();
  ledger.edited();
  ledger.cover();
  ledger.durableUpTo(first);
  expect(ledger.saved).toBe(false);
});

test("an edit made while another is on its way needs its own acknowledgement", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  const ref = ledger.cover();
  ledger.edited();
  ledger.durableUpTo(ref);
  expect(ledger.saved).toBe(false);
});

test("refs rise from 1", () => {
  const ledger = new SaveLedger();
  expect([ledger.cover(), ledger.cover()]).toEqual([1, 2]);
});

test("refs start again with a new connection", () => {
  const ledger = new SaveLedger();
  ledger.cover();
  ledger.startAfresh();
  expect(ledger.cover()).toBe(1);
});

test("what was not acknowledged stays unsaved over a reconnect", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  ledger.cover();
  ledger.startAfresh();
  expect(ledger.saved).toBe(false);
});

test("what was acknowledged stays saved over a reconnect", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  ledger.durableUpTo(ledger.cover());
  ledger.startAfresh();
  expect(ledger.saved).toBe(true);
});

test("an answer that holds no unsaved edit does not unsave anything", () => {
  const ledger = new SaveLedger();
  ledger.cover();
  expect(ledger.saved).toBe(true);
});

test("a refused update is unsaved even when a later ref is durable", () => {
  const ledger = new SaveLedger();
  ledger.edited();
  ledger.cover();
  ledger.edited();
  const second = ledger.cover();
  ledger.refused();
  ledger.durableUpTo(second);
  expect(ledger.saved).toBe(false);
});

test("an acknowledgement of what was never sent saves nothing later", () => {
  const ledger = new SaveLedger();
  ledger.durableUpTo(100);
  ledger.edited();
  ledger.cover();
  expect(ledger.saved).toBe(false);
});
