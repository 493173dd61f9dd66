import * as Y from "yjs";
import { patienceMilliseconds, when } from "./waiting.ts";

/** Resolves when the document satisfies the predicate; rejects with the document's content. */
export function documentHolds(what: string, doc: Y.Doc, holds: () => boolean, milliseconds = patienceMilliseconds): Promise<void> {
  const subscribe = (check: () => void) => {
    doc.on("update", check);
    return () => doc.off("update", check);
  };
  return when(what, holds, subscribe, milliseconds, () => `; it holds ${abridged(doc)}`);
}

export function textBecomes(doc: Y.Doc, root: string, text: string): Promise<void> {
  return documentHolds(`${JSON.stringify(abridge(text))} in ${root}`, doc, () => doc.getText(root).toString() === text);
}

/** Resolves when every document has the same history: state vector and delete set, not only the same text. */
export async function converge(docs: Y.Doc[], milliseconds = patienceMilliseconds): Promise<void> {
  const [first, ...others] = docs;
  if (first === undefined) return;
  const same = () => {
    const snapshot = Y.snapshot(first);
    return others.every((doc) => Y.equalSnapshots(snapshot, Y.snapshot(doc)));
  };
  const subscribe = (check: () => void) => {
    for (const doc of docs) doc.on("update", check);
    return () => {
      for (const doc of docs) doc.off("update", check);
    };
  };
  const states = () => docs.map((doc) => `\n${doc.clientID}: ${abridged(doc)}`).join("");
  await when(`${docs.length} documents to converge`, same, subscribe, milliseconds, states);
}

function abridged(doc: Y.Doc): string {
  return abridge(JSON.stringify(Object.fromEntries([...doc.share].map(([name, type]) => [name, type.toJSON()]))));
}

function abridge(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}… (${text.length} characters)`;
}
