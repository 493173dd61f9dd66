import { CollabProvider } from "@collabserver/client";
import { Doc } from "yjs";
import { socketBase } from "./addresses.js";
import { createEditor } from "./editor.js";
import { element } from "./element.js";
import { showIndicators } from "./indicatorBar.js";
import { showPeople } from "./people.js";
import styles from "./styles/embed.css?inline";
import { introduce } from "./you.js";

/**
 * `<script type="module" src="…/embed.js" data-document="name" data-target="#element"></script>` puts an editor into a page.
 * A module script cannot see its own element, so every script with this address is served, each once.
 */
const served = "collabEmbedded";

for (const script of document.querySelectorAll<HTMLScriptElement>("script[data-document]")) {
  if (script.dataset[served] !== undefined || new URL(script.src, document.baseURI).href !== import.meta.url) continue;
  script.dataset[served] = "";
  embed(script.dataset["document"] ?? "", script.dataset["target"] ?? null, script);
}

function embed(name: string, target: string | null, script: HTMLScriptElement): void {
  const host = target === null ? element("div") : document.querySelector<HTMLElement>(target);
  if (name === "" || host === null) {
    console.error(`CollabServer embed: data-document is empty or data-target ${target} matches nothing.`, script);
    return;
  }
  if (target === null) script.after(host);

  // A shadow root keeps the styles of page and editor apart.
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets.push(sheet);
  const people = element("ul", { class: "people", "data-testid": "people", "aria-label": "People in this document" });
  const saved = element("p", { class: "indicator", "data-testid": "saved" });
  const status = element("p", { class: "indicator", "data-testid": "status" });
  const sheetOfPaper = element("div", { class: "sheet", "data-testid": "editor" });
  root.append(element("div", { class: "frame" }, sheetOfPaper, element("div", { class: "foot" }, status, saved, people)));

  const provider = new CollabProvider(socketBase(import.meta.url), name, new Doc(), { connect: false });
  provider.on("error", (error) => console.warn(error));
  introduce(provider);
  showPeople(people, provider.awareness);
  showIndicators(status, saved, provider);
  createEditor(provider, sheetOfPaper, root);
  addEventListener("beforeunload", (event) => {
    if (provider.hasUnsavedChanges) event.preventDefault();
  });
  provider.connect();
}
