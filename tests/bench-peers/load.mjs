// One run of the load tool against a server that `servers.mjs` started.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTool } from "./servers.mjs";

/** What the load tool reports; throws with its output and the server's when it fails. */
export async function load(server, scenario, args) {
  const [file, ...prefix] = loadTool();
  const folder = mkdtempSync(join(tmpdir(), "collab-load-"));
  try {
    const json = join(folder, "result.json");
    const all = ["--url", server.url, "--dialect", server.dialect, "--server-pid", String(server.pid), "--scenario", scenario, "--json", json];
    const child = spawn(file, [...prefix, ...all, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    const text = [];
    child.stdout.on("data", (data) => text.push(data));
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`${scenario}: the load tool ended with ${code}\n${text.join("")}\n${server.output()}`);
    return JSON.parse(readFileSync(json, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
