import { type Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import { FrameError } from "./errors.js";

/** Our own state as a y-protocols awareness update. */
export function ownPresence(awareness: Awareness): Uint8Array {
  return encodeAwarenessUpdate(awareness, [awareness.clientID]);
}

export function applyPresence(awareness: Awareness, update: Uint8Array, origin: object): void {
  try {
    applyAwarenessUpdate(awareness, update, origin);
  } catch (cause) {
    throw new FrameError("wrong-field", `The server's awareness update is malformed: ${String(cause)}`);
  }
}

/**
 * Forgets everybody else: without a connection nobody is known to be here. Their clocks are forgotten too, because the server will
 * announce them again with the same clock, which y-protocols would take for old news.
 */
export function forgetOthers(awareness: Awareness, origin: object): void {
  const others = [...awareness.meta.keys()].filter((client) => client !== awareness.clientID);
  removeAwarenessStates(awareness, others, origin);
  for (const client of others) awareness.meta.delete(client);
}

/** Gives our state a newer clock, so that it wins over the removal that followed the loss of the last connection. */
export function renewPresence(awareness: Awareness): void {
  const state = awareness.getLocalState();
  if (state !== null) awareness.setLocalState(state);
}
