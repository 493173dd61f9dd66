import { expect, test, vi } from "vitest";
import { Liveness } from "../src/liveness.js";
import { FakeClock } from "./fakes/fakeClock.js";

function watched() {
  const clock = new FakeClock();
  const ping = vi.fn();
  const dead = vi.fn();
  const line = { bytesToLeave: 0 };
  return { clock, ping, dead, line, liveness: new Liveness(clock, ping, dead, () => line.bytesToLeave) };
}

test("a ping goes out every 15 s", () => {
  const { clock, ping, liveness } = watched();
  for (let period = 0; period < 4; period++) {
    clock.advance(15_000);
    liveness.heard();
  }
  expect(ping).toHaveBeenCalledTimes(4);
});

test("30 s of silence are death", () => {
  const { clock, dead } = watched();
  clock.advance(29_999);
  expect(dead).not.toHaveBeenCalled();
  clock.advance(1);
  expect(dead).toHaveBeenCalledOnce();
});

test("anything heard after a ping counts as an answer", () => {
  const { clock, dead, liveness } = watched();
  clock.advance(20_000);
  liveness.heard();
  clock.advance(10_000);
  expect(dead).not.toHaveBeenCalled();
});

test("the dead are reported once and pinged no more", () => {
  const { clock, ping, dead } = watched();
  clock.advance(120_000);
  expect([ping.mock.calls.length, dead.mock.calls.length]).toEqual([1, 1]);
});

test("a stopped watch leaves no timer", () => {
  const { clock, liveness } = watched();
  liveness.stop();
  expect(clock.pending).toBe(0);
});

test("an upload that gets on keeps a silent connection alive", () => {
  const { clock, dead, line } = watched();
  for (line.bytesToLeave = 5_000; line.bytesToLeave > 0; line.bytesToLeave -= 1_000) clock.advance(15_000);
  expect(dead).not.toHaveBeenCalled();
});

test("an upload that is stuck does not", () => {
  const { clock, dead, line } = watched();
  line.bytesToLeave = 5_000;
  clock.advance(30_000);
  expect(dead).toHaveBeenCalledOnce();
});
