import { defineConfig } from "vitest/config";

export default defineConfig({
  // The client is taken from its sources; it must use the very Yjs that the tests and y-websocket use.
  resolve: { dedupe: ["yjs", "y-protocols", "lib0", "@msgpack/msgpack"] },
  test: {
    include: ["**/*.test.ts"],
    globalSetup: ["harness/postgresSetup.ts"],
    // A server start is about a second of CPU; more files at once than this only queue on a two-core machine.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
