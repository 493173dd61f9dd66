import { type Frame, type Limits, readFrame, type WebSocketConstructor, type WebSocketLike, writeFrame } from "../../src/index.js";

/** One WebSocket whose other end is the test. */
export class FakeSocket implements WebSocketLike {
  binaryType = "blob";
  bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: Frame[] = [];
  closedWith: number | null = null;

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
  ) {}

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(readFrame(data));
  }

  close(code = 1005): void {
    this.closedWith = code;
  }

  open(): void {
    this.onopen?.({} as never);
  }

  /** The server sends a frame. */
  deliver(frame: Frame): void {
    this.deliverRaw(writeFrame(frame).slice().buffer);
  }

  deliverRaw(data: unknown): void {
    this.onmessage?.({ data } as never);
  }

  /** The server, or the network, ends the connection. */
  drop(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason } as never);
  }

  /** Every frame of a kind sent so far. */
  frames<Kind extends Frame["kind"]>(kind: Kind): Extract<Frame, { kind: Kind }>[] {
    return this.sent.filter((frame): frame is Extract<Frame, { kind: Kind }> => frame.kind === kind);
  }
}

/** Every socket a provider opened, newest last. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  get WebSocket(): WebSocketConstructor {
    const { sockets } = this;
    return class extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    };
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("No socket was opened.");
    return socket;
  }
}

export const ROOMY: Limits = {
  maxMessageBytes: 1 << 20,
  maxSyncPartBytes: 1 << 16,
  maxUpdateBytes: 1 << 24,
  maxAwarenessBytes: 1 << 16,
};

/** Lets microtasks run: what the provider sends at the end of the current tick is sent. */
export async function endOfTick(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
}
