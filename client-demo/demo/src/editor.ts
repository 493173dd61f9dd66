import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, highlightSpecialChars, keymap, placeholder } from "@codemirror/view";
import type { CollabProvider } from "@collabserver/client";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import { UndoManager } from "yjs";
import { remoteCursors } from "./remoteCursors.js";
import { ROOT_TEXT } from "./rootText.js";

/** An editor on the shared text of a provider's document, with everybody's cursors; undo takes back only one's own edits. */
export function createEditor(provider: CollabProvider, parent: HTMLElement, root: Document | ShadowRoot = document): EditorView {
  const text = provider.doc.getText(ROOT_TEXT);
  const writability = new Compartment();
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        // Positions in the editor and in the shared text must agree, so a carriage return is a character and not a line break.
        EditorState.lineSeparator.of("\n"),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n")),
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap, indentWithTab]),
        highlightSpecialChars(),
        drawSelection(),
        dropCursor(),
        EditorView.lineWrapping,
        placeholder("Start writing. Whoever has this page open sees it as you type."),
        EditorView.contentAttributes.of({ "aria-label": "Shared text", spellcheck: "true", autocapitalize: "sentences" }),
        writability.of(readOnly(true)),
        yCollab(text, null, { undoManager: new UndoManager(text) }),
        remoteCursors(text, provider.awareness),
      ],
    }),
  });

  // Nothing may be typed before the first sync: it would land in front of text that is on its way. Afterwards also offline.
  let everSynced = false;
  let editable = false;
  const update = () => {
    everSynced ||= provider.synced;
    const permitted = provider.permission === "write" || provider.permission === "admin";
    const may = everSynced && permitted && provider.status !== "refused";
    if (may === editable) return;
    editable = may;
    view.dispatch({ effects: writability.reconfigure(readOnly(!may)) });
  };
  provider.on("synced", update);
  provider.on("notice", update);
  provider.on("status", update);
  update();
  return view;
}

function readOnly(is: boolean) {
  return [EditorState.readOnly.of(is), EditorView.editable.of(!is)];
}
