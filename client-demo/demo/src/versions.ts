import type { CollabProvider } from "@collabserver/client";
import type { Api, Version } from "./api.js";
import { byId, element } from "./element.js";
import { sentence, toast } from "./toast.js";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** The panel that names moments of the document and brings them back. */
export function showVersions(api: Api, document: string, provider: CollabProvider): void {
  const list = byId("version-list", HTMLOListElement);
  const hint = byId("versions-hint", HTMLParagraphElement);
  const form = byId("save-version-form", HTMLFormElement);
  const label = byId("version-label", HTMLInputElement);

  const refresh = async () => {
    try {
      const versions = await api.versions(document);
      list.replaceChildren(...versions.map((version) => row(version, restore)));
      hint.textContent = versions.length === 0 ? "No version yet. Name one before a big change." : "";
    } catch (error) {
      hint.textContent = `Versions cannot be shown: ${sentence(error)}`;
    }
  };

  const save = async () => {
    try {
      await api.saveVersion(document, label.value.trim());
      label.value = "";
      toast("Version saved");
    } catch (error) {
      toast(`The version was not saved: ${sentence(error)}`);
    }
    await refresh();
  };

  const restore = async (version: Version) => {
    try {
      await api.restore(document, version.id);
      toast(`Brought back “${titleOf(version)}”. What was there before is kept as a version.`);
    } catch (error) {
      toast(`Nothing was restored: ${sentence(error)}`);
    }
    await refresh();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (label.value.trim() !== "") void whileDisabled(form, save());
  });
  provider.on("notice", ({ code }) => {
    if (code === "version-created" || code === "restored") void refresh();
  });
  provider.on("synced", (synced) => {
    if (synced) void refresh();
  });
}

function row(version: Version, restore: (version: Version) => Promise<void>): HTMLLIElement {
  const button = element(
    "button",
    { type: "button", class: "button quiet small", "data-testid": `restore-${version.id}`, "aria-label": `Restore ${titleOf(version)}` },
    "Restore",
  );
  const item = element(
    "li",
    { class: "version", "data-kind": version.kind },
    element("span", { class: "version-title" }, titleOf(version)),
    button,
  );
  if (version.createdAt !== null) {
    item.append(element("time", { datetime: version.createdAt.toISOString() }, WHEN.format(version.createdAt)));
  }
  button.addEventListener("click", () => void whileDisabled(item, restore(version)));
  return item;
}

function titleOf({ label, kind }: Version): string {
  return label ?? (kind === "before-restore" ? "Before a restore" : "Unnamed");
}

/** Keeps the buttons inside from being pressed twice. */
async function whileDisabled(parent: HTMLElement, work: Promise<void>): Promise<void> {
  const buttons = [...parent.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  await work;
  for (const button of buttons) button.disabled = false;
}
