import { FrameError } from "./errors.js";
import type { SyncPart } from "./frames.js";

/** Cuts one update into sync-parts of at most `maxPartBytes`, in the order in which they must be sent. */
export function cutIntoParts(update: Uint8Array, ref: number, maxPartBytes: number): SyncPart[] {
  const parts = Math.max(1, Math.ceil(update.length / maxPartBytes));
  return Array.from({ length: parts }, (_, part) => ({
    kind: "sync-part",
    bytes: update.subarray(part * maxPartBytes, (part + 1) * maxPartBytes),
    part,
    parts,
    ref,
  }));
}

/** Joins the parts of one update. Parts arrive in order, and no other update's parts come between them. */
export class PartCollector {
  #bytes: Uint8Array[] = [];

  /** The whole update once its last part is in, else null. */
  add(frame: SyncPart): Uint8Array | null {
    const expected = this.#bytes.length;
    if (frame.part !== expected || frame.part >= frame.parts) {
      this.#bytes = [];
      throw new FrameError("out-of-order", `Sync part ${frame.part} of ${frame.parts} came where part ${expected} was due.`);
    }
    this.#bytes.push(frame.bytes);
    if (this.#bytes.length < frame.parts) return null;
    const update = joined(this.#bytes);
    this.#bytes = [];
    return update;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
