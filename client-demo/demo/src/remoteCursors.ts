import { EditorSelection, type Extension } from "@codemirror/state";
import { EditorView, type LayerMarker, layer, RectangleMarker, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Awareness } from "y-protocols/awareness";
import {
  compareRelativePositions,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
  type Text,
} from "yjs";
import { type Person, personFrom } from "./person.js";

/** Room a name needs beside its caret; nearer to the right edge it stands to the left. */
const NAME_WIDTH_PX = 140;

/**
 * Other people's carets and selections, drawn on layers of their own: the text's elements stay untouched, and colours are set as
 * style properties after a check, so that neither a foreign state nor a strict content security policy can break the page.
 * Presence has the form y-codemirror uses: `user` and `cursor { anchor, head }` as relative positions.
 */
export function remoteCursors(text: Text, awareness: Awareness): Extension {
  const othersIn = (view: EditorView) =>
    [...awareness.getStates()].flatMap(([client, state]) => cursorOf(client, state, text, awareness, view));
  let presence = 0;
  const redraw = ({ docChanged, geometryChanged }: ViewUpdate, drawn: { at: number }) => {
    const needed = docChanged || geometryChanged || drawn.at !== presence;
    drawn.at = presence;
    return needed;
  };
  const selectionsDrawn = { at: 0 };
  const caretsDrawn = { at: 0 };
  return [
    ViewPlugin.define((view) => {
      const changed = ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>) => {
        if ([...added, ...updated, ...removed].every((client) => client === awareness.clientID)) return;
        presence++;
        view.dispatch({});
      };
      awareness.on("change", changed);
      return {
        update: (update) => publish(update, text, awareness),
        destroy: () => awareness.off("change", changed),
      };
    }),
    layer({
      above: false,
      class: "collab-selections",
      update: (update) => redraw(update, selectionsDrawn),
      markers: (view) =>
        othersIn(view).flatMap(({ person, anchor, head }) =>
          anchor === head
            ? []
            : RectangleMarker.forRange(view, "collab-selection", EditorSelection.range(anchor, head)).map(
                (place) => new SelectionMarker(place, person.color),
              ),
        ),
    }),
    layer({
      above: true,
      class: "collab-carets",
      update: (update) => redraw(update, caretsDrawn),
      markers: (view) =>
        othersIn(view).flatMap(({ person, head }) =>
          RectangleMarker.forRange(view, "collab-caret", EditorSelection.cursor(head)).map(
            (place) => new CaretMarker(place, person, head, place.left > view.scrollDOM.clientWidth - NAME_WIDTH_PX),
          ),
        ),
    }),
    theme,
  ];
}

interface Cursor {
  readonly person: Person;
  readonly anchor: number;
  readonly head: number;
}

/** One cursor or none: a foreign state can hold anything. */
function cursorOf(client: number, state: Record<string, unknown>, text: Text, awareness: Awareness, view: EditorView): Cursor[] {
  const person = personFrom(state["user"]);
  const cursor = state["cursor"] as { readonly anchor?: unknown; readonly head?: unknown } | null | undefined;
  if (client === awareness.clientID || person === null || cursor === null || typeof cursor !== "object") return [];
  const anchor = positionOf(cursor.anchor, text);
  const head = positionOf(cursor.head, text);
  if (anchor === null || head === null) return [];
  const end = view.state.doc.length;
  return [{ person, anchor: Math.min(anchor, end), head: Math.min(head, end) }];
}

function positionOf(json: unknown, text: Text): number | null {
  if (text.doc === null || typeof json !== "object" || json === null) return null;
  try {
    const position = createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(json), text.doc);
    return position !== null && position.type === text ? position.index : null;
  } catch {
    return null;
  }
}

/** Tells the others where our caret is, when that changed. */
function publish(update: ViewUpdate, text: Text, awareness: Awareness): void {
  if (!update.view.hasFocus || !(update.selectionSet || update.docChanged || update.focusChanged)) return;
  const { anchor, head } = update.state.selection.main;
  const now = {
    anchor: createRelativePositionFromTypeIndex(text, anchor),
    head: createRelativePositionFromTypeIndex(text, head),
  };
  const before = awareness.getLocalState()?.["cursor"] as typeof now | null | undefined;
  const same = before != null && compareRelativePositions(before.anchor, now.anchor) && compareRelativePositions(before.head, now.head);
  if (!same) awareness.setLocalStateField("cursor", now);
}

class SelectionMarker implements LayerMarker {
  constructor(
    readonly place: RectangleMarker,
    readonly color: string,
  ) {}

  eq(other: LayerMarker): boolean {
    return other instanceof SelectionMarker && this.color === other.color && this.place.eq(other.place);
  }

  draw(): HTMLElement {
    const drawn = this.place.draw();
    drawn.style.setProperty("--collab-color", this.color);
    return drawn;
  }

  update(drawn: HTMLElement, previous: LayerMarker): boolean {
    return previous instanceof SelectionMarker && this.color === previous.color && this.place.update(drawn, previous.place);
  }
}

class CaretMarker implements LayerMarker {
  constructor(
    readonly place: RectangleMarker,
    readonly person: Person,
    readonly head: number,
    readonly atRightEdge: boolean,
  ) {}

  eq(other: LayerMarker): boolean {
    return other instanceof CaretMarker && this.#sameCaret(other) && this.place.eq(other.place);
  }

  draw(): HTMLElement {
    const drawn = this.place.draw();
    drawn.style.setProperty("--collab-color", this.person.color);
    const label = document.createElement("span");
    label.className = this.atRightEdge ? "collab-caret-name collab-caret-name-left" : "collab-caret-name";
    label.textContent = this.person.name;
    drawn.append(label);
    return drawn;
  }

  // A caret that moved is drawn anew, which starts the appearance of its name again; one that was only shifted is not.
  update(drawn: HTMLElement, previous: LayerMarker): boolean {
    return previous instanceof CaretMarker && this.#sameCaret(previous) && this.place.update(drawn, previous.place);
  }

  #sameCaret({ person, head, atRightEdge }: CaretMarker): boolean {
    const samePerson = this.person.name === person.name && this.person.color === person.color;
    return samePerson && this.head === head && this.atRightEdge === atRightEdge;
  }
}

const theme = EditorView.baseTheme({
  ".collab-selection": { backgroundColor: "var(--collab-color)", opacity: "0.22", borderRadius: "2px" },
  ".collab-carets": { pointerEvents: "none" },
  ".collab-caret": { width: "2px", marginLeft: "-1px", backgroundColor: "var(--collab-color)", borderRadius: "1px", pointerEvents: "auto" },
  ".collab-caret::before": {
    content: "''",
    position: "absolute",
    top: "-3px",
    left: "-2px",
    width: "6px",
    height: "6px",
    borderRadius: "50%",
    backgroundColor: "var(--collab-color)",
  },
  ".collab-caret-name": {
    position: "absolute",
    left: "-2px",
    bottom: "100%",
    padding: "1px 6px 2px",
    borderRadius: "6px 6px 6px 0",
    backgroundColor: "var(--collab-color)",
    color: "#fff",
    font: "600 11px/1.35 system-ui, sans-serif",
    whiteSpace: "nowrap",
    userSelect: "none",
    animation: "collab-name 3s ease-in forwards",
  },
  ".collab-caret-name-left": { left: "auto", right: "-2px", borderRadius: "6px 6px 0 6px" },
  ".collab-caret:hover .collab-caret-name": { animation: "none" },
  "@keyframes collab-name": { "0%, 80%": { opacity: "1" }, "100%": { opacity: "0" } },
});
