import { Stored } from "./stored.js";

/** What others see of somebody. */
export interface Person {
  readonly name: string;
  readonly color: string;
}

/** Dark enough for white lettering (contrast of at least 4.5 to 1), distinct for common colour vision deficiencies. */
export const COLORS = ["#3d5afe", "#c2185b", "#00796b", "#b34700", "#7b1fa2", "#0277bd", "#a32a2a", "#4a6b12"] as const;

const FIRST = ["Amber", "Brave", "Calm", "Clever", "Eager", "Gentle", "Lucky", "Quiet", "Swift", "Witty"];
const SECOND = ["Badger", "Crane", "Falcon", "Fox", "Heron", "Lynx", "Otter", "Panda", "Robin", "Wolf"];
const LONGEST_NAME = 40;

const stored = new Stored<Person>("person", personFrom);

/** Who uses this browser, kept from last time; null when nobody has used it yet. */
export function rememberedPerson(): Person | null {
  return stored.read();
}

/** Somebody with a made-up name and a colour that none of these people has, as long as there is one. */
export function newPerson(others: readonly Person[]): Person {
  const free = COLORS.filter((color) => others.every((other) => other.color !== color));
  return { name: `${pick(FIRST)} ${pick(SECOND)}`, color: pick(free.length > 0 ? free : COLORS) };
}

export function rememberPerson(person: Person): void {
  stored.write(person);
}

/** Reads what another browser says about its user; null unless it is a name and a plain colour. */
export function personFrom(value: unknown): Person | null {
  if (typeof value !== "object" || value === null || !("name" in value) || !("color" in value)) return null;
  const { name, color } = value;
  if (typeof name !== "string" || typeof color !== "string" || !/^#[0-9a-f]{6}$/i.test(color)) return null;
  const trimmed = name.trim().slice(0, LONGEST_NAME);
  return trimmed === "" ? null : { name: trimmed, color };
}

/** Up to two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("");
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T;
}
