import { readFileSync } from "node:fs";
import { Decoder, Encoder } from "@msgpack/msgpack";
import { repositoryRoot } from "./repository.ts";
import type { Server } from "./server.ts";
import { Socket } from "./sockets.ts";
import { when } from "./waiting.ts";

/** The numbers of kinds and close codes, from the file that the server and the client are held to. */
export const protocol = JSON.parse(readFileSync(`${repositoryRoot}/src/CollabServer.Protocol/protocol.json`, "utf8")) as {
  subprotocol: string;
  kinds: Record<string, number>;
  closeCodes: Record<string, number>;
};

const encoder = new Encoder();
const decoder = new Decoder();

/** A native frame, written by a MessagePack implementation that is not ours. */
export function frame(kind: string | number, ...fields: unknown[]): Uint8Array {
  return encoder.encode([typeof kind === "number" ? kind : protocol.kinds[kind], ...fields]).slice();
}

export type Frame = [kind: number, ...fields: unknown[]];

/** The server closed the socket instead of saying welcome. */
export class RefusedError extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(`refused with ${code} ${reason}`);
    this.code = code;
  }
}

/**
 * A native client reduced to frames: it says hello, sends what the test says, and keeps what arrives. It knows nothing of reconnecting or
 * sending again, so what it was told is saved is all that the server can know.
 */
export class NativeSession {
  readonly socket: Socket;
  /** Everything received, decoded, oldest first. */
  readonly frames: Frame[] = [];
  /** The highest number that the server called durable so far. */
  durableRef = 0;
  /** The log entry it named with that. */
  durableSeq = 0;
  #ref = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onMessage((bytes) => {
      const received = decoder.decode(bytes) as Frame;
      this.frames.push(received);
      if (received[0] === protocol.kinds["ack"] && (received[2] as number) > this.durableRef) {
        [this.durableRef, this.durableSeq] = [received[2] as number, received[3] as number];
      }
    });
  }

  static async open(server: Server, document: string, clientId = 1): Promise<NativeSession> {
    const socket = Socket.to(server, encodeURIComponent(document), [protocol.subprotocol]);
    const session = new NativeSession(socket);
    await socket.opened();
    socket.send(frame("hello", null, null, clientId, "test", "0"));
    const refused = socket.gone.then(({ code, reason }) => {
      throw new RefusedError(code, reason);
    });
    // Nobody listens any more once the session is welcome.
    refused.catch(() => undefined);
    await Promise.race([session.receives("welcome"), refused]);
    return session;
  }

  async receives(kind: string, satisfies: (received: Frame) => boolean = () => true): Promise<Frame> {
    const find = () => this.frames.find((received) => received[0] === protocol.kinds[kind] && satisfies(received));
    await when(
      `a native ${kind} frame`,
      () => find() !== undefined,
      (check) => this.socket.onMessage(check),
    );
    return find() as Frame;
  }

  /** Sends an update and returns the number by which acknowledgements name it. */
  send(update: Uint8Array): number {
    this.#ref++;
    this.socket.send(frame("update", this.#ref, update));
    return this.#ref;
  }

  /** Resolves when the server says that everything up to the number is in its log. */
  async durable(ref: number): Promise<void> {
    await when(
      `update ${ref} to be durable`,
      () => this.durableRef >= ref,
      (check) => this.socket.onMessage(check),
    );
  }
}
