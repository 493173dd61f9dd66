// In: one native frame in hex on each line. Out: what @msgpack/msgpack reads, as JSON; bytes as "0x…".
import { readFileSync } from "node:fs";
import { decode } from "@msgpack/msgpack";

const plain = (_, value) => (value instanceof Uint8Array ? `0x${Buffer.from(value).toString("hex")}` : value);

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  console.log(JSON.stringify(decode(Uint8Array.from(Buffer.from(line, "hex"))), plain));
}
