import type { CollabProvider } from "@collabserver/client";
import { element } from "./element.js";

/** What a person can do about a refusal; other errors pass by themselves and are only logged. */
const ADVICE: Readonly<Record<string, string>> = {
  "generation-mismatch":
    "This document was replaced on the server since you opened it. Copy what you still need from this tab, then reload to get the new one.",
  unauthorized: "You are not signed in, or your access has expired.",
  forbidden: "You may not open this document.",
  "invalid-document-name": "A document cannot have this name.",
  "document-limit": "This document is full. Your latest edits are not saved; copy them before you leave.",
  "update-too-large": "Your latest edits are larger than the server accepts. Copy them before you leave.",
};

/** Tells of refusals, which need a decision, above the text. */
export function showRefusals(banner: HTMLElement, provider: CollabProvider): void {
  provider.on("error", (error) => {
    console.warn(error);
    if (provider.status !== "refused") return;
    const reload = element("button", { type: "button", class: "button quiet small" }, "Reload");
    reload.addEventListener("click", () => location.reload());
    banner.replaceChildren(element("p", {}, ADVICE[error.code] ?? `The server refused: ${error.message}`), reload);
    banner.hidden = false;
  });
  provider.on("status", (status) => {
    if (status === "connected") banner.hidden = true;
  });
}
