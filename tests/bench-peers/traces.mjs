// Reads the recorded editing traces and derives the inputs that are not recorded. Derived files are cached in a folder outside the
// repository, so that both sides of a comparison read the very same bytes.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import * as Y from "yjs";

const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

export const fixtures = process.env.COLLAB_FIXTURES ?? resolve(repositoryRoot, "..", "shared", "fixtures");
export const cache = process.env.COLLAB_BENCH_CACHE ?? join(tmpdir(), "collab-bench-inputs");

/** Edits that one of the derived authors makes in a row. 259,778 edits of b4 make 242 authors. */
const editsPerAuthor = 1074;

export const hasTrace = (name) => existsSync(join(fixtures, "traces", name, "updates.v1.bin.gz"));

const unpack = (name, file) => gunzipSync(readFileSync(join(fixtures, "traces", name, file)));

/** Records of a stream: 4-byte little-endian length, then that many bytes, to the end. */
export function records(bytes) {
  const list = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    list.push(new Uint8Array(bytes.buffer, bytes.byteOffset + at + 4, length));
    at += 4 + length;
  }
  return list;
}

function toRecords(list) {
  const bytes = Buffer.alloc(list.reduce((sum, item) => sum + 4 + item.length, 0));
  let at = 0;
  for (const item of list) {
    bytes.writeUInt32LE(item.length, at);
    bytes.set(item, at + 4);
    at += 4 + item.length;
  }
  return bytes;
}

export function loadTrace(name) {
  const expected = JSON.parse(readFileSync(join(fixtures, "traces", name, "expected.json"), "utf8"));
  return {
    name,
    expected,
    updates: records(unpack(name, "updates.v1.bin.gz")),
    finalV1: new Uint8Array(unpack(name, "final.v1.bin.gz")),
    finalV2: new Uint8Array(unpack(name, "final.v2.bin.gz")),
    midStateVector: new Uint8Array(Buffer.from(expected.mid.stateVector, "base64")),
  };
}

function cached(file, make) {
  const path = join(cache, file);
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, make());
    renameSync(`${path}.${process.pid}`, path);
  }
  return readFileSync(path);
}

/**
 * The text edits behind a trace, as { index, remove, insert } in order: what an observer of the text sees while the stream is
 * applied. Cached as records of u32 index, u32 remove, UTF-8 of insert.
 */
export function edits(name) {
  const bytes = cached(`${name}-edits.bin`, () => {
    const list = [];
    const doc = new Y.Doc();
    doc.getText("text").observe((event) => {
      let index = 0;
      for (const op of event.delta) {
        if (op.retain) index += op.retain;
        if (op.delete) list.push({ index, remove: op.delete, insert: "" });
        if (op.insert) {
          list.push({ index, remove: 0, insert: op.insert });
          index += op.insert.length;
        }
      }
    });
    for (const update of loadTrace(name).updates) Y.applyUpdate(doc, update);
    return toRecords(
      list.map(({ index, remove, insert }) => {
        const text = Buffer.from(insert, "utf8");
        const record = Buffer.alloc(8 + text.length);
        record.writeUInt32LE(index, 0);
        record.writeUInt32LE(remove, 4);
        record.set(text, 8);
        return record;
      }),
    );
  });
  return records(bytes).map((record) => {
    const buffer = Buffer.from(record.buffer, record.byteOffset, record.length);
    return { index: buffer.readUInt32LE(0), remove: buffer.readUInt32LE(4), insert: buffer.toString("utf8", 8) };
  });
}

export function edit(text, { index, remove, insert }) {
  if (remove > 0) text.delete(index, remove);
  if (insert !== "") text.insert(index, insert);
}

/**
 * The same edits, but every 1,074 of them in a row come from another client id, as if the author had come back 242 times: the edits
 * are made on one document whose client id changes, and its updates are the stream.
 */
export function manyAuthors(name) {
  const bytes = cached(`${name}-many-authors.v1.bin`, () => {
    const list = [];
    const doc = new Y.Doc();
    const text = doc.getText("text");
    doc.on("update", (update) => list.push(update));
    for (const [i, item] of edits(name).entries()) {
      doc.clientID = Math.imul(0x9e3779b1, Math.floor(i / editsPerAuthor) + 1) >>> 0;
      edit(text, item);
    }
    return toRecords(list);
  });
  return records(bytes);
}
