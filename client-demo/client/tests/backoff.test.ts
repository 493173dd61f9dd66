import { expect, test, vi } from "vitest";
import { Backoff } from "../src/backoff.js";
import { FakeClock } from "./fakes/fakeClock.js";

const almostOne = () => 1 - Number.EPSILON;

function delays(count: number, random: () => number): number[] {
  const backoff = new Backoff(new FakeClock(), random);
  return Array.from({ length: count }, () => backoff.schedule(() => {}));
}

test("the bound of the delay doubles up to 30 s", () => {
  expect(delays(7, almostOne)).toEqual([999, 1_999, 3_999, 7_999, 15_999, 29_999, 29_999]);
});

test("the delay is anything from 0 to its bound", () => {
  expect(delays(3, () => 0)).toEqual([0, 0, 0]);
});

test("a success makes the next delay short again", () => {
  const backoff = new Backoff(new FakeClock(), almostOne);
  backoff.schedule(() => {});
  backoff.schedule(() => {});
  backoff.reset();
  expect(backoff.schedule(() => {})).toBe(999);
});

test("the delay is never below what the server asked for", () => {
  const backoff = new Backoff(new FakeClock(), () => 0);
  expect(backoff.schedule(() => {}, 5_000)).toBe(5_000);
});

test("the action runs once the delay is over", () => {
  const clock = new FakeClock();
  const action = vi.fn();
  new Backoff(clock, () => 0.5).schedule(action);
  clock.advance(499);
  expect(action).not.toHaveBeenCalled();
  clock.advance(1);
  expect(action).toHaveBeenCalledOnce();
});

test("a woken action runs at once and only once", () => {
  const clock = new FakeClock();
  const action = vi.fn();
  const backoff = new Backoff(clock, () => 0.5);
  backoff.schedule(action);
  backoff.wake();
  clock.advance(60_000);
  expect(action).toHaveBeenCalledOnce();
});

test("waking without a waiting action does nothing", () => {
  expect(() => new Backoff(new FakeClock(), () => 0.5).wake()).not.toThrow();
});

test("a cancelled action never runs", () => {
  const clock = new FakeClock();
  const action = vi.fn();
  const backoff = new Backoff(clock, () => 0.5);
  backoff.schedule(action);
  backoff.cancel();
  clock.advance(60_000);
  expect(action).not.toHaveBeenCalled();
});
