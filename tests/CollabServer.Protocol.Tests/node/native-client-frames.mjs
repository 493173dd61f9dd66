// Out: one line for each client frame of the native dialect, "name hex", as a client with @msgpack/msgpack writes it.
import { encode } from "@msgpack/msgpack";

const bytes = (...values) => Uint8Array.from(values);
const generation = Uint8Array.from({ length: 16 }, (_, i) => i);

const frames = {
  hello: [1, "a token", generation, 3735928559, "demo", "1.2.3"],
  "hello without token and generation": [1, null, null, 2 ** 53 - 1, "", ""],
  "sync-request": [3, bytes(0)],
  "sync-part": [4, bytes(1, 2, 3), 1, 300, 70000],
  update: [5, 2 ** 53 - 1, bytes(0, 0)],
  "large update": [5, 1, new Uint8Array(70000)],
  awareness: [7, bytes(1, 2, 3, 2, 123, 125)],
  "awareness-request": [8],
  message: [9, "chat", { text: "hé", at: new Date(0), list: [1, -1, 1.5, null, true], 7: bytes(9) }],
  "scalar message": [9, "", 42],
  token: [12, "another token"],
  ping: [13, Date.UTC(2026, 0, 1)],
  pong: [14, -1],
};

for (const [name, frame] of Object.entries(frames)) {
  console.log(`${name}\t${Buffer.from(encode(frame)).toString("hex")}`);
}
