import type { Cancel, Clock } from "./clock.js";
import { CloseCode } from "./closeCodes.js";
import { FrameError } from "./errors.js";
import { type Frame, type Hello, readFrame, SUBPROTOCOL, type Welcome, writeFrame } from "./frames.js";
import { Liveness } from "./liveness.js";
import type { Closing, IncomingMessage, WebSocketConstructor, WebSocketLike } from "./webSocket.js";

/** From the attempt to connect to the welcome; generous, because a server may have to load a large document first. */
const WELCOME_WITHIN_MS = 30_000;

// RFC 6455 section 5.5: a control frame carries at most 125 bytes, two of which are the close code.
const LONGEST_CLOSE_REASON_BYTES = 123;

/** How a connection ended. */
export interface Closure extends Closing {
  /** False when this side closed. */
  readonly byServer: boolean;
  /** What the server sent that could not be understood, when that is why. */
  readonly fault: FrameError | null;
}

export interface ConnectionEvents {
  welcomed(welcome: Welcome): void;
  /** Every later frame, except pings and pongs. May throw {@link FrameError}, which ends the connection. */
  received(frame: Frame): void;
  /** Once, and nothing after it. Not called for {@link Connection.close}. */
  closed(closure: Closure): void;
}

/** The life of one WebSocket: hello, welcome, frames, liveness, end. */
export class Connection {
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly #socket: WebSocketLike;
  #cancelDeadline: Cancel;
  /** Present from the welcome on. */
  #liveness: Liveness | null = null;
  #over = false;

  constructor(url: string, WebSocket: WebSocketConstructor, clock: Clock, hello: Hello, events: ConnectionEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#socket = new WebSocket(url, [SUBPROTOCOL]);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.send(hello);
    this.#socket.onmessage = (message: IncomingMessage) => this.#take(message.data);
    this.#socket.onclose = ({ code, reason }: Closing) => this.#end({ code, reason, byServer: true, fault: null });
    // A close event follows every error event and says more.
    this.#socket.onerror = () => {};
    this.#cancelDeadline = clock.after(WELCOME_WITHIN_MS, () => this.#abandon(CloseCode.unresponsive, "no welcome"));
  }

  send(frame: Frame): void {
    if (!this.#over) this.#socket.send(writeFrame(frame));
  }

  /** Ends the connection from this side, without an event. */
  close(): void {
    this.#detach();
    this.#socket.close(CloseCode.normal);
  }

  #take(data: unknown): void {
    try {
      if (!(data instanceof ArrayBuffer)) throw new FrameError("not-binary", "Frames are binary messages.");
      this.#liveness?.heard();
      this.#handle(readFrame(new Uint8Array(data)));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#abandon(CloseCode["malformed-frame"], error.message, error);
    }
  }

  #handle(frame: Frame): void {
    if (frame.kind === "ping") {
      this.send({ kind: "pong", timestamp: frame.timestamp });
    } else if (frame.kind === "welcome") {
      if (this.#liveness !== null) throw new FrameError("out-of-order", "The server welcomed this session twice.");
      this.#cancelDeadline();
      this.#liveness = new Liveness(
        this.#clock,
        () => this.send({ kind: "ping", timestamp: this.#clock.now() }),
        () => this.#abandon(CloseCode.unresponsive, "nothing heard"),
        () => this.#socket.bufferedAmount,
      );
      this.#events.welcomed(frame);
    } else if (frame.kind === "error" || frame.kind === "notice") {
      // These may come before the welcome: a refusal, or a server that is going away.
      this.#events.received(frame);
    } else if (this.#liveness === null) {
      throw new FrameError("out-of-order", `The server sent ${frame.kind} before its welcome.`);
    } else if (frame.kind !== "pong") {
      this.#events.received(frame);
    }
  }

  // The close event of a dead network can take minutes, so the end is reported at once.
  #abandon(code: number, reason: string, fault: FrameError | null = null): void {
    if (this.#over) return;
    this.#socket.close(code, shortened(reason));
    this.#end({ code, reason, byServer: false, fault });
  }

  #end(closure: Closure): void {
    if (this.#over) return;
    this.#detach();
    this.#events.closed(closure);
  }

  #detach(): void {
    this.#over = true;
    this.#cancelDeadline();
    this.#liveness?.stop();
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    // npm `ws` throws an error event that nobody listens to, also when a connecting socket is closed.
    this.#socket.onerror = () => {};
  }
}

function shortened(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  return new TextDecoder().decode(bytes.subarray(0, LONGEST_CLOSE_REASON_BYTES)).replace(/\uFFFD$/, "");
}
