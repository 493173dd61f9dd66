// Times the engine operations with Yjs in Node.
//
//   node --expose-gc yjs-engine.mjs                 all operations, JSON on standard output
//   node --expose-gc yjs-engine.mjs <operation> …   some of them
//   node --expose-gc yjs-engine.mjs --serve         one operation per line of standard input, one JSON line of answer each: lets the
//                                                   .NET side take turns with this one
//   node yjs-engine.mjs --first-load <trace>        one cold load, for a fresh process
//   node yjs-engine.mjs --derive <trace>            only writes the derived inputs
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as Y from "yjs";
import { measure, median } from "./measure.mjs";
import { cache, edit, edits, fixtures, hasTrace, loadTrace, manyAuthors } from "./traces.mjs";

const few = { warmUp: 1, warmUpMs: 0, runs: 5, budgetMs: 12000 };
const traces = new Map();

function trace(name) {
  if (!traces.has(name)) traces.set(name, loadTrace(name));
  return traces.get(name);
}

function applyAll(updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

function loaded(update) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}

function loadedV2(update) {
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, update);
  return doc;
}

function firstLoad(name) {
  const self = fileURLToPath(import.meta.url);
  const loads = Array.from({ length: 5 }, () => JSON.parse(execFileSync(process.execPath, [self, "--first-load", name])));
  const times = loads.map(({ ms }) => ms);
  return { medianMs: median(times), minMs: Math.min(...times), cpuMs: median(loads.map(({ cpuMs }) => cpuMs)), runs: times.length };
}

/** Bytes of heap that one loaded document keeps. */
function memory(update) {
  const collect = () => {
    for (let i = 0; i < 4; i++) globalThis.gc();
  };
  loaded(update);
  const documents = [];
  collect();
  const before = process.memoryUsage();
  for (let i = 0; i < 20; i++) documents.push(loaded(update));
  collect();
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
  return { bytes: Math.round(bytes / documents.length) };
}

/** A text of 100,000 structs of one unit each, and a thousand random places in it; LongText.cs does the same, with the same places. */
function longText() {
  const text = new Y.Doc().getText("text");
  for (let i = 0; i < 100_000; i++) text.insert(0, "a");
  let random = 1;
  const next = () => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random % text.length;
  };
  return {
    edit() {
      for (let i = 0; i < 1000; i++) text.insert(next(), "b");
      return text;
    },
    look() {
      let sum = 0;
      for (let i = 0; i < 1000; i++) {
        const position = Y.createRelativePositionFromTypeIndex(text, next());
        sum += Y.createAbsolutePositionFromRelativePosition(position, text.doc).index;
      }
      return sum;
    },
  };
}

function operations(name) {
  const t = () => trace(name);
  return {
    "apply-stream": () => measure(() => applyAll(t().updates), few),
    "apply-stream-many-authors": () => {
      const updates = manyAuthors(name);
      return measure(() => applyAll(updates), few);
    },
    "load-v1": () => measure(() => loaded(t().finalV1)),
    "load-v2": () => measure(() => loadedV2(t().finalV2)),
    "first-load": () => firstLoad(name),
    "first-load-published": () => firstLoad(name),
    "encode-v1": () => {
      const doc = loaded(t().finalV1);
      return measure(() => Y.encodeStateAsUpdate(doc), { runs: 201 });
    },
    "encode-v2": () => {
      const doc = loaded(t().finalV1);
      return measure(() => Y.encodeStateAsUpdateV2(doc), { runs: 201 });
    },
    "diff-from-mid": () => {
      const doc = loaded(t().finalV1);
      return measure(() => Y.encodeStateAsUpdate(doc, t().midStateVector), { runs: 201 });
    },
    "blob-state-vector": () => measure(() => Y.encodeStateVectorFromUpdate(t().finalV1), { runs: 201 }),
    "blob-diff": () => measure(() => Y.diffUpdate(t().finalV1, t().midStateVector), { runs: 201 }),
    "merge-1000": () => {
      const updates = t().updates.slice(0, 1000);
      return measure(() => Y.mergeUpdates(updates));
    },
    "merge-16000": () => {
      const updates = t().updates.slice(0, 16000);
      return measure(() => Y.mergeUpdates(updates), { warmUp: 1, warmUpMs: 0, runs: 3 });
    },
    "local-edits": () => {
      const list = edits(name);
      return measure(() => {
        const text = new Y.Doc().getText("text");
        for (const item of list) edit(text, item);
      }, few);
    },
    "random-edits": () => {
      const text = longText();
      return measure(() => text.edit(), few);
    },
    "random-lookups": () => {
      const text = longText();
      return measure(() => text.look(), few);
    },
    memory: () => memory(t().finalV1),
  };
}

function run(operation) {
  const [name, id] = operation.split("/");
  return { operation, ...operations(name)[id]() };
}

async function main(args) {
  if (!hasTrace("b4")) {
    console.error(`no traces below ${fixtures}; set COLLAB_FIXTURES`);
    process.exitCode = 3;
    return;
  }
  if (args[0] === "--first-load") {
    const update = trace(args[1]).finalV1;
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    loaded(update);
    const ms = performance.now() - before;
    const cpu = process.cpuUsage(cpuBefore);
    console.log(JSON.stringify({ ms, cpuMs: (cpu.user + cpu.system) / 1000 }));
    return;
  }
  if (args[0] === "--derive") {
    for (const name of args.slice(1)) {
      edits(name);
      manyAuthors(name);
    }
    console.log(JSON.stringify({ cache }));
    return;
  }
  if (globalThis.gc === undefined) throw new Error("start node with --expose-gc");
  if (args[0] === "--serve") {
    for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(run(line.trim())));
    return;
  }
  const names = args.length > 0 ? args : Object.keys(operations("b4")).map((id) => `b4/${id}`);
  const yjs = JSON.parse(readFileSync(new URL("node_modules/yjs/package.json", import.meta.url))).version;
  console.log(JSON.stringify({ node: process.version, yjs, results: names.map(run) }, null, 2));
}

await main(process.argv.slice(2));
