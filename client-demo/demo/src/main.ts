import { CollabProvider } from "@collabserver/client";
import { Doc } from "yjs";
import { apiBase, documentIn, socketBase } from "./addresses.js";
import { Api } from "./api.js";
import { showRefusals } from "./banner.js";
import { showDocuments } from "./documents.js";
import { createEditor } from "./editor.js";
import { byId } from "./element.js";
import { showIndicators } from "./indicatorBar.js";
import { showPeople } from "./people.js";
import { shareOnClick } from "./share.js";
import { showVersions } from "./versions.js";
import { showYou } from "./you.js";

const name = documentIn(location.href);
const api = new Api(apiBase(location.href));
const provider = new CollabProvider(socketBase(location.href), name, new Doc(), { connect: false });

document.title = `${name} · CollabServer`;
showIndicators(byId("status", HTMLParagraphElement), byId("saved", HTMLParagraphElement), provider);
showRefusals(byId("banner", HTMLDivElement), provider);
showYou(byId("you", HTMLDivElement), provider);
showPeople(byId("people", HTMLUListElement), provider.awareness);
showDocuments(api, name);
showVersions(api, name, provider);
shareOnClick(byId("share", HTMLButtonElement), name);
createEditor(provider, byId("editor", HTMLElement));
togglePanel(byId("panel-toggle", HTMLButtonElement), byId("panel", HTMLElement));

addEventListener("beforeunload", (event) => {
  if (provider.hasUnsavedChanges) event.preventDefault();
});
provider.connect();

/** On narrow screens the panel lies over the text and is opened by a button. */
function togglePanel(button: HTMLButtonElement, panel: HTMLElement): void {
  const set = (open: boolean) => {
    panel.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => set(!panel.classList.contains("open")));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") set(false);
  });
}
