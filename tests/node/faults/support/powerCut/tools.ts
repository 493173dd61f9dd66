import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = dirname(fileURLToPath(import.meta.url));

export interface Tools {
  folder: string;
  /** To be preloaded into the server. */
  journal: string;
  /** Reads a database with the server's own SQLite. */
  inspect: string;
}

/** Compiles what cannot be written in TypeScript; the reason when there is no compiler here. */
export function compileTools(): Tools | { missing: string } {
  if (process.platform !== "linux") return { missing: "the power-cut test preloads a library into the server, which is made for Linux" };
  const folder = mkdtempSync(join(tmpdir(), "collabserver-power-"));
  const tools = { folder, journal: join(folder, "journal.so"), inspect: join(folder, "inspect") };
  const warnings = ["-O1", "-Wall", "-Wextra"];
  for (const command of [
    [...warnings, "-shared", "-fPIC", "-o", tools.journal, join(sources, "journal.c"), "-ldl", "-lpthread"],
    // The library uses mathematical functions without saying where they come from.
    [...warnings, "-o", tools.inspect, join(sources, "inspect.c"), "-ldl", "-Wl,--no-as-needed", "-lm"],
  ]) {
    const compiled = spawnSync("gcc", command, { encoding: "utf8" });
    if (compiled.error !== undefined) return { missing: `no C compiler: ${compiled.error.message}` };
    if (/fatal error: \S+\.h: No such file/.test(compiled.stderr)) return { missing: "the C compiler here has no headers (libc6-dev)" };
    if (compiled.status !== 0) throw new Error(`gcc ${command.join(" ")}\n${compiled.stderr}`);
  }
  return tools;
}
