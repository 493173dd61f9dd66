import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { repositoryRoot, serverAssembly } from "./repository.ts";
import type { Store } from "./stores.ts";
import { deferred, eventually, within } from "./waiting.ts";

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ServerOptions {
  /** More configuration, as command-line arguments. */
  arguments?: string[];
  environment?: Record<string, string>;
  /** Another build of the server than the usual one. */
  assembly?: string;
}

/** How long a start may take: schema creation and a cold JIT on a machine that runs other tests too. */
const startMilliseconds = 90_000;

/** The real server as its own process, on a port that the operating system chose. */
export class Server {
  readonly #store: Store;
  readonly #options: ServerOptions;
  #port = 0;
  #process: ServerProcess;

  private constructor(store: Store, options: ServerOptions) {
    this.#store = store;
    this.#options = options;
    this.#process = this.#launch();
  }

  static async start(store: Store, options: ServerOptions = {}): Promise<Server> {
    const server = new Server(store, options);
    await server.listening();
    return server;
  }

  /** A process that may not live to listen. */
  static launch(store: Store, options: ServerOptions = {}): Server {
    return new Server(store, options);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What a y-websocket client is given as its server: the document's name follows after a slash. */
  get documentsUrl(): string {
    return `ws://127.0.0.1:${this.#port}/ws/doc`;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves when the present process ends, however it does. */
  get exited(): Promise<Exit> {
    return this.#process.exited;
  }

  /** Everything the present process wrote. */
  get log(): string {
    return this.#process.output;
  }

  /** Bytes of memory that the process holds (resident set). */
  get residentBytes(): number {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) * 1024;
  }

  /** Sockets that the process has open, connected or listening. */
  get openSockets(): number {
    const folder = `/proc/${this.pid}/fd`;
    return readdirSync(folder).filter((descriptor) => {
      try {
        return readlinkSync(`${folder}/${descriptor}`).startsWith("socket:");
      } catch {
        return false; // closed since the folder was read
      }
    }).length;
  }

  /** Power is cut, as far as the process can tell. */
  async kill(): Promise<Exit> {
    this.#process.signal("SIGKILL");
    return within("the killed server to be gone", this.#process.exited);
  }

  /** Asks the process to finish, as systemd and container engines do. */
  async stop(): Promise<Exit> {
    this.#process.signal("SIGTERM");
    return within("the server to stop after SIGTERM", this.#process.exited, 30_000, () => this.log);
  }

  /** A new process on the same store and port, as after a crash or an upgrade. */
  async restart(): Promise<void> {
    this.#process = this.#launch();
    await this.listening();
  }

  async dispose(): Promise<void> {
    this.#process.signal("SIGKILL");
    await this.#process.exited;
  }

  #launch(): ServerProcess {
    return new ServerProcess(
      [`--urls=http://127.0.0.1:${this.#port}`, ...this.#store.configuration, ...(this.#options.arguments ?? [])],
      this.#options.environment,
      this.#options.assembly,
    );
  }

  /** Resolves when the process serves; rejects when it ends before. */
  async listening(): Promise<void> {
    this.#port = await within("the server to listen", this.#process.port, startMilliseconds, () => this.log);
    let gone = false;
    void this.exited.then(() => {
      gone = true;
    });
    await eventually(
      "readiness",
      () => gone || isReady(this.url),
      (ready) => ready,
      startMilliseconds,
    );
    if (gone) throw new Error(`the server ended before it was ready:\n${this.log}`);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** Runs the server's executable to its end: a command, or a start that is expected to fail. */
export async function runToExit(commandLine: string[], environment: Record<string, string> = {}): Promise<Exit & { output: string }> {
  const child = new ServerProcess(commandLine, environment);
  try {
    const exit = await within("the process to end by itself", child.exited, startMilliseconds, () => child.output);
    return { ...exit, output: child.output };
  } finally {
    child.signal("SIGKILL");
  }
}

class ServerProcess {
  readonly #child: ChildProcess;
  readonly #listening = deferred<number>();
  readonly exited: Promise<Exit>;
  output = "";

  constructor(commandLine: string[], environment: Record<string, string> = {}, assembly = serverAssembly()) {
    this.#child = spawn("dotnet", [assembly, ...commandLine], {
      cwd: `${repositoryRoot}/src/CollabServer`,
      env: { ...inherited(), ASPNETCORE_ENVIRONMENT: "Development", DOTNET_gcServer: "0", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = deferred<Exit>();
    this.exited = ended.promise;
    this.#child.on("error", (error) => this.#listening.reject(error));
    this.#child.on("close", (code, signal) => {
      ended.resolve({ code, signal });
      this.#listening.reject(new Error(`the server ended (exit code ${code}, signal ${signal}) before it listened:\n${this.output}`));
    });
    // Nobody may be waiting for the port when the process ends later.
    this.#listening.promise.catch(() => undefined);
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr?.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  get port(): Promise<number> {
    return this.#listening.promise;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("the server did not start");
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #read(chunk: Buffer): void {
    this.output += chunk.toString("utf8");
    const port = /Now listening on: http:\/\/127\.0\.0\.1:(\d+)/.exec(this.output)?.[1];
    if (port !== undefined) this.#listening.resolve(Number(port));
  }
}

/** The environment without what would configure the server behind the test's back. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(ASPNETCORE_|DOTNET_ENVIRONMENT|Storage__|ConnectionStrings__|Limits__|Access__)/i.test(name),
    ),
  );
}
