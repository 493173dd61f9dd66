// In: one object in hex on each line. Out: its description on each line.
import { readFileSync } from "node:fs";
import { decode } from "@msgpack/msgpack";
import { describe, extensionCodec } from "./description.mjs";

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  console.log(describe(decode(Buffer.from(line, "hex"), { extensionCodec, useBigInt64: true })));
}
