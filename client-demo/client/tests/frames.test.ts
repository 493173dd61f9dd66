import { encode } from "@msgpack/msgpack";
import { expect, test } from "vitest";
import protocol from "../../../src/CollabServer.Protocol/protocol.json";
import { type Frame, FrameKind, readFrame, SUBPROTOCOL, writeFrame } from "../src/index.js";

const bytes = (hex: string) => Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hex = (data: Uint8Array) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

test("frame kinds are those of protocol.json", () => {
  expect(FrameKind).toEqual(protocol.kinds);
});

test("the subprotocol is that of protocol.json", () => {
  expect(SUBPROTOCOL).toBe(protocol.subprotocol);
});

const limits = { maxMessageBytes: 1, maxSyncPartBytes: 200, maxUpdateBytes: 65536, maxAwarenessBytes: 4294967296 };
const generation = Uint8Array.from({ length: 16 }, (_, index) => index);

const everyFrame: Frame[] = [
  { kind: "hello", token: null, generation: null, clientId: 4294967295, clientName: "c", clientVersion: "1" },
  { kind: "hello", token: "t", generation, clientId: Number.MAX_SAFE_INTEGER, clientName: "c", clientVersion: "1" },
  { kind: "welcome", generation, permission: "write", user: null, durableSeq: 0, limits, sessionId: "s" },
  { kind: "welcome", generation, permission: "read", user: "u", durableSeq: 70000, limits, sessionId: "s" },
  { kind: "sync-request", stateVector: bytes("00") },
  { kind: "sync-part", bytes: bytes("01 02"), part: 0, parts: 300, ref: 9 },
  { kind: "update", ref: 1, update: bytes("00 00") },
  { kind: "ack", appliedRef: 3, durableRef: 2, seq: 10 },
  { kind: "awareness", update: bytes("00") },
  { kind: "awareness-request" },
  { kind: "message", channel: "chat", value: { text: "hello", list: [1, -2, 0.5, null, true], raw: bytes("ff") } },
  { kind: "notice", code: "saved", data: null },
  { kind: "notice", code: "permission-changed", data: { permission: "read" } },
  { kind: "error", code: "read-only", message: "No.", ref: 4 },
  { kind: "error", code: "busy", message: "Later.", ref: null },
  { kind: "token", token: "t2" },
  { kind: "ping", timestamp: 1700000000000 },
  { kind: "pong", timestamp: -1 },
];

test.each(everyFrame)("a $kind frame is read as it was written", (frame) => {
  expect(readFrame(writeFrame(frame))).toEqual(frame);
});

test("every kind is round-tripped above", () => {
  expect(new Set(everyFrame.map((frame) => frame.kind))).toEqual(new Set(Object.keys(protocol.kinds)));
});

// Written by hand from the MessagePack specification: fixarray 9x, fixint, nil c0, bin8 c4, fixstr ax, uint16 cd, uint32 ce, uint64 cf.
test.each<[Frame, string]>([
  [
    { kind: "hello", token: null, generation: null, clientId: 258, clientName: "c", clientVersion: "1" },
    "96 01 c0 c0 cd 01 02 a1 63 a1 31",
  ],
  [{ kind: "sync-request", stateVector: bytes("00") }, "92 03 c4 01 00"],
  [{ kind: "sync-part", bytes: bytes("aa bb"), part: 1, parts: 200, ref: 5 }, "95 04 c4 02 aa bb 01 cc c8 05"],
  [{ kind: "update", ref: 70000, update: bytes("00 00") }, "93 05 ce 00 01 11 70 c4 02 00 00"],
  [{ kind: "ack", appliedRef: 3, durableRef: 2, seq: 300 }, "94 06 03 02 cd 01 2c"],
  [{ kind: "awareness", update: bytes("00") }, "92 07 c4 01 00"],
  [{ kind: "awareness-request" }, "91 08"],
  [{ kind: "message", channel: "a", value: null }, "93 09 a1 61 c0"],
  [{ kind: "notice", code: "saved", data: null }, "93 0a a5 73 61 76 65 64 c0"],
  [{ kind: "error", code: "x", message: "y", ref: null }, "94 0b a1 78 a1 79 c0"],
  [{ kind: "token", token: "t" }, "92 0c a1 74"],
  [{ kind: "ping", timestamp: 4294967296 }, "92 0d cf 00 00 00 01 00 00 00 00"],
  [{ kind: "pong", timestamp: 1 }, "92 0e 01"],
])("the bytes of $kind are the specified ones", (frame, expected) => {
  expect(hex(writeFrame(frame))).toBe(expected);
});

test.each([
  ["not-messagepack", "nothing", bytes("")],
  ["not-messagepack", "a truncated array", bytes("92 0d")],
  ["not-messagepack", "bytes behind the frame", bytes("91 08 00")],
  ["not-messagepack", "the byte MessagePack never uses", bytes("c1")],
  ["not-a-frame", "a map", encode({ kind: 8 })],
  ["wrong-arity", "an empty array", bytes("90")],
  ["wrong-field", "a kind that is no number", encode(["hello"])],
  ["unknown-kind", "kind 99", encode([99])],
  ["unknown-kind", "kind 0", encode([0])],
  ["wrong-arity", "a ping without its timestamp", encode([13])],
  ["wrong-arity", "a ping with one element more", encode([13, 1, 2])],
  ["wrong-arity", "a message without its value", encode([9, "chat"])],
  ["wrong-field", "a negative ref", encode([5, -1, bytes("00 00")])],
  ["wrong-field", "a fractional ref", encode([5, 1.5, bytes("00 00")])],
  ["wrong-field", "a ref above 2^53", bytes("93 05 cf ff ff ff ff ff ff ff ff c4 02 00 00")],
  ["wrong-field", "an update that is a string", encode([5, 1, "update"])],
  ["wrong-field", "a notice whose data is an array", encode([10, "saved", []])],
  ["wrong-field", "a welcome whose limits lack one", encode([2, generation, "write", null, 0, { maxMessageBytes: 1 }, "s"])],
])("%s: %s", (fault, _what, data) => {
  expect(() => readFrame(data)).toThrowError(expect.objectContaining({ name: "FrameError", fault }));
});
