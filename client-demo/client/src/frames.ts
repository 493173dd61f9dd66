import { decode, encode } from "@msgpack/msgpack";
import { FrameError } from "./errors.js";

/** WebSocket subprotocol that selects this dialect. */
export const SUBPROTOCOL = "collab.msgpack.v1";

/** Numbers of the frame kinds: the table of protocol.json, which the tests compare this with. */
export const FrameKind = {
  hello: 1,
  welcome: 2,
  "sync-request": 3,
  "sync-part": 4,
  update: 5,
  ack: 6,
  awareness: 7,
  "awareness-request": 8,
  message: 9,
  notice: 10,
  error: 11,
  token: 12,
  ping: 13,
  pong: 14,
} as const;

export type FrameName = keyof typeof FrameKind;

/** What this session may send, in bytes. */
export interface Limits {
  readonly maxMessageBytes: number;
  readonly maxSyncPartBytes: number;
  readonly maxUpdateBytes: number;
  readonly maxAwarenessBytes: number;
}

export interface Hello {
  readonly kind: "hello";
  readonly token: string | null;
  readonly generation: Uint8Array | null;
  readonly clientId: number;
  readonly clientName: string;
  readonly clientVersion: string;
}

export interface Welcome {
  readonly kind: "welcome";
  readonly generation: Uint8Array;
  readonly permission: string;
  readonly user: string | null;
  readonly durableSeq: number;
  readonly limits: Limits;
  readonly sessionId: string;
}

export interface SyncPart {
  readonly kind: "sync-part";
  readonly bytes: Uint8Array;
  readonly part: number;
  readonly parts: number;
  readonly ref: number;
}

export interface Ack {
  readonly kind: "ack";
  readonly appliedRef: number;
  readonly durableRef: number;
  readonly seq: number;
}

/** Every frame there is. On the wire: a MessagePack array of the kind's number and the fields in this order. */
export type Frame =
  | Hello
  | Welcome
  | { readonly kind: "sync-request"; readonly stateVector: Uint8Array }
  | SyncPart
  | { readonly kind: "update"; readonly ref: number; readonly update: Uint8Array }
  | Ack
  | { readonly kind: "awareness"; readonly update: Uint8Array }
  | { readonly kind: "awareness-request" }
  | { readonly kind: "message"; readonly channel: string; readonly value: unknown }
  | { readonly kind: "notice"; readonly code: string; readonly data: Readonly<Record<string, unknown>> | null }
  | { readonly kind: "error"; readonly code: string; readonly message: string; readonly ref: number | null }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "ping"; readonly timestamp: number }
  | { readonly kind: "pong"; readonly timestamp: number };

/** Writes one frame as the payload of one binary WebSocket message. */
export function writeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  return encode([FrameKind[frame.kind], ...fieldsOf(frame)]);
}

function fieldsOf(frame: Frame): unknown[] {
  switch (frame.kind) {
    case "hello":
      return [frame.token, frame.generation, frame.clientId, frame.clientName, frame.clientVersion];
    case "welcome":
      return [frame.generation, frame.permission, frame.user, frame.durableSeq, frame.limits, frame.sessionId];
    case "sync-request":
      return [frame.stateVector];
    case "sync-part":
      return [frame.bytes, frame.part, frame.parts, frame.ref];
    case "update":
      return [frame.ref, frame.update];
    case "ack":
      return [frame.appliedRef, frame.durableRef, frame.seq];
    case "awareness":
      return [frame.update];
    case "awareness-request":
      return [];
    case "message":
      return [frame.channel, frame.value];
    case "notice":
      return [frame.code, frame.data];
    case "error":
      return [frame.code, frame.message, frame.ref];
    case "token":
      return [frame.token];
    case "ping":
    case "pong":
      return [frame.timestamp];
  }
}

/**
 * Reads one frame. Byte fields are views of the given bytes.
 * @throws {FrameError} naming what is wrong: a frame is read whole or not at all.
 */
export function readFrame(bytes: Uint8Array): Frame {
  const fields = new Fields(arrayIn(bytes));
  const number = fields.uint("kind");
  const kind = nameOf(number);
  if (kind === null) throw new FrameError("unknown-kind", `There is no frame kind ${number}.`);
  const frame = frameFrom(kind, fields);
  fields.end(kind);
  return frame;
}

