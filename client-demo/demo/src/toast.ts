import { byId } from "./element.js";

const SHOWN_FOR_MS = 4_000;

let hide: ReturnType<typeof setTimeout> | undefined;

/** Says something briefly at the bottom of the page. */
export function toast(text: string): void {
  const at = byId("toast", HTMLDivElement);
  at.textContent = text;
  at.classList.add("shown");
  clearTimeout(hide);
  hide = setTimeout(() => at.classList.remove("shown"), SHOWN_FOR_MS);
}

/** The sentence of anything that was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
