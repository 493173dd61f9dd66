import type { Awareness } from "y-protocols/awareness";
import { patienceMilliseconds, when } from "./waiting.ts";

/** What editors tell each other about themselves. */
// biome-ignore lint/suspicious/noExplicitAny: applications put whatever they like into an awareness state.
export type States = Map<number, Record<string, any>>;

/** Resolves when the presence of everyone, as this editor sees it, satisfies the predicate. */
export function presence(
  awareness: Awareness,
  what: string,
  holds: (states: States) => boolean,
  milliseconds = patienceMilliseconds,
): Promise<void> {
  const subscribe = (check: () => void) => {
    awareness.on("update", check);
    return () => awareness.off("update", check);
  };
  const seen = () => `; seen: ${JSON.stringify([...awareness.getStates()])}`;
  return when(what, () => holds(awareness.getStates()), subscribe, milliseconds, seen);
}
