// How to start each server that can be measured: on a free port, with its store in a folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const repositoryRoot = resolve(here, "..", "..");

const release = (project) => join(repositoryRoot, project, "bin", "Release", "net10.0");

const collab = (dialect, storage) => ({
  dialect,
  command: (folder) => [
    "dotnet",
    join(release("src/CollabServer"), "CollabServer.dll"),
    "--urls=http://127.0.0.1:0",
    "--Access:Mode=Open",
    "--Storage:MigrateAtStart=true",
    "--Logging:LogLevel:Default=Warning",
    ...storage(folder),
  ],
  cwd: release("src/CollabServer"),
  ready: (line) => /Now listening on: http:\/\/(\S+)/.exec(line)?.[1],
  url: (address) => `ws://${address}/ws/doc/`,
});

const peer = (dialect, script, ...args) => ({
  dialect,
  command: (folder) => [process.execPath, join(here, script), ...args.map((arg) => arg.replace("{folder}", folder))],
  cwd: here,
  ready: (line) => (line.startsWith("{") ? JSON.parse(line).url : undefined),
  url: (url) => url,
});

const sqlite = (folder) => [`--ConnectionStrings:Collab=Data Source=${join(folder, "collab.db")}`];
const postgres = () => ["--Storage:Provider=PostgreSql", `--ConnectionStrings:Collab=${process.env.COLLAB_TEST_POSTGRES}`];

export const servers = {
  collab: collab("native", sqlite),
  "collab-y": collab("y-websocket", sqlite),
  "collab-postgres": collab("native", postgres),
  // y-leveldb takes minutes to write and merge 260,000 updates; what counts is opening the document.
  "y-websocket": { ...peer("y-websocket", "y-websocket-server.mjs", "--leveldb", "{folder}/level"), seedMerged: true },
  "y-websocket-memory": peer("y-websocket", "y-websocket-server.mjs"),
  hocuspocus: peer("hocuspocus", "hocuspocus-server.mjs", "--sqlite", "{folder}/hocuspocus.db"),
  "hocuspocus-memory": peer("hocuspocus", "hocuspocus-server.mjs"),
};

/** Starts a server; its store is below `folder`. */
export async function start(name, folder) {
  const { command, cwd, ready, url, dialect } = servers[name];
  const [file, ...args] = command(folder);
  const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, DOTNET_ENVIRONMENT: "Production" } });
  const output = [];
  child.stderr.on("data", (data) => output.push(data));
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      output.push(`${line}\n`);
      const found = ready(line);
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code} before it listened:\n${output.join("")}`)));
  });
  child.removeAllListeners("exit");
  return {
    dialect,
    seedMerged: servers[name].seedMerged ?? false,
    url: url(address),
    pid: child.pid,
    output: () => output.join(""),
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 120000);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      clearTimeout(late);
    },
  };
}

/** The load tool's command line, built by `dotnet build -c Release tests/CollabServer.LoadTool`. */
export function loadTool() {
  const assembly = join(release("tests/CollabServer.LoadTool"), "CollabServer.LoadTool.dll");
  if (!existsSync(assembly)) throw new Error(`build ${assembly} first: dotnet build -c Release tests/CollabServer.LoadTool`);
  return ["dotnet", assembly];
}
