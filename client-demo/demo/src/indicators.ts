import type { ConnectionStatus } from "@collabserver/client";

/** What the indicators are told: the part of a provider they look at. */
export interface Situation {
  readonly status: ConnectionStatus;
  readonly synced: boolean;
  readonly saved: boolean;
  readonly storageTrouble: boolean;
  readonly permission: string | null;
}

/** One word for styles and tests, one sentence for people. */
export interface Indication {
  readonly state: string;
  readonly text: string;
}

const CALM: ReadonlySet<string> = new Set(["saved", "saving", "loading"]);

export function connectionIndication({ status }: Situation): Indication {
  switch (status) {
    case "connected":
      return { state: status, text: "Connected" };
    case "connecting":
      return { state: status, text: "Connecting…" };
    case "disconnected":
      return { state: status, text: "Offline" };
    case "refused":
      return { state: status, text: "Refused" };
  }
}

export function savedIndication({ status, synced, saved, storageTrouble, permission }: Situation): Indication {
  if (!saved) {
    if (storageTrouble) return { state: "trouble", text: "Not saved: the server cannot write" };
    if (status === "refused") return { state: "trouble", text: "Not saved: the server refused" };
    if (status !== "connected") return { state: "offline", text: "Offline, changes kept in this tab" };
    return { state: "saving", text: "Saving…" };
  }
  if (status === "connected" && !synced) return { state: "loading", text: "Loading…" };
  if (permission === "read" || permission === "comment") return { state: "saved", text: "Read only" };
  // Before the first connection there is nothing to say yet.
  if (permission === null) return { state: "loading", text: "" };
  return { state: "saved", text: "All changes saved" };
}

/** Shows an indication in an element. Screen readers are told of trouble, not of every saved word. */
export function show(at: HTMLElement, { state, text }: Indication): void {
  at.dataset["state"] = state;
  at.setAttribute("aria-live", CALM.has(state) ? "off" : "polite");
  if (at.textContent !== text) at.textContent = text;
}
