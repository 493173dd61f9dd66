import { pageFor } from "./addresses.js";
import type { Api } from "./api.js";
import { byId, element } from "./element.js";
import { Stored } from "./stored.js";

const MOST_REMEMBERED = 12;

const recent = new Stored<string[]>("recent", (value) =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === "string").slice(0, MOST_REMEMBERED) : null,
);

/** The field that opens a document by name, and the list of those opened lately and those the server has. */
export function showDocuments(api: Api, current: string): void {
  const form = byId("open", HTMLFormElement);
  const name = byId("document-name", HTMLInputElement);
  const lately = [current, ...(recent.read() ?? []).filter((other) => other !== current)].slice(0, MOST_REMEMBERED);
  recent.write(lately);

  name.value = current;
  name.addEventListener("focus", () => name.select());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = name.value.trim();
    if (wanted !== "") location.assign(pageFor(location.href, wanted));
  });

  const list = (names: readonly string[]) => {
    byId("document-list", HTMLUListElement).replaceChildren(...names.map((other) => row(other, other === current)));
    byId("known-documents", HTMLDataListElement).replaceChildren(...names.map((other) => element("option", { value: other })));
  };
  list(lately);
  api
    .documents()
    .then((known) => list([...new Set([...lately, ...known])]))
    // Listing may not be permitted to everybody; the recent ones are there all the same.
    .catch(() => {});
}

function row(name: string, isCurrent: boolean): HTMLLIElement {
  const link = element("a", { href: pageFor(location.href, name), ...(isCurrent ? { "aria-current": "page" } : {}) }, name);
  return element("li", {}, link);
}