function frameFrom(kind: FrameName, fields: Fields): Frame {
  switch (kind) {
    case "hello":
      return {
        kind,
        token: fields.textOrNil("token"),
        generation: fields.bytesOrNil("generation"),
        clientId: fields.uint("clientId"),
        clientName: fields.text("clientName"),
        clientVersion: fields.text("clientVersion"),
      };
    case "welcome":
      return {
        kind,
        generation: fields.bytes("generation"),
        permission: fields.text("permission"),
        user: fields.textOrNil("user"),
        durableSeq: fields.uint("durableSeq"),
        limits: limitsFrom(fields.map("limits")),
        sessionId: fields.text("sessionId"),
      };
    case "sync-request":
      return { kind, stateVector: fields.bytes("stateVector") };
    case "sync-part":
      return { kind, bytes: fields.bytes("bytes"), part: fields.uint("part"), parts: fields.uint("parts"), ref: fields.uint("ref") };
    case "update":
      return { kind, ref: fields.uint("ref"), update: fields.bytes("update") };
    case "ack":
      return { kind, appliedRef: fields.uint("appliedRef"), durableRef: fields.uint("durableRef"), seq: fields.uint("seq") };
    case "awareness":
      return { kind, update: fields.bytes("update") };
    case "awareness-request":
      return { kind };
    case "message":
      return { kind, channel: fields.text("channel"), value: fields.any("value") };
    case "notice":
      return { kind, code: fields.text("code"), data: fields.mapOrNil("data") };
    case "error":
      return { kind, code: fields.text("code"), message: fields.text("message"), ref: fields.uintOrNil("ref") };
    case "token":
      return { kind, token: fields.text("token") };
    case "ping":
    case "pong":
      return { kind, timestamp: fields.int("timestamp") };
  }
}

function limitsFrom(map: Readonly<Record<string, unknown>>): Limits {
  const bytes = (name: keyof Limits): number => {
    const value = map[name];
    if (!isUint(value)) throw new FrameError("wrong-field", `limits.${name} is not an unsigned integer.`);
    return value;
  };
  return {
    maxMessageBytes: bytes("maxMessageBytes"),
    maxSyncPartBytes: bytes("maxSyncPartBytes"),
    maxUpdateBytes: bytes("maxUpdateBytes"),
    maxAwarenessBytes: bytes("maxAwarenessBytes"),
  };
}

function arrayIn(bytes: Uint8Array): readonly unknown[] {
  let value: unknown;
  try {
    value = decode(bytes);
  } catch (cause) {
    throw new FrameError("not-messagepack", `Not one MessagePack object: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (!Array.isArray(value)) throw new FrameError("not-a-frame", "A frame is a MessagePack array.");
  return value;
}

function nameOf(number: number): FrameName | null {
  for (const [name, value] of Object.entries(FrameKind)) {
    if (value === number) return name as FrameName;
  }
  return null;
}

// Integers above 2^53 would lose digits silently, so they count as wrong.
function isUint(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The elements of a frame, taken one after the other, each checked for its type. */
class Fields {
  readonly #values: readonly unknown[];
  #next = 0;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  any(name: string): unknown {
    if (this.#next >= this.#values.length) throw new FrameError("wrong-arity", `The frame ends before ${name}.`);
    return this.#values[this.#next++];
  }

  uint(name: string): number {
    return this.#checked(name, "an unsigned integer", isUint);
  }

  int(name: string): number {
    return this.#checked(name, "an integer", (value): value is number => Number.isSafeInteger(value));
  }

  text(name: string): string {
    return this.#checked(name, "a string", (value) => typeof value === "string");
  }

  bytes(name: string): Uint8Array {
    return this.#checked(name, "binary", (value) => value instanceof Uint8Array);
  }

  map(name: string): Readonly<Record<string, unknown>> {
    return this.#checked(name, "a map", isMap);
  }

  uintOrNil(name: string): number | null {
    return this.#nil() ? null : this.uint(name);
  }

  textOrNil(name: string): string | null {
    return this.#nil() ? null : this.text(name);
  }

  bytesOrNil(name: string): Uint8Array | null {
    return this.#nil() ? null : this.bytes(name);
  }

  mapOrNil(name: string): Readonly<Record<string, unknown>> | null {
    return this.#nil() ? null : this.map(name);
  }

  end(kind: FrameName): void {
    const extra = this.#values.length - this.#next;
    if (extra > 0) throw new FrameError("wrong-arity", `The ${kind} frame has ${extra} element(s) too many.`);
  }

  #nil(): boolean {
    if (this.#values[this.#next] !== null) return false;
    this.#next++;
    return true;
  }

  #checked<T>(name: string, expected: string, is: (value: unknown) => value is T): T {
    const value = this.any(name);
    if (!is(value)) throw new FrameError("wrong-field", `${name} is not ${expected}.`);
    return value;
  }
}
