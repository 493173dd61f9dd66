import type { CollabProvider } from "@collabserver/client";
import { connectionIndication, savedIndication, show } from "./indicators.js";

/** Keeps both indicators in step with a provider. */
export function showIndicators(connection: HTMLElement, saved: HTMLElement, provider: CollabProvider): void {
  const update = () => {
    show(connection, connectionIndication(provider));
    show(saved, savedIndication(provider));
  };
  for (const event of ["status", "synced", "saved", "unsaved", "notice", "welcome"] as const) provider.on(event, update);
  update();
}
