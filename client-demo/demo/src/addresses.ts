const DEFAULT_DOCUMENT = "welcome";

/** The document a page address names, `?doc=<name>`. */
export function documentIn(pageUrl: string): string {
  return new URL(pageUrl).searchParams.get("doc")?.trim() || DEFAULT_DOCUMENT;
}

/** The address of the page with a document open; keeps path and origin. */
export function pageFor(pageUrl: string, document: string): string {
  const url = new URL(pageUrl);
  url.search = "";
  url.hash = "";
  url.searchParams.set("doc", document);
  return url.href;
}

/** The WebSocket endpoint beside a page or script, whatever path it is served under. */
export function socketBase(besideUrl: string): string {
  const url = new URL("ws/doc", besideUrl);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The REST interface beside a page, with a closing slash. */
export function apiBase(pageUrl: string): string {
  return new URL("api/", pageUrl).href;
}
