// In: a seed and a count. Out: on each line an encoded random value in hex, a space and its description.
import { readFileSync } from "node:fs";
import { encode, ExtData } from "@msgpack/msgpack";
import { describe, extensionCodec, Timestamp } from "./description.mjs";

let [state, count] = readFileSync(0, "utf8").trim().split(" ").map(Number);

// mulberry32
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const below = (n) => Math.floor(random() * n);
const lengths = [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 255, 256, 257, 65535, 65536];
const length = (upTo) => {
  const allowed = lengths.filter((n) => n <= upTo);
  return allowed[below(allowed.length)];
};
const bytes = (n) => Uint8Array.from({ length: n }, () => below(256));
const characters = ["a", "Z", "0", "é", "\u0000", "漢", "😀", "\ufffd", "\ud800"];
const text = (n) => Array.from({ length: n }, () => characters[below(characters.length - 1)]).join("");
// Years 1 to 9999.
const [firstSecond, lastSecond] = [-62135596800, 253402300799];
const integer = () => (random() < 0.5 ? -1 : 1) * Math.floor(2 ** (random() * 53));
const big = () => (random() < 0.5 ? -(2n ** 63n) + BigInt(below(1000)) : 2n ** 64n - 1n - BigInt(below(1000)));

// With it the encoder writes large numbers as float64, without it as int64 and uint64; only with it there are bigints.
let useBigInt64 = false;

function value(depth) {
  switch (below(depth > 0 ? 11 : 9)) {
    case 0:
      return null;
    case 1:
      return random() < 0.5;
    case 2:
    case 3:
      return integer();
    case 4:
      return random() < 0.5 ? (random() - 0.5) * 10 ** below(300) : [NaN, Infinity, -Infinity, 0.1, 5e-324][below(5)];
    case 5:
      return useBigInt64 && random() < 0.2 ? big() : text(length(300));
    case 6:
      return bytes(length(random() < 0.05 ? 65536 : 300));
    case 7:
      return new ExtData(below(127), bytes(length(300)));
    case 8:
      return new Timestamp(firstSecond + below(lastSecond - firstSecond), below(1e9));
    case 9:
      return Array.from({ length: length(20) }, () => value(depth - 1));
    default:
      // The letter keeps JavaScript from sorting keys that look like array indexes to the front.
      return Object.fromEntries(Array.from({ length: length(20) }, (_, i) => [`k${i}${text(2)}`, value(depth - 1)]));
  }
}

for (let i = 0; i < count; i++) {
  useBigInt64 = i % 2 === 0;
  const item = value(3);
  console.log(`${Buffer.from(encode(item, { extensionCodec, useBigInt64 })).toString("hex")} ${describe(item)}`);
}
