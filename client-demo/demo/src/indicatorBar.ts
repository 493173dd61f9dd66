import type { CollabProvider } from "@collabserver/client";
import { connectionIndication, savedIndication, show } from "./indicators.js";

/** "Saving…" stays at least this long, so that fast typing on a fast server does not flicker. "Saved" may come late, never early. */
const SETTLE_MS = 500;

/** Keeps both indicators in step with a provider. */
export function showIndicators(connection: HTMLElement, saved: HTMLElement, provider: CollabProvider): void {
  let settling: ReturnType<typeof setTimeout> | undefined;
  const update = () => {
    clearTimeout(settling);
    show(connection, connectionIndication(provider));
    const now = savedIndication(provider);
    if (now.state === "saved" && saved.dataset["state"] === "saving")
      settling = setTimeout(() => show(saved, savedIndication(provider)), SETTLE_MS);
    else show(saved, now);
  };
  for (const event of ["status", "synced", "saved", "unsaved", "notice", "welcome"] as const) provider.on(event, update);
  update();
}
