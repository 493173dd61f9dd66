import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { CollabProvider } from "../../../client-demo/client/src/index.ts";
import type { Server } from "./server.ts";
import { when, within } from "./waiting.ts";

/** A person with a document open, whichever client is used. Closed when the test ends. */
export interface Editor {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** How many connections were opened so far: 1 as long as nobody threw this editor out. */
  readonly connections: number;
  readonly connected: boolean;
  /** Resolves once connected and in possession of everything the server has. */
  synced(): Promise<void>;
  /** Goes offline on purpose, and comes back. */
  disconnect(): void;
  connect(): void;
  /** Leaves for good. */
  close(): void;
}

/** The `y-websocket` client of npm as any application uses it: by URL and room name. */
export function openYWebsocket(server: Server, room: string, doc = new Y.Doc()): YWebsocketEditor {
  const editor = new YWebsocketEditor(server, room, doc);
  onTestFinished(() => editor.close());
  return editor;
}

export class YWebsocketEditor implements Editor {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  connections = 0;

  constructor(server: Server, room: string, doc: Y.Doc) {
    this.doc = doc;
    this.provider = new WebsocketProvider(server.documentsUrl, room, doc, {
      WebSocketPolyfill: WebSocket as never, // Node 20 has no WebSocket of its own
      disableBc: true, // else editors of one process find each other without the server
    });
    this.provider.on("status", ({ status }) => {
      if (status === "connected") this.connections++;
    });
  }

  get awareness(): Awareness {
    return this.provider.awareness;
  }

  get connected(): boolean {
    return this.provider.wsconnected;
  }

  synced(): Promise<void> {
    return when(
      "the y-websocket client to be synced",
      () => this.provider.synced,
      (check) => {
        this.provider.on("sync", check);
        return () => this.provider.off("sync", check);
      },
    );
  }

  /** Resolves with the close code when the server refuses this editor for good. */
  closedForGood(): Promise<number> {
    return within("the server to refuse the editor", new Promise((resolve) => this.provider.once("closed", ({ code }) => resolve(code))));
  }

  disconnect(): void {
    this.provider.disconnect();
  }

  connect(): void {
    this.provider.connect();
  }

  close(): void {
    this.provider.destroy();
    this.awareness.destroy();
    this.doc.destroy();
  }
}

/** Our own client. */
export function openNative(server: Server, document: string, doc = new Y.Doc()): NativeEditor {
  const editor = new NativeEditor(server, document, doc);
  onTestFinished(() => editor.close());
  return editor;
}

export class NativeEditor implements Editor {
  readonly doc: Y.Doc;
  readonly provider: CollabProvider;
  readonly notices: string[] = [];
  connections = 0;

  constructor(server: Server, document: string, doc: Y.Doc) {
    this.doc = doc;
    this.provider = new CollabProvider(server.documentsUrl, document, doc, { WebSocket: WebSocket as never });
    this.provider.on("status", (status) => {
      if (status === "connected") this.connections++;
    });
    this.provider.on("notice", ({ code }) => this.notices.push(code));
  }

  get awareness(): Awareness {
    return this.provider.awareness;
  }

  get connected(): boolean {
    return this.provider.status === "connected";
  }

  synced(): Promise<void> {
    return when(
      "our client to be synced",
      () => this.provider.synced,
      (check) => this.provider.on("synced", check),
    );
  }

  /** Resolves when the server says that every edit made here is in its log. */
  saved(): Promise<void> {
    return when(
      "every edit to be saved",
      () => this.provider.saved,
      (check) => this.provider.on("saved", check),
    );
  }

  /** Resolves when the notice has come, not counting the first `heard` notices. */
  noticed(code: string, heard = 0): Promise<void> {
    return when(
      `the notice "${code}"`,
      () => this.notices.includes(code, heard),
      (check) => this.provider.on("notice", check),
    );
  }

  disconnect(): void {
    this.provider.disconnect();
  }

  connect(): void {
    this.provider.connect();
  }

  close(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}

export const clients = [
  ["y-websocket", openYWebsocket],
  ["our own client", openNative],
] as const;
