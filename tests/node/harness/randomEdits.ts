import * as Y from "yjs";
import type { Random } from "./random.ts";

// No characters beyond the basic plane: Yjs itself does not converge when a surrogate pair is split beside formatting.
const letters = "abcdefghij äßñ日本語\n";

/** One edit of one of the root types `text`, `map`, `array` and `xml`, as an editor might make it. */
export function randomEdit(doc: Y.Doc, random: Random): void {
  doc.transact(() => random.pick([editText, editText, editMap, editArray, editXml])(doc, random));
}

function editText(doc: Y.Doc, random: Random): void {
  const text = doc.getText("text");
  const position = random.below(text.length + 1);
  const length = Math.min(random.below(8), text.length - position);
  const choice = random.below(10);
  if (choice < 6) text.insert(position, words(random));
  else if (choice < 8) text.delete(position, length);
  else if (choice < 9) text.format(position, length, { [random.pick(["bold", "italic"])]: random.pick([true, null]) });
  else text.insertEmbed(position, { image: words(random) });
}

function editMap(doc: Y.Doc, random: Random): void {
  const map = doc.getMap("map");
  const key = `key ${random.below(5)}`;
  if (random.chance(0.2)) map.delete(key);
  // Yjs takes big integers in maps, not in arrays.
  else map.set(key, random.chance(0.1) ? BigInt(random.below(1000)) : value(random));
}

function editArray(doc: Y.Doc, random: Random): void {
  const array = doc.getArray("array");
  const position = random.below(array.length + 1);
  const nested = array.length === 0 ? undefined : array.get(random.below(array.length));
  if (nested instanceof Y.Map && random.chance(0.5)) nested.set(words(random), value(random));
  else if (random.chance(0.7)) array.insert(position, [value(random), value(random)]);
  else array.delete(position, Math.min(random.below(3), array.length - position));
}

function editXml(doc: Y.Doc, random: Random): void {
  const fragment = doc.getXmlFragment("xml");
  const child = fragment.length === 0 ? undefined : fragment.get(random.below(fragment.length));
  if (child instanceof Y.XmlElement && random.chance(0.5)) {
    if (random.chance(0.5)) child.setAttribute(random.pick(["class", "id"]), words(random));
    else child.insert(0, [new Y.XmlText(words(random))]);
  } else if (random.chance(0.7)) {
    fragment.insert(random.below(fragment.length + 1), [new Y.XmlElement(random.pick(["p", "h1", "li"]))]);
  } else if (fragment.length > 0) {
    fragment.delete(random.below(fragment.length), 1);
  }
}

function value(random: Random): unknown {
  return random.pick<() => unknown>([
    () => words(random),
    () => random.below(1000) / 8,
    () => null,
    () => random.chance(0.5),
    () => new Uint8Array([random.below(256), random.below(256)]),
    () => ({ list: [random.below(10), { deep: words(random) }] }),
    () => new Y.Map([["inside", words(random)]]),
  ])();
}

function words(random: Random): string {
  return Array.from({ length: 1 + random.below(6) }, () => letters.charAt(random.below(letters.length))).join("");
}
