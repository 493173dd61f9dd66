import type { Random } from "../../../harness/random.ts";

/** Smaller than any page of SQLite, and what disks write as a whole. */
const sectorBytes = 512;

interface Change {
  offset: number;
  /** Absent: the file is cut off, or extended, at the offset. */
  bytes?: Buffer;
}

class Inode {
  /** What is on the disk for certain. */
  synced: Buffer = Buffer.alloc(0);
  /** What the operating system was told since the last sync, oldest first. */
  pending: Change[] = [];
}

/** One thing that a process asked of the operating system, as journal.c notes it. */
export interface DiskEvent {
  letter: string;
  number: number;
  name: string;
  bytes: Buffer;
  /** Size of the journal when this was noted. */
  end: number;
}

export function readJournal(journal: Buffer): DiskEvent[] {
  const events: DiskEvent[] = [];
  for (let at = 0; at < journal.length; ) {
    const nameLength = journal.readUInt32LE(at + 9);
    const bytesLength = journal.readUInt32LE(at + 13);
    const name = at + 17;
    const end = name + nameLength + bytesLength;
    events.push({
      letter: journal.toString("latin1", at, at + 1),
      number: Number(journal.readBigUInt64LE(at + 1)),
      name: journal.toString("utf8", name, name + nameLength),
      bytes: journal.subarray(name + nameLength, end),
      end,
    });
    at = end;
  }
  return events;
}

/** A folder on a disk with a cache that a power cut empties. Promises what POSIX does and no more. */
export class Disk {
  readonly #folder: string;
  /** Names as a running process sees them, and as they are on the disk for certain. */
  #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  apply(event: DiskEvent): void {
    const inode = this.#names.get(event.name);
    switch (event.letter) {
      case "O":
        if (inode === undefined) this.#names.set(event.name, new Inode());
        break;
      case "W":
        inode?.pending.push({ offset: event.number, bytes: event.bytes });
        break;
      case "T":
        inode?.pending.push({ offset: event.number });
        break;
      case "S":
        if (event.name === this.#folder) this.#syncedNames = new Map(this.#names);
        else if (inode !== undefined) {
          inode.synced = applied(inode.synced, inode.pending);
          inode.pending = [];
        }
        break;
      case "U":
        this.#names.delete(event.name);
        break;
      case "R":
        this.#names.delete(event.name);
        if (inode !== undefined) this.#names.set(event.bytes.toString("utf8"), inode);
        break;
      default:
        throw new Error(`the journal holds an unknown event ${JSON.stringify(event.letter)}`);
    }
  }

  /**
   * What is found after a cut now: everything synced, and of the rest what happened to reach the disk. In half of the cases that is
   * the oldest part with the last write torn, in the other half any sectors in any order.
   */
  cut(random: Random): Map<string, Buffer> {
    const files = new Map<string, Buffer>();
    for (const name of new Set([...this.#names.keys(), ...this.#syncedNames.keys()])) {
      const inode = random.chance(0.5) ? this.#names.get(name) : this.#syncedNames.get(name);
      if (inode !== undefined)
        files.set(name, applied(inode.synced, random.chance(0.5) ? torn(inode.pending, random) : scattered(inode.pending, random)));
    }
    return files;
  }
}

function applied(content: Buffer, changes: Change[]): Buffer {
  const size = changes.reduce(
    (length, { offset, bytes }) => (bytes === undefined ? offset : Math.max(length, offset + bytes.length)),
    content.length,
  );
  const room = changes.reduce((most, { offset, bytes }) => Math.max(most, offset + (bytes?.length ?? 0)), content.length);
  const result = Buffer.alloc(Math.max(room, size));
  content.copy(result);
  let length = content.length;
  for (const { offset, bytes } of changes) {
    if (bytes === undefined) {
      // What was cut off and comes back by a later write is zeros.
      result.fill(0, Math.min(offset, length));
      length = offset;
    } else {
      bytes.copy(result, offset);
      length = Math.max(length, offset + bytes.length);
    }
  }
  return result.subarray(0, length);
}

function torn(changes: Change[], random: Random): Change[] {
  const whole = random.below(changes.length + 1);
  const kept = changes.slice(0, whole);
  const last = changes[whole];
  if (last?.bytes !== undefined)
    kept.push({
      offset: last.offset,
      bytes: last.bytes.subarray(0, random.below(Math.ceil(last.bytes.length / sectorBytes) + 1) * sectorBytes),
    });
  return kept;
}

function scattered(changes: Change[], random: Random): Change[] {
  const likely = random.below(1000) / 1000;
  return changes.flatMap(({ offset, bytes }) => {
    if (bytes === undefined) return random.chance(likely) ? [{ offset }] : [];
    const sectors: Change[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + sectorBytes - ((offset + at) % sectorBytes));
      if (random.chance(likely)) sectors.push({ offset: offset + at, bytes: bytes.subarray(at, end) });
      at = end;
    }
    return sectors;
  });
}
