import type { TestContext } from "vitest";

/** Skips with a reason that the summary of ./test.sh prints: Vitest's JSON report leaves its own note out. */
export function skip(context: TestContext, reason: string): never {
  Object.assign(context.task.meta, { skipped: reason });
  context.skip(reason);
}
