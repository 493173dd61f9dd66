// A canonical text for a MessagePack value, written the same way by ValueDescription.cs. JavaScript cannot tell an integer from a float
// that has no fraction, so every number that a double holds exactly is described by the bits of that double.
import { decodeTimestampToTimeSpec, encodeTimeSpecToTimestamp, EXT_TIMESTAMP, ExtData, ExtensionCodec } from "@msgpack/msgpack";

export class Timestamp {
  constructor(sec, nsec) {
    this.sec = sec;
    this.nsec = nsec;
  }
}

/** Dates of JavaScript stop at milliseconds; this keeps seconds and nanoseconds. */
export const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: EXT_TIMESTAMP,
  encode: (value) => (value instanceof Timestamp ? encodeTimeSpecToTimestamp(value) : null),
  decode: (data) => {
    const { sec, nsec } = decodeTimestampToTimeSpec(data);
    return new Timestamp(sec, nsec);
  },
});

const hex = (bytes) => Buffer.from(bytes).toString("hex");

const number = (value) => {
  if (Number.isNaN(value)) return "d7ff8000000000000";
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return `d${bits.getBigUint64(0).toString(16).padStart(16, "0")}`;
};

export function describe(value) {
  switch (typeof value) {
    case "boolean":
      return value ? "t" : "f";
    case "number":
      return number(value);
    case "bigint":
      return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? number(Number(value)) : `i${value}`;
    case "string":
      return `s${hex(value)}`;
  }
  if (value === null) return "n";
  if (value instanceof Uint8Array) return `b${hex(value)}`;
  if (value instanceof ExtData) return `e${value.type}:${hex(value.data)}`;
  if (value instanceof Timestamp) return `T${value.sec}.${value.nsec}`;
  if (Array.isArray(value)) return `[${value.map(describe).join(",")}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${describe(key)}=${describe(item)}`)
    .join(",")}}`;
}
