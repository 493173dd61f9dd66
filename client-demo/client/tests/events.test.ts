import { expect, test, vi } from "vitest";
import { Events } from "../src/events.js";

interface Sample {
  readonly sample: number;
}

test("a listener hears its event", () => {
  const events = new Events<Sample>();
  const listener = vi.fn();
  events.on("sample", listener);
  events.emit("sample", 1);
  expect(listener).toHaveBeenCalledExactlyOnceWith(1);
});

test("a listener that was removed hears nothing", () => {
  const events = new Events<Sample>();
  const listener = vi.fn();
  const stop = events.on("sample", listener);
  stop();
  expect([events.emit("sample", 1), listener.mock.calls.length]).toEqual([false, 0]);
});

test("a listener that throws does not keep the others from hearing, and is reported as uncaught", async () => {
  const events = new Events<Sample>();
  const listener = vi.fn();
  const uncaught = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
  events.on("sample", () => {
    throw new Error("mine");
  });
  events.on("sample", listener);
  expect(() => events.emit("sample", 1)).not.toThrow();
  const report = uncaught.mock.calls[0]?.[0];
  uncaught.mockRestore();
  expect(listener).toHaveBeenCalledOnce();
  expect(report).toThrow("mine");
});
